"""``quanyi pii``: findings in texts, verdicts on table columns, counts over very large files; needs no database."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from quanyi.engines.pii.columns import MIXED, NONE, SAMPLE, ColumnVerdict, judge_table
from quanyi.engines.pii.findings import Finding
from quanyi.engines.pii.levels import grade, level_of
from quanyi.engines.pii.masking import mask
from quanyi.engines.pii.pack import types
from quanyi.engines.pii.scanning import MINIMUM, scan
from quanyi.engines.pii.stream import Counts, StreamError, count_file, encoding_of, layout, sample_rows
from quanyi.engines.texts import Part, TextError, read_parts

#: Files above this size are read in blocks.
LARGE = 64 << 20
_TABLES = {".csv", ".tsv"}
_PLAIN = {".txt", ".log", ".md", ".json", ".jsonl", ".sql", *_TABLES}


def main(argv: Sequence[str]) -> int:
    """Look for personal information.

    Args:
        argv: the words after ``quanyi pii``.

    Returns:
        0 when all inputs were read, 2 when the call or an input was bad (the others are still answered).
    """
    options = _parser().parse_args(list(argv))
    unknown = set(options.types or ()) - set(types())
    if unknown:
        print(f"quanyi pii: unknown type '{sorted(unknown)[0]}'; types: {' '.join(types())}", file=sys.stderr)
        return 2
    status = 0
    for name in options.paths:
        try:
            for answer in _answers(name, options):
                print(json.dumps(answer, ensure_ascii=False) if options.json or name == "-" else _spoken(answer))
        except (TextError, StreamError, OSError) as error:
            status = 2
            print(f"quanyi pii: {error}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quanyi pii",
        description="Finds, grades and masks personal information.",
        epilog=f"Types: {' '.join(types())}. JSON: one line a text, one line a column of a table.",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file; - reads one text per line")
    parser.add_argument("--json", action="store_true", help="JSON lines")
    parser.add_argument("--show", action="store_true", help="show what was found unmasked")
    parser.add_argument(
        "--every", action="store_true", help="for text and CSV files: scan every line and count by column"
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes for --every (default 1)")
    parser.add_argument("--types", type=lambda text: text.split(","), help="only these types, separated by commas")
    parser.add_argument("--minimum", type=float, default=MINIMUM, help=f"least confidence (default {MINIMUM})")
    return parser


def _answers(name: str, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    if name == "-":
        yield from _lines(sys.stdin.buffer, options)
        return
    path = Path(name)
    if not path.is_file():
        raise StreamError(f"{name}: there is no such file")
    plain = path.suffix.lower() in _PLAIN
    if plain and (options.every or path.stat().st_size > LARGE):
        yield from _large(path, options)
        return
    for part in read_parts(path):
        yield from _of_part(path, part, options)


def _of_part(path: Path, part: Part, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    if part.table is None:
        yield {"path": str(path), "part": part.name, **_of_text(part.text, options)}
        return
    verdict = judge_table(part.table.columns, part.table.rows)
    for column in verdict.columns:
        yield {"path": str(path), "part": part.name, **_of_column(column)}


def _of_text(text: str, options: argparse.Namespace) -> dict[str, Any]:
    return _of_findings(list(scan(text, options.types, options.minimum)), options.show)


def _of_findings(findings: Sequence[Finding], show: bool) -> dict[str, Any]:
    level = grade(one.type for one in findings)
    rows = []
    for one in findings:
        single = level_of(one.type)
        row: dict[str, Any] = {
            "type": one.type,
            "start": one.start,
            "end": one.end,
            "masked": mask(one.type, one.text),
            "confidence": one.confidence,
            "level": single.jrt0171,
            "why": list(one.why),
            "jrt0197": single.jrt0197,
            "nfra": single.nfra,
        }
        if show:
            row["text"] = one.text
        rows.append(row)
    return {
        "findings": rows,
        "level": level.jrt0171,
        "jrt0197": level.jrt0197,
        "nfra": level.nfra,
        "why": list(level.why),
    }


def _of_column(verdict: ColumnVerdict) -> dict[str, Any]:
    held = verdict.types if verdict.verdict == MIXED else [] if verdict.verdict == NONE else [verdict.verdict]
    level = grade(held)
    return {
        "column": verdict.column,
        "verdict": verdict.verdict,
        "level": verdict.level,
        "share": verdict.share,
        "confidence": verdict.confidence,
        "why": list(verdict.why),
        "types": verdict.types,
        "jrt0197": level.jrt0197,
        "nfra": level.nfra,
    }


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _lines(stream: BinaryIO, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One answer a line; lines that have arrived together are scanned together."""
    rest = b""
    while True:
        data = stream.read1(1 << 20)  # type: ignore[attr-defined]  # the buffer of a text stream has read1
        whole, mark, rest = (rest + data).rpartition(b"\n") if data else (rest, b"", b"")
        if mark or (not data and whole):
            yield from _together([_decoded(line).rstrip("\r") for line in whole.split(b"\n")], options)
        if not data:
            return


def _together(lines: Sequence[str], options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    found = iter(scan("\n".join(lines), options.types, options.minimum))
    one = next(found, None)
    offset = 0
    for line in lines:
        mine = []
        while one is not None and one.start < offset + len(line):
            mine.append(
                Finding(one.type, one.start - offset, one.end - offset, one.text, one.confidence, one.why, one.rule)
            )
            one = next(found, None)
        yield _of_findings(mine, options.show)
        offset += len(line) + 1


def _large(path: Path, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """A file that is read in blocks: verdicts from a sample, counts over every line where asked."""
    wanted = tuple(options.types) if options.types else None
    if path.suffix.lower() not in _TABLES:
        counts = count_file(path, encoding_of(path), "", wanted, options.jobs)
        level = grade(counts.types)
        yield {
            "path": str(path),
            "lines": counts.lines,
            "counts": counts.types,
            "level": level.jrt0171,
            "jrt0197": level.jrt0197,
            "nfra": level.nfra,
            "why": list(level.why),
        }
        return
    shape = layout(path)
    verdict = judge_table(shape.columns, sample_rows(path, shape, SAMPLE))
    counts = count_file(path, shape.encoding, shape.delimiter, wanted, options.jobs) if options.every else Counts()
    for place, column in enumerate(verdict.columns):
        answer = {"path": str(path), **_of_column(column)}
        if options.every:
            answer["lines"] = counts.lines
            answer["counts"] = {type_: n for (number, type_), n in sorted(counts.cells.items()) if number == place}
        yield answer


def _spoken(answer: dict[str, Any]) -> str:
    """An answer as lines for a person."""
    place = answer.get("part", answer.get("path", ""))
    if "column" in answer:
        counts = " ".join(f"{type_}={n}" for type_, n in answer.get("counts", {}).items())
        return (
            f"{place}\t{answer['column']}\t{answer['verdict']}\t{answer['level'] or '-'}\t"
            f"{answer['share']:.0%}\t{answer['confidence']:.2f}\t{'; '.join(answer['why'])}\t{counts}".rstrip()
        )
    if "counts" in answer:
        return f"{place}\t{answer['lines']} lines\t{answer['level'] or '-'}\t{answer['counts']}"
    head = f"{place}\t{len(answer['findings'])} findings\t{answer['level'] or '-'}"
    rows = [
        f"  {row['start']}-{row['end']}\t{row['type']}\t{row.get('text', row['masked'])}\t{row['level']}\t"
        f"{row['confidence']:.2f}\t{'; '.join(row['why'])}"
        for row in answer["findings"]
    ]
    return "\n".join([head, *rows, *(f"  {reason}" for reason in answer["why"])])
