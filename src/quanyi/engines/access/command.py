"""``quanyi access``: an entitlement audit over the lists of one or more systems, from files to counts and lists."""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quanyi.engines.access.columns import InputError, shapes

if TYPE_CHECKING:
    from quanyi.engines.access.audit import Report

NO_POLARS = (
    "quanyi access: the library polars is not installed. Install it with  pip install 'quanyi[analysis]'  "
    "(or  pip install polars)  and run the command again."
)
#: question → how it is called in plain words.
TITLES = {
    "unused": "grants unused",
    "dormant": "dormant accounts",
    "never_used": "permissions nobody uses",
    "orphan": "accounts without an owner",
    "generic": "generic or shared accounts",
    "leavers": "accounts of people who have left",
    "movers": "grants kept from a former post",
    "excess": "grants in excess of peers",
    "incompatible": "incompatible duties held",
    "equal_sets": "equal permission sets",
    "reach": "reach to sensitive data",
    "added": "grants added",
    "removed": "grants removed",
    "still_there": "revocations not carried out",
    "units": "units scored",
}
FILES = {
    "grants": "who holds which permission",
    "usage": "log of uses or of log-ins",
    "people": "list of people",
    "toxic": "pairs of incompatible duties",
    "sensitive": "permission → sensitive asset",
    "before": "an earlier list of grants",
    "revoked": "grants that were to be revoked",
}


def main(argv: Sequence[str]) -> int:
    """Run the command.

    Args:
        argv: the words after ``quanyi access``.

    Returns:
        0 done, 2 the call or a file was wrong or polars is missing.
    """
    args = _parser().parse_args(argv)
    try:
        told = _told(args.map)
        with tempfile.TemporaryDirectory(prefix="quanyi-access-") as scratch:
            answer = _run(args, told, Path(scratch))
    except ModuleNotFoundError as error:
        if error.name != "polars":
            raise
        print(NO_POLARS, file=sys.stderr)
        return 2
    except InputError as error:
        print(f"quanyi access: {error}", file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(answer, ensure_ascii=False, default=str))
    else:
        _print(answer)
    return 0


def _parser() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(prog="quanyi access", description="Audit entitlement lists (CSV, Parquet).")
    for name, what in FILES.items():
        parser.add_argument(f"--{name}", type=Path, required=name == "grants", metavar="FILE", help=what)
    parser.add_argument("--state", type=Path, metavar="FILE", help="keeps the last use per grant; --usage adds to it")
    parser.add_argument("--as-of", type=_day, default=None, metavar="DATE", help="day of the audit (today)")
    parser.add_argument(
        "--unused-days", type=_days, default=90, metavar="N", help="a grant idle so long is unused (90)"
    )
    parser.add_argument("--dormant-days", type=_days, default=None, metavar="N", help="the same for an account")
    parser.add_argument("--peers", choices=("post", "unit-post"), default="post", help="who are peers")
    parser.add_argument("--least-peers", type=_days, default=5, metavar="N", help="smallest group compared (5)")
    parser.add_argument("--map", action="append", default=[], metavar="TABLE.FIELD=HEADING", help="name a column")
    parser.add_argument("--lists", action="store_true", help="give the rows, not only their number")
    parser.add_argument("--limit", type=_days, default=None, metavar="N", help="at most so many rows of each list")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser


def _run(args: argparse.Namespace, told: Mapping[str, Mapping[str, str]], scratch: Path) -> dict[str, Any]:
    """Read, audit, keep the state."""
    # polars takes a quarter of a second to load and may be missing: --help and a wrong call need neither.
    import polars as pl  # noqa: PLC0415

    from quanyi.engines.access import audit, tables, uses  # noqa: PLC0415

    as_of = args.as_of or date.today()
    columns: dict[str, Mapping[str, str]] = {}

    def opened(option: str, shape: str) -> tables.Table:
        """Open the file of one option, remembering which column became which field."""
        table = tables.open_table(getattr(args, option), shape, told.get(option, {}), scratch / option)
        columns[option] = table.columns
        return table

    given = {}
    for option, shape, name in (
        ("grants", "grants", "grants"),
        ("people", "people", "people"),
        ("toxic", "incompatible", "incompatible"),
        ("sensitive", "sensitive", "sensitive"),
        ("before", "grants", "before"),
        ("revoked", "revoked", "revoked"),
    ):
        if getattr(args, option) is not None:
            given[name] = tables.read(opened(option, shape))
    known = uses.load(args.state, as_of) if args.state is not None and args.state.exists() else None
    if args.usage is not None:
        likely = [given["grants"].select(uses.KEY), *([] if known is None else [known.frame.select(uses.KEY)])]
        fresh = uses.fold(opened("usage", "usage"), as_of, pl.concat(likely))
        known = fresh if known is None else uses.merge(known.frame, fresh)
        if args.state is not None:
            uses.save(known, args.state)
    settings = audit.Settings(
        as_of, args.unused_days, args.dormant_days, tuple(args.peers.split("-")), least_peers=args.least_peers
    )
    report = audit.audit(audit.Lists(**given, uses=known), settings)
    return _answer(report, args, as_of, columns)


def _answer(
    report: "Report", args: argparse.Namespace, as_of: date, columns: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """The JSON object; the score per unit is small and always there."""
    answer: dict[str, Any] = {
        "as_of": as_of.isoformat(),
        "unused_days": args.unused_days,
        **report.totals,
        "counts": report.counts,
        "not_judged": dict(report.not_judged),
        "ignored": dict(report.ignored),
        "columns": {option: dict(found) for option, found in columns.items()},
        "units": report.found["units"].to_dicts(),
    }
    if args.lists:
        rows = {name: frame.head(args.limit) if args.limit else frame for name, frame in report.found.items()}
        answer["lists"] = {name: frame.to_dicts() for name, frame in rows.items() if name != "units"}
    return answer


def _print(answer: Mapping[str, Any]) -> None:
    """The answer for a reader."""
    print(f"As of {answer['as_of']}, unused after {answer['unused_days']} days")
    for total in ("grants", "accounts", "permissions", "people"):
        print(f"{answer[total]:>12,}  {total}")
    print()
    for name, count in answer["counts"].items():
        print(f"{count:>12,}  {TITLES[name]}")
    for name, reason in answer["not_judged"].items():
        print(f"           –  {TITLES[name]}: {reason}")
    for what, count in answer["ignored"].items():
        print(f"left out: {count:,} {what}")
    print("\nscore  needless  grants  unit")
    for row in answer["units"]:
        score = "    –" if row["score"] is None else f"{row['score']:5.1f}"
        print(f"{score}  {row['needless']:>8,}  {row['grants']:>6,}  {row['unit'] or '(no unit)'}")
    for name, rows in answer.get("lists", {}).items():
        print(f"\n{TITLES[name]}")
        for row in rows:
            shown = (f"{key} {_shown(value)}" for key, value in row.items() if value is not None and value != "")
            print("  " + ", ".join(shown))


def _shown(value: object) -> str:
    """One value of a row for a reader."""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _told(options: Sequence[str]) -> dict[str, dict[str, str]]:
    """``--map`` as option → field → heading."""
    told: dict[str, dict[str, str]] = {}
    for option in options:
        place, sign, heading = option.partition("=")
        table, dot, field = place.partition(".")
        if not sign or not dot or table not in FILES:
            raise InputError(f"--map {option}: write TABLE.FIELD=HEADING, TABLE one of {', '.join(FILES)}")
        shape = {"toxic": "incompatible", "before": "grants"}.get(table, table)
        if field not in shapes()[shape].headings:
            fields = ", ".join(shapes()[shape].headings)
            raise InputError(f"--map {option}: {table} has no field '{field}'; the fields are {fields}")
        told.setdefault(table, {})[field] = heading
    return told


def _day(text: str) -> date:
    """A date of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date; write 2026-01-31") from error


def _days(text: str) -> int:
    """A count of the command line, 1 to 100,000."""
    if not text.isdecimal() or not 1 <= int(text[:7]) <= 100_000 or len(text) > 6:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1 to 100000")
    return int(text)
