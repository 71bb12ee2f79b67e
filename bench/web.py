"""Server time of every page of the complaints room at 100,000 complaints, for three reaches.

``quanyi bench web [--rows N] [--rounds N] [--json]``. The rows are written in bulk into a data folder of their own
(``var/bench/web``), kept for the next run. Each figure is the whole request inside the process, middleware, session
and template included, in milliseconds. Users: head office, a province, a sub-branch.
"""

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

PAGES = {
    "home": "/",
    "queue": "/complaints/",
    "queue, team of a unit": "/complaints/?tab=working",
    "queue, all": "/complaints/?tab=all",
    "queue, page 20": "/complaints/?tab=all&page=20",
    "queue, filtered": "/complaints/?tab=all&reason=pricing&source=hotline",
    "queue, searched": "/complaints/?tab=all&q=%E5%B9%B4%E8%B4%B9",
    "figures": "/complaints/dashboard/",
    "figures by month": "/complaints/dashboard/?chart=month",
    "figures by reason": "/complaints/dashboard/?chart=reason",
    "figures by unit": "/complaints/dashboard/?chart=unit",
    "register": "/do/complaints.register/",
    "API": "/api/v1/lists/complaints.cases",
}
PEOPLE = {"head office": "zhaoxy", "province": "chensy", "sub-branch": "xiaoyan"}


def main(argv: Sequence[str]) -> int:
    """Run the benchmark and print one JSON object.

    Returns:
        0 when every page of every person stays under 100 ms at the 95th percentile, else 1.
    """
    parser = argparse.ArgumentParser(prog="quanyi bench web", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=Path("var/bench/web"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    os.environ["QUANYI_DATA"] = str(options.folder.resolve())
    from quanyi.site import boot

    boot.start(str(options.folder))
    fill(options.rows)
    figures = {
        name: {page: measure(user, path, options.rounds) for page, path in pages().items()}
        for name, user in PEOPLE.items()
    }
    worst = max(row["p95"] for pages_ in figures.values() for row in pages_.values())
    report = {"bench": "web", "rows": options.rows, "unit": "ms", "worst_p95": worst, "figures": figures}
    print(json.dumps(report, ensure_ascii=False, indent=None if options.json else 1))
    return 0 if worst < 100 else 1


def pages() -> dict[str, str]:
    """Return the measured pages, with one case that every person sees."""
    from quanyi.domains.complaints.models import Complaint

    case = Complaint.objects.filter(subject__unit__code="NB01", state="investigating").first()
    return PAGES | {"case": case.subject.url}


def fill(count: int) -> None:
    """Make the bank and its complaints once."""
    from bench_rows import write
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    from quanyi.foundation.org.rules import System
    from quanyi.foundation.org.steps import Context
    from quanyi.site.demo import bank
    from quanyi.site.setup import seed

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    seed()
    if bank.loaded():
        return
    with transaction.atomic():
        bank.build(Context(System("bench"), timezone.localtime(), "command"))
    write(count, random.Random(7), timezone.localtime())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(username: str, path: str, rounds: int) -> dict[str, float]:
    """Open a page again and again as somebody; the first time does not count."""
    from django.conf import settings
    from django.test import Client

    from quanyi.foundation.org.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(User.objects.get(username=username), "allauth.account.auth_backends.AuthenticationBackend")
    times = []
    for number in range(rounds + 1):
        start = time.perf_counter()
        answer = client.get(path)
        spent = (time.perf_counter() - start) * 1000
        assert answer.status_code == 200, (path, answer.status_code)
        if number:
            times.append(spent)
    times.sort()
    return {"median": round(statistics.median(times), 1), "p95": round(times[int(0.95 * (len(times) - 1))], 1)}
