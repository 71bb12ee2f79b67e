"""``quanyi due``: one question about a legal term per line in, one answer per line out; needs no database."""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from quanyi.engines.terms.errors import TermError
from quanyi.engines.terms.rulebook import Rule, RuleBook, Unit, published_rules
from quanyi.engines.terms.timelines import Pause, Timeline, compute

_KNOWN = ("rule", "start", "pauses", "complicated", "extended", "agreed_due", "id")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(Z|[+-][0-9]{2}:?[0-9]{2})")


def main(argv: Sequence[str]) -> int:
    """Answer every line of the standard input.

    Args:
        argv: the words after ``quanyi due``.

    Returns:
        0 when every line was answered, 2 when any was bad.
    """
    parser = argparse.ArgumentParser(
        prog="quanyi due",
        description="Reads JSON lines from the standard input, writes one JSON line for each.",
        epilog='In: {"rule": "CMP-01", "start": "2026-09-25", "pauses": [["2026-09-28", "2026-10-03"]], '
        '"complicated": false, "extended": false}; optional: agreed_due, id (echoed). '
        f"Rules: {', '.join(published_rules().ids)}.",
    )
    parser.add_argument("--json", action="store_true", help="JSON lines, which is the only form")
    parser.parse_args(list(argv))
    failed = False
    for answer in answers(sys.stdin.buffer):
        failed = failed or "error" in answer
        print(json.dumps(answer, ensure_ascii=False))
    return 2 if failed else 0


def answers(lines: Iterable[bytes], rules: RuleBook | None = None) -> Iterable[dict[str, Any]]:
    """Answer questions one by one.

    Args:
        lines: JSON lines in UTF-8; empty ones are passed over.
        rules: the rules; the published ones when None.

    Yields:
        The answer as in the command line contract, or ``{"error", "line"}`` for a line that could not be answered.
    """
    book = rules or published_rules()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        question: object = None
        try:
            question = _parsed(line)
            answer = _answered(question, book)
        except TermError as error:
            answer = {"error": str(error), "line": number}
        if isinstance(question, dict) and "id" in question:
            answer["id"] = question["id"]
        yield answer


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        question = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise TermError("the line is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise TermError(f"the line is not JSON: {error}") from error
    if not isinstance(question, dict):
        raise TermError("the line must be a JSON object")
    return question


def _answered(question: dict[str, Any], book: RuleBook) -> dict[str, Any]:
    unknown = [name for name in question if name not in _KNOWN]
    if unknown:
        raise TermError(f"unknown field {unknown[0]!r}; the fields are {', '.join(_KNOWN)}")
    for name in ("rule", "start"):
        if not isinstance(question.get(name), str):
            raise TermError(f"{name!r} is missing or not a text")
    flags = {name: _flag(question, name) for name in ("complicated", "extended")}
    part = book.part(question["rule"])
    if part is not None:
        flags[part[1]] = True
    rule = book.find(part[0] if part else question["rule"], _date(question["start"][:10], "start"))
    start = _instant(question["start"], rule.id) if rule.term.unit.is_exact else _date(question["start"], "start")
    agreed, pauses = question.get("agreed_due"), _pauses(question.get("pauses", []))
    warnings = list(_doubts(rule, pauses, flags))
    timeline = compute(
        rule,
        start,
        pauses=pauses,
        agreed_due=None if agreed is None else _date(agreed, "agreed_due"),
        complicated=flags["complicated"],
        extended=flags["extended"] and rule.extension is not None,
    )
    answer = as_answer(timeline) | {"rule": question["rule"]}
    return answer | {"warnings": warnings} if warnings else answer


def _doubts(rule: Rule, pauses: Sequence[Pause], flags: Mapping[str, bool]) -> Iterator[str]:
    """Say what was asked and the rule does not know: the arithmetic is done, the lawfulness is the caller's."""
    if pauses and not rule.stop_grounds:
        yield f"{rule.article} names no lawful ground for an excluded period; check that one exists elsewhere"
    if flags["extended"] and rule.extension is None:
        yield f"{rule.article} knows no extension; none was counted"
    if flags["complicated"] and rule.complicated is None:
        yield f"{rule.article} knows no longer term for a complicated case; none was counted"


def as_answer(timeline: Timeline) -> dict[str, Any]:
    """Write a timeline as the command line contract has it, reasons in Chinese."""
    return {
        "rule": timeline.rule,
        "start": timeline.start.isoformat(),
        "due": timeline.due.isoformat(),
        "provisional": timeline.provisional,
        "days": [
            {"date": day.date.isoformat(), "counted": day.counted, "why": day.why.text("zh")} for day in timeline.days
        ],
        "article": f"{timeline.article} {timeline.citation}",
    }


def _date(value: object, name: str) -> date:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise TermError(f"{name}: {value!r} is not a date like 2026-09-25")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise TermError(f"{name}: {value!r} is not in the calendar") from error


def _instant(value: str, rule_id: str) -> datetime:
    if not _INSTANT.fullmatch(value):
        raise TermError(
            f"start: rule {rule_id} counts {Unit.HOUR.value}s, {value!r} is not an instant with its offset"
            " like 2026-09-25T10:30:00+08:00"
        )
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise TermError(f"start: {value!r} is not an instant: {error}") from error


def _pauses(value: object) -> list[Pause]:
    if not isinstance(value, list):
        raise TermError("'pauses' must be a list of pairs of dates")
    pauses = []
    for pair in value:
        if not isinstance(pair, list) or len(pair) not in {2, 3}:
            raise TermError(f"pauses: {pair!r} is not a pair of dates")
        ground = pair[2] if len(pair) == 3 else None
        if ground is not None and not isinstance(ground, str):
            raise TermError(f"pauses: {ground!r} is not a ground")
        pauses.append(Pause(_date(pair[0], "pauses"), _date(pair[1], "pauses"), ground))
    return pauses


def _flag(question: dict[str, Any], name: str) -> bool:
    value = question.get(name, False)
    if not isinstance(value, bool):
        raise TermError(f"{name!r} must be true or false, not {value!r}")
    return value
