"""How fast ledgers come in: a live ledger and an old one, row by row through the actions, with clocks and records.

``quanyi bench import [--rows N] [--json]``. Each row becomes the command of its action: subject, case, leg, clocks
(live), search entry and audit record are written; batches of the exchange room's size commit together.
"""

import argparse
import csv
import json
import os
import random
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

HEADINGS = "转办编号,收到日期,投诉人,联系电话,投诉来源,业务类别,投诉原因,业务办理渠道,投诉事项,投诉内容,诉求,要求反馈日期,答复日期,办理结果"
SOURCES = ("营业网点", "客服热线", "12378 转办", "12345 转办", "信函邮件")
CATEGORIES = ("信用卡", "贷款", "人民币储蓄", "支付结算")
REASONS = ("定价收费", "信息披露", "服务态度及服务质量")
CHANNELS = ("营业现场", "移动客户端", "电话渠道")


def main(argv: Sequence[str]) -> int:
    """Run the benchmark and print one JSON object.

    Returns:
        0 when every row came in.
    """
    parser = argparse.ArgumentParser(prog="quanyi bench import", description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--folder", type=Path, default=Path("var/bench/import"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    shutil.rmtree(options.folder, ignore_errors=True)
    os.environ["QUANYI_DATA"] = str(options.folder.resolve())
    from quanyi.site import boot

    boot.start(str(options.folder))
    prepare()
    report = {"bench": "import", "rows": options.rows}
    for mode in ("live", "history"):
        path = options.folder / f"{mode}.csv"
        write(path, options.rows, mode)
        report[mode] = measured(path, mode)
    print(json.dumps(report, ensure_ascii=False, indent=None if options.json else 1))
    return 0 if all(report[mode]["registered"] == options.rows for mode in ("live", "history")) else 1


def prepare() -> None:
    """Make an empty bank."""
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from quanyi.foundation.org.rules import System
    from quanyi.foundation.org.steps import Context
    from quanyi.site.demo import bank
    from quanyi.site.setup import seed

    call_command("migrate", verbosity=0)
    seed()
    with transaction.atomic():
        bank.build(Context(System("bench"), timezone.localtime(), "command"))


def write(path: Path, rows: int, mode: str) -> None:
    """Write a ledger as a bank keeps it, in GB18030."""
    dice = random.Random(mode)
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADINGS.split(","))
        for number in range(rows):
            day = dice.randint(1, 20)
            answered = f"2026-10-{day + 8:02d}" if mode == "history" else ""
            out.writerow(
                [
                    f"{mode}-{number:07d}",
                    f"2026年10月{day}日" if mode == "history" else f"2026年11月{day}日",
                    "李" + dice.choice("娜强芳军"),
                    f"139{dice.randint(0, 99_999_999):08d}",
                    dice.choice(SOURCES),
                    dice.choice(CATEGORIES),
                    dice.choice(REASONS),
                    dice.choice(CHANNELS),
                    f"账单分期手续费争议 {number}",
                    "客户反映办理分期时未说明提前结清仍收取全部手续费，要求退还。",
                    "退还手续费",
                    "2026-12-05" if number % 4 == 0 else "",
                    answered,
                    "已退还手续费" if answered else "",
                ]
            )


def measured(path: Path, mode: str) -> dict[str, float]:
    """Import one file and say how fast it was."""
    from django.utils import timezone

    from quanyi.foundation.exchange.steps import import_file
    from quanyi.foundation.org.models import Unit
    from quanyi.foundation.org.rules import System
    from quanyi.foundation.org.steps import Context

    context = Context(System("bench"), timezone.localtime(), "import")
    start, busy = time.perf_counter(), time.process_time()
    report = import_file("complaints.cases", path, "", mode, Unit.objects.get(code="NB"), False, context)
    spent, worked = time.perf_counter() - start, time.process_time() - busy
    return {
        "registered": report.registered,
        "rejected": len(report.rejected),
        "seconds": round(spent, 2),
        "rows_per_second": round(report.read / spent),
        "rows_per_processor_second": round(report.read / worked),
    }
