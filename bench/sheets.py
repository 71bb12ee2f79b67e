"""Measures writing and reading a ledger of 100,000 rows and twelve columns as .xlsx and .csv; prints JSON."""

import argparse
import io
import json
import resource
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from quanyi.engines.sheets import read_table, write_csv, write_xlsx

COLUMNS = ["编号", "收到日期", "渠道", "业务", "原因", "姓名", "电话", "金额", "内容", "状态", "承办人", "机构"]


def rows(count: int) -> Iterator[list[object]]:
    """Make a ledger, the same one every time."""
    for number in range(count):
        yield [
            f"TS2026{number:07d}",
            date(2026, 1, 1) + timedelta(days=number % 300),
            "营业现场",
            "银行卡",
            "服务态度及服务质量",
            f"张{number % 97}",
            f"138{number:08d}",
            number * 1.5,
            f"客户反映办理业务等待时间过长，要求说明原因并道歉。{number}",
            "已办结",
            "李四",
            "城东支行",
        ]


def main(argv: Sequence[str]) -> int:
    """Run the rounds.

    Returns:
        0.
    """
    parser = argparse.ArgumentParser(prog="bench/sheets.py")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="JSON, which is the only form")
    options = parser.parse_args(list(argv))
    times: dict[str, list[float]] = {"xlsx_out": [], "xlsx_in": [], "csv_out": [], "csv_in": []}
    sizes: dict[str, int] = {}
    for _ in range(options.rounds):
        for kind, write in (("xlsx", write_xlsx), ("csv", write_csv)):
            stream = io.BytesIO()
            begun = time.process_time()
            write(stream, COLUMNS, rows(options.rows))
            times[f"{kind}_out"].append(time.process_time() - begun)
            data = stream.getvalue()
            sizes[kind] = len(data)
            begun = time.process_time()
            table = read_table(data, f"ledger.{kind}")
            times[f"{kind}_in"].append(time.process_time() - begun)
            if len(table.rows) != options.rows:
                raise SystemExit(f"{kind}: {len(table.rows)} rows came back")
    result = {
        "rows": options.rows,
        "bytes": sizes,
        "cpu_seconds": {
            name: {"median": round(statistics.median(each), 2), "spread": [round(min(each), 2), round(max(each), 2)]}
            for name, each in times.items()
        },
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "not_run": "no peer: the libraries underneath are the usual ones",
    }
    print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
