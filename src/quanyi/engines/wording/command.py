"""``quanyi screen``: screens files, or the lines of the standard input, and prints one JSON object per text."""

import argparse
import datetime
import itertools
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from quanyi.engines.wording.packs import KINDS, PackError, load_packs
from quanyi.engines.wording.screen import Screener, Screening, default_screener
from quanyi.engines.wording.wordlist import read_words, with_words

if TYPE_CHECKING:
    from quanyi.engines.texts import Part


def main(argv: Sequence[str]) -> int:
    """Run the command.

    Args:
        argv: the words after ``quanyi screen``.

    Returns:
        0 done, 1 something was found or is missing and ``--strict`` was given, 2 the call or a file was wrong.
    """
    options = _parser().parse_args(argv)
    try:
        screener = _screener(options.words)
        channel = screener.channel(options.channel)
    except PackError as error:
        print(f"quanyi screen: {error}", file=sys.stderr)
        return 2
    run = _Run(screener, options.kind, channel, options.as_of)
    for path in options.paths:
        if path == "-":
            run.lines(sys.stdin.buffer)
        else:
            run.file(Path(path))
    if run.failed:
        return 2
    return 1 if options.strict and run.found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quanyi screen",
        description="Find misleading wording and missing statements; one JSON object per text.",
    )
    parser.add_argument(
        "paths", metavar="PATH|-", nargs="+", help="files of any kind, or - for one text per line of the input"
    )
    parser.add_argument(
        "--kind", choices=KINDS, default="general", help="kind of product; decides which statements are required"
    )
    parser.add_argument("--channel", default="", help="where the text appears, such as sms, app, poster, script")
    parser.add_argument(
        "--as-of",
        type=datetime.date.fromisoformat,
        default=None,
        metavar="DATE",
        help="the day whose law counts (today)",
    )
    parser.add_argument(
        "--words", type=Path, default=None, metavar="FILE", help="a word list of your own, one word a line"
    )
    parser.add_argument("--strict", action="store_true", help="end with status 1 when anything was found or is missing")
    parser.add_argument("--json", action="store_true", help="JSON lines; the only form there is")
    return parser


def _screener(words: Path | None) -> Screener:
    if words is None:
        return default_screener()
    try:
        text = _decoded(words.read_bytes())
    except OSError as error:
        raise PackError(f"{words}: the word list cannot be opened: {error.strerror}") from error
    return Screener(with_words(load_packs(), read_words(text.splitlines(), words.name)))


def _decoded(data: bytes) -> str:
    """Read UTF-8, else GB18030; what neither can read becomes a replacement character, so that offsets stay
    countable."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


class _Run:
    """One run of the command: what it screens with, and how it went."""

    def __init__(self, screener: Screener, kind: str, channel: str, as_of: datetime.date | None) -> None:
        self._screener = screener
        self._kind = kind
        self._channel = channel
        self._as_of = as_of
        self.failed = False
        self.found = False

    def lines(self, stream: Iterable[bytes]) -> None:
        """Screen one text per line."""
        for screening in self._screen(_decoded(line).rstrip("\r\n") for line in stream):
            self._print({}, screening)

    def file(self, path: Path) -> None:
        """Screen the parts of a file; pages of one document share their required statements."""
        from quanyi.engines.texts import TextError, read_parts  # noqa: PLC0415 - not needed, and slow to load, for lines

        try:
            for _, parts in itertools.groupby(read_parts(path), key=lambda part: part.name.partition("#")[0]):
                self._document(list(parts))
        except TextError as error:
            self.failed = True
            print(f"quanyi screen: {error}", file=sys.stderr)

    def _document(self, parts: "list[Part]") -> None:
        texts = [part for part in parts if part.table is None]
        if texts:
            whole = next(self._screen(["\n".join(part.text for part in texts)]))
            for number, (part, screening) in enumerate(
                zip(texts, self._screen(part.text for part in texts), strict=True)
            ):
                missing = whole.missing if number == 0 else ()
                self._print({"source": part.name}, Screening(screening.findings, missing))
        for part in parts:
            rows = list(_rows(part))
            for (source, text), screening in zip(rows, self._screen(text for _, text in rows), strict=True):
                self._print({"source": source, "text": text}, screening)

    def _screen(self, texts: Iterable[str]) -> Iterator[Screening]:
        return self._screener.screen(texts, self._kind, self._channel, self._as_of)

    def _print(self, head: dict[str, object], screening: Screening) -> None:
        self.found = self.found or bool(screening.findings or screening.missing)
        print(json.dumps(head | asdict(screening), ensure_ascii=False))


def _rows(part: "Part") -> Iterator[tuple[str, str]]:
    """Give each row of a table as a text: its cells, one a line, so that no sentence runs from one cell into the
    next."""
    if part.table is not None:
        for number, row in part.table.numbered():
            text = "\n".join(cell for cell in row if isinstance(cell, str))
            if text:
                yield f"{part.name}:{number}", text
