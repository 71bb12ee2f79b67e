"""Measures the arithmetic of statutory terms: timelines a second for each kind of rule; prints one JSON object."""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

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


def main(argv: Sequence[str]) -> int:
    """Run the rounds.

    Returns:
        0.
    """
    parser = argparse.ArgumentParser(prog="bench/clocks.py")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="JSON, which is the only form")
    options = parser.parse_args(list(argv))
    result: dict[str, object] = {"count": options.count}
    for name, case in CASES.items():
        rates = [options.count / run(*case, options.count) for _ in range(options.rounds)]
        result[name] = {
            "median_per_second": round(statistics.median(rates)),
            "spread": [round(min(rates)), round(max(rates))],
        }
    result["not_run"] = "no peer computes excluded periods or reasons; the tick over stored clocks needs the house"
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
