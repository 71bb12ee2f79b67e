"""`quanyi check`: tells whether this installation may serve."""

import argparse
import dataclasses
import json
from collections.abc import Sequence

from quanyi.site import checks


def main(argv: Sequence[str]) -> int:
    """Print every check with its answer; the status is 1 when one is wrong."""
    parser = argparse.ArgumentParser("quanyi check", description="Tell whether this installation may serve.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    results = checks.run()
    good = all(result.good for result in results)
    if options.json:
        shown = [dataclasses.asdict(result) for result in results]
        print(json.dumps({"good": good, "checks": shown}, ensure_ascii=False))
    else:
        for result in results:
            print(f"{'ok   ' if result.good else 'WRONG'}  {result.name}: {result.detail}")
    return 0 if good else 1
