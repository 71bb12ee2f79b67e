"""Measures statutory time: timelines a second for each kind of rule, and a tick over many stored clocks.

``quanyi bench clocks [--stored N] [--json]``. The clocks are written in bulk into a data folder of their own
(``var/bench/clocks``), none of them due, and the tick of the worker runs over them; then one in three hundred falls due.
"""

import argparse
import json
import shutil
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from quanyi.engines.terms import Pause, compute, published_rules

#: name → rule, whether extended, whether with two excluded periods
CASES = {
    "15 natural days": ("CMP-01", False, False),
    "60 natural days, two excluded periods": ("CMP-01", True, True),
    "7 working days": ("CMP-17", False, False),
    "24 hours": ("INC-02", False, False),
}


def run(rule_id: str, extended: bool, paused: bool, count: int) -> float:
    """Compute ``count`` timelines with every day and its reason; returns the seconds."""
    rule = published_rules().find(rule_id)
    first = date(2024, 1, 1)
    begun = time.perf_counter()
    for number in range(count):
        start = first + timedelta(days=number % 1000)
        if rule.term.unit.is_exact:
            compute(rule, datetime(start.year, start.month, start.day, 9, tzinfo=UTC))
            continue
        pauses = [Pause(start + timedelta(days=at), start + timedelta(days=at + 6)) for at in (3, 8)] if paused else []
        compute(rule, start, extended=extended, pauses=pauses)
    return time.perf_counter() - begun


def ticked(count: int, folder: Path) -> dict[str, object]:
    """Store clocks and time the tick: with nothing due, and with a thousand due. Seconds."""
    shutil.rmtree(folder, ignore_errors=True)
    from quanyi.site import boot

    boot.start(str(folder))
    from django.utils import timezone

    from quanyi.foundation.clocks.jobs import tick

    now = timezone.localtime()
    store(count, now)
    idle = [seconds(tick, now) for _ in range(5)]
    begun = time.perf_counter()
    moved = tick(now + timedelta(days=1, hours=2))
    return {
        "stored": count,
        "nothing_due": {"median_seconds": statistics.median(idle), "worst_seconds": max(idle)},
        "due": {"clocks": moved, "seconds": round(time.perf_counter() - begun, 2)},
    }


def seconds(tick, now) -> float:
    """Return how long one tick takes."""
    begun = time.perf_counter()
    tick(now)
    return round(time.perf_counter() - begun, 4)


def store(count: int, now: datetime, first: int = 0) -> None:
    """Write clocks whose next moment lies ahead of ``now``."""
    from django.core.management import call_command
    from django.db import transaction

    from quanyi.foundation.clocks.models import Clock
    from quanyi.foundation.org.models import Unit
    from quanyi.foundation.subjects.models import Subject

    call_command("migrate", verbosity=0)
    unit, _ = Unit.objects.get_or_create(code="HO", defaults={"name": "总行", "kind": "head_office", "path": "0001"})
    for start in range(first, first + count, 20_000):
        numbers = range(start, min(start + 20_000, first + count))
        with transaction.atomic():
            subjects = Subject.objects.bulk_create(
                [Subject(kind="bench", number=f"B{n}", label="", unit=unit, url="/", created_at=now) for n in numbers]
            )
            Clock.objects.bulk_create(
                [
                    Clock(
                        subject=subject,
                        lane="statutory",
                        rule_id="CMP-01",
                        title="",
                        title_en="",
                        started_on=now.date(),
                        first_started_on=now.date(),
                        due_on=now.date() + timedelta(days=4 + number % 300),
                        due_at=now + timedelta(days=4 + number % 300),
                        original_due_on=now.date(),
                        checked_at=now,
                        next_check_at=now + timedelta(days=1 + number % 300, hours=1),
                    )
                    for number, subject in zip(numbers, subjects, strict=True)
                ]
            )


def main(argv: Sequence[str]) -> int:
    """Run the rounds.

    Returns:
        0.
    """
    parser = argparse.ArgumentParser(prog="bench/clocks.py")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stored", type=int, default=1_000_000, help="stored clocks under the tick; 0 leaves it out")
    parser.add_argument("--folder", type=Path, default=Path("var/bench/clocks"))
    parser.add_argument("--json", action="store_true", help="JSON, which is the only form")
    options = parser.parse_args(list(argv))
    result: dict[str, object] = {"count": options.count}
    for name, case in CASES.items():
        rates = [options.count / run(*case, options.count) for _ in range(options.rounds)]
        result[name] = {
            "median_per_second": round(statistics.median(rates)),
            "spread": [round(min(rates)), round(max(rates))],
        }
    if options.stored:
        result["tick"] = ticked(options.stored, options.folder)
    result["not_run"] = "no peer computes excluded periods or reasons"
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
