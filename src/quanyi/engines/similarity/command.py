"""``quanyi similar``: near-duplicate groups of texts, and rising topics, from a file or the standard input."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from quanyi.engines.similarity import reading
from quanyi.engines.similarity.reading import InputError


def main(argv: Sequence[str]) -> int:
    """Run the command.

    Args:
        argv: the words after ``quanyi similar``.

    Returns:
        0 done, 2 the call or its input was wrong.
    """
    args = _parser().parse_args(argv)
    try:
        answer = _topics(args) if args.topics else _groups(args)
    except InputError as error:
        print(f"quanyi similar: {error}", file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
    elif args.topics:
        _print_topics(answer)
    else:
        _print_groups(answer)
    return 0


def _parser() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(
        prog="quanyi similar", description="Group near-duplicate texts; find rising topics."
    )
    parser.add_argument("path", metavar="PATH|-", help="a text a line, or a .csv/.tsv table; - reads lines")
    parser.add_argument("--threshold", type=_share, default=0.6, metavar="J", help="Jaccard that joins two texts (0.6)")
    parser.add_argument("--limit", type=_count, default=None, metavar="N", help="at most so many groups")
    parser.add_argument("--topics", action="store_true", help="rising topics of a week; needs a date column")
    parser.add_argument("--week", type=_week, default=None, metavar="2026-W47", help="which week (the last with texts)")
    parser.add_argument("--weeks", type=_count, default=8, metavar="N", help="weeks before to compare with (8)")
    parser.add_argument("--least", type=_count, default=5, metavar="N", help="texts that must share a term (5)")
    for name, what in (
        ("text", "the texts"),
        ("date", "the day"),
        ("unit", "the unit"),
        ("id", "a number of each text"),
    ):
        parser.add_argument(f"--{name}-column", metavar="HEADING", help=f"column of a table that holds {what}")
    parser.add_argument("--date-format", metavar="FORMAT", help="how dates are written, such as %%m/%%d/%%y")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser


def _groups(args: argparse.Namespace) -> dict[str, Any]:
    """The groups as the JSON object."""
    # numpy takes a tenth of a second to load: --help and a wrong call do without.
    from quanyi.engines.similarity.groups import group  # noqa: PLC0415

    names: list[str] = []
    texts: list[str] = []

    def kept() -> Iterator[str]:
        """The texts as they come, remembered for the answer."""
        for told, text in _texts(args):
            if told is not None:
                names.append(told)
            texts.append(text)
            yield text

    found = group(kept(), args.threshold)

    def name(at: int) -> str:
        """What a text is called: its number from 1, unless a column says."""
        return names[at] if names else str(at + 1)

    listed = []
    for number, members in enumerate(found.members()):
        if args.limit is not None and number >= args.limit:
            break
        scores = found.score[members]
        stands = int(found.representative[number])
        listed.append(
            {
                "size": int(members.size),
                "lowest": round(float(scores.min()), 4),
                "representative": {"id": name(stands), "text": texts[stands]},
                "members": [
                    {"id": name(at), "score": round(score, 4)}
                    for at, score in zip(members.tolist(), scores.tolist(), strict=True)
                ],
            }
        )
    grouped = int((found.label >= 0).sum())
    return {
        "texts": len(texts), "threshold": args.threshold, "grouped": grouped,
        "group_count": int(found.representative.size), "groups": listed,
    }  # fmt: skip


def _topics(args: argparse.Namespace) -> dict[str, Any]:
    """The rising topics as the JSON object."""
    # Loads the term matcher, which grouping does not need.
    from quanyi.engines.similarity.topics import Limits, Told, rising  # noqa: PLC0415

    path = Path(args.path)
    if path.suffix.lower() not in reading.TABLES:
        raise InputError("--topics needs a .csv or .tsv table with a column of dates")
    told, undated = [], 0
    wanted = {"text": args.text_column or "", "date": args.date_column or "", "unit": args.unit_column}
    with reading.opened(path) as lines:
        for at, row in enumerate(reading.rows_of(lines, wanted), start=2):
            try:
                day = reading.day_of(row["date"], args.date_format)
            except InputError as error:
                raise InputError(f"{path.name}, record {at}: {error}") from error
            if day is None:
                undated += 1
            else:
                told.append(Told(row["text"], day, row.get("unit", "").strip()))
    topics = rising(told, args.week, Limits(weeks=args.weeks, least=args.least))
    rows = [
        {
            "week": topic.week, "unit": topic.unit or None, "terms": list(topic.terms), "texts": topic.texts,
            "expected": round(topic.expected, 2), "growth": round(topic.growth, 2),
            "surprise": round(topic.surprise, 1), "samples": list(topic.samples),
        }
        for topic in topics
    ]  # fmt: skip
    return {"texts": len(told), "undated": undated, "topics": rows}


def _texts(args: argparse.Namespace) -> Iterator[tuple[str | None, str]]:
    """Name and text of each text of the input; the name is None unless a column holds it."""
    path = Path(args.path)
    if args.path == "-":
        yield from ((None, line) for line in reading.lines_of(sys.stdin.buffer))
        return
    with reading.opened(path) as lines:
        if path.suffix.lower() in reading.TABLES:
            wanted = {"text": args.text_column or "", "id": args.id_column}
            yield from ((row.get("id"), row["text"]) for row in reading.rows_of(lines, wanted))
        else:
            yield from ((None, line.rstrip("\r\n")) for line in lines)


def _print_groups(answer: dict[str, Any]) -> None:
    """The groups for a reader."""
    print(f"{answer['texts']:,} texts, {answer['group_count']:,} groups of {answer['grouped']:,} texts")
    for group in answer["groups"]:
        print(
            f"\n{group['size']:,} texts, alike at least {group['lowest']:.2f}: {group['representative']['text'][:200]}"
        )
        print("  " + ", ".join(f"{member['id']} ({member['score']:.2f})" for member in group["members"]))


def _print_topics(answer: dict[str, Any]) -> None:
    """The topics for a reader."""
    print(
        f"{answer['texts']:,} texts with a date, {answer['undated']:,} without; {len(answer['topics'])} rising topics"
    )
    for topic in answer["topics"]:
        print(f"\n{topic['week']}  {topic['unit'] or 'all units'}: {', '.join(topic['terms'][:8])}")
        times = f"{topic['growth']:.1f} times as often as expected ({topic['expected']})"
        print(f"  {topic['texts']} texts; first term {times}")
        for sample in topic["samples"]:
            print(f"  · {sample[:160]}")


def _share(text: str) -> float:
    """A threshold of the command line."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a share above 0 and up to 1")
    return value


def _count(text: str) -> int:
    """A count of the command line, 1 to 1,000,000."""
    if not text.isdecimal() or len(text) > 7 or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1 to 1000000")
    return int(text)


def _week(text: str) -> date:
    """The Monday of an ISO week of the command line."""
    try:
        return date.fromisoformat(f"{text}-1")
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is not a week; write 2026-W47") from error
