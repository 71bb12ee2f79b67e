"""Turns what is handed in (.docx, .txt, .md, pasted text) into lines, whatever its encoding."""

import codecs
import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path

from quanyi.engines.outline.lines import EDGES, CellText, Line, Source, SourceBuilder
from quanyi.engines.outline.package import MOST_BYTES
from quanyi.engines.outline.tree import Caution, OutlineError, Span
from quanyi.engines.outline.word import read_docx

_ZIP, _OLE, _PDF, _RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_MARKDOWN_SIGN = re.compile(r"^[ \t]*(?:#{1,6} +\S|\*\*[^*\n]+\*\*)", re.MULTILINE)
_MARKDOWN_RULE = re.compile(r"[|:\-\s]*-{3,}[|:\-\s]*")
_TAG = re.compile(r"</(?:p|div|h[1-6]|li|td|span|br)>|<br\s*/?>", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|tr|table|br|section|article|header|footer|nav)\b[^>]*>", re.IGNORECASE
)
_CELL_TAG = re.compile(r"</t[dh]>\s*<t[dh]\b[^>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->|<![^>]*>", re.IGNORECASE | re.DOTALL)
_ANY_TAG = re.compile(r"<[^<>]{1,2000}>")
_FEW_TAGS = 3
_FEWEST_CELLS = 3


def read(source: Path | bytes | str, name: str = "") -> Source:
    """Read a document into lines.

    Args:
        source: a path, the bytes of a file, or text.
        name: what to call the input in messages; its ending ``.md`` switches Markdown on for bytes and text.

    Raises:
        OutlineError: the file is missing, too large, of a kind that is not read, or damaged.
    """
    if isinstance(source, Path):
        name = name or source.name
        try:
            if source.stat().st_size > MOST_BYTES:
                raise OutlineError(f"{name}: larger than {MOST_BYTES // 1024 // 1024} MB")
            source = source.read_bytes()
        except OSError as error:
            raise OutlineError(f"{name}: cannot be read ({error.strerror}); check the path and the rights") from error
    name = name or "text"
    if isinstance(source, str):
        return _read_text(source, name)
    _refuse_other_kinds(source, name)
    if source.startswith(_ZIP):
        return read_docx(source, name)
    text, doubt = decode(source, name)
    read_source = _read_text(text, name)
    if doubt:
        read_source.warnings.append(Caution("encoding", doubt, 1, Span(0, 0)))
    return read_source


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Decode a text file: UTF-8 or UTF-16 by their marks, else UTF-8 when it fits, else GB18030 (GB 18030-2022).

    Returns:
        The text, and a sentence of doubt when bytes fitted neither and were replaced, else an empty one.
    """
    if data.startswith(_UTF16):
        return data.decode("utf-16", errors="replace"), ""
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030"), ""
    except UnicodeDecodeError as error:
        place = f"byte {error.start}"
    if b"\x00" in data[:4096]:
        raise OutlineError(f"{name}: is no text file; hand in .docx, .txt or .md")
    by_utf8, by_gb = data.decode("utf-8", errors="replace"), data.decode("gb18030", errors="replace")
    text = min(by_utf8, by_gb, key=lambda decoded: decoded.count("\ufffd"))
    return text, f"the encoding is neither clean UTF-8 nor GB18030 (from {place}); unreadable characters show as \ufffd"


def _refuse_other_kinds(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        raise OutlineError(f"{name}: is an old binary .doc or .wps file; open it in Word or WPS and save it as .docx")
    if data.startswith(_PDF):
        raise OutlineError(f"{name}: is a PDF; hand in the .docx it was made from, or its text as .txt")
    if data.startswith(_RTF):
        raise OutlineError(f"{name}: is an .rtf file; open it in Word or WPS and save it as .docx")


def _read_text(text: str, name: str) -> Source:
    if len(_TAG.findall(text)) >= _FEW_TAGS:
        text = _without_tags(text)
    markdown = name.lower().endswith((".md", ".markdown")) or len(_MARKDOWN_SIGN.findall(text)) >= _FEW_TAGS
    rows = [row.rstrip("\r\n") for row in text.splitlines(keepends=True)]
    builder = SourceBuilder()
    place = 0
    while place < len(rows):
        table = list(_table_rows(rows, place, markdown))
        if table:
            builder.add_table([cells for cells in table if cells])
            place += len(table)
            continue
        _add_row(builder, rows[place], markdown)
        place += 1
    source = builder.source()
    mark_wrapped(source.lines)
    return source


def _add_row(builder: SourceBuilder, row: str, markdown: bool) -> None:
    if not markdown:
        builder.add(row, list_depth=_indent(row))
        return
    stripped = row.strip(EDGES)
    if _MARKDOWN_RULE.fullmatch(stripped):
        builder.add("")
        return
    heading = _MARKDOWN_HEADING.match(stripped)
    text = stripped[heading.end() :].rstrip("# ") if heading else stripped.removeprefix("> ")
    pieces = re.split(r"\*\*|__", text)
    depth = _indent(row)
    if len(pieces) % 2 == 0:  # an odd number of marks: not emphasis
        builder.add(text, heading=len(heading[1]) if heading else None, list_depth=depth)
        return
    plain = "".join(pieces)
    bold = (
        len(pieces[0] + pieces[1]) if len(pieces) > 1 and (not pieces[0] or len(pieces[0]) < len("（十二）. ")) else 0
    )
    line = builder.add(plain, heading=len(heading[1]) if heading else None, list_depth=depth)
    if line and bold:
        line.bold_all = bold == len(plain)
        line.bold = 0 if line.bold_all else bold


def _table_rows(rows: list[str], place: int, markdown: bool) -> Iterator[list[CellText]]:
    """Yield the rows of a table that begins at ``place``: Markdown pipes, or tabs as pasted from Excel."""
    if markdown and rows[place].strip().startswith("|") and rows[place].count("|") > 1:
        for row in rows[place:]:
            stripped = row.strip()
            if not stripped.startswith("|"):
                return
            cells = re.split(r"(?<!\\)\|", stripped.strip("|"))
            yield (
                []
                if _MARKDOWN_RULE.fullmatch(stripped)
                else [CellText(cell.replace("\\|", "|").strip()) for cell in cells]
            )
        return
    width = rows[place].strip("\r\n").count("\t") + 1
    if width < _FEWEST_CELLS or not rows[place].split("\t")[0].strip(EDGES):
        return
    run = []
    for row in rows[place:]:
        if row.count("\t") + 1 != width:
            break
        run.append([CellText(cell) for cell in row.split("\t")])
    if len(run) > 1:
        yield from run


def _indent(row: str) -> int:
    """Return the depth of a bullet by its indentation: two blanks or one tab or full-width blank a step."""
    blanks = row[: len(row) - len(row.lstrip(EDGES))]
    return sum(2 if blank in "\t\u3000" else 1 for blank in blanks) // 2


def _without_tags(text: str) -> str:
    """Strip the tags of a pasted web page; block elements end a line, cells a tab."""
    text = _HIDDEN.sub("", text)
    text = re.sub(r"\s*\n\s*", "\n", text)
    text = _BLOCK_TAG.sub("\n", _CELL_TAG.sub("\t", text))
    return unescape(_ANY_TAG.sub("", text))


_FEWEST_WRAPPED = 6
_NARROWEST = 20  # characters; a narrower column is a list, not wrapped text
_SENTENCE_END = frozenset("。！？；：!?;:…”）)》】")


def mark_wrapped(lines: list[Line]) -> None:
    """Mark lines that continue the one before, in text that was wrapped by hand (copied from a PDF or a mail).

    Text counts as wrapped when many lines end near the same width in mid-sentence. A wrapped line is one behind a
    full line that ends in mid-sentence.
    """
    widths = sorted(_width(line.text) for line in lines if not line.table and not _ends_sentence(line.text))
    if len(widths) < _FEWEST_WRAPPED:
        return
    # The column is as wide as the widest lines in mid-sentence; a single stray long line must not set it.
    column = widths[-max(2, len(widths) // 20)]
    full = [line for line in lines if not line.table and column - 4 <= _width(line.text) <= column + 2]
    broken = [line for line in full if not _ends_sentence(line.text)]
    if column < 2 * _NARROWEST or len(broken) < _FEWEST_WRAPPED or len(broken) * 4 < len(widths):
        return
    for before, line in pairwise(lines):
        if before.table or line.table or line.blank_before or line.heading or _ends_sentence(before.text):
            continue
        line.wrapped = column - 4 <= _width(before.text) <= column + 2


def _ends_sentence(text: str) -> bool:
    return text[-1:] in _SENTENCE_END


def _width(text: str) -> int:
    """Return the width of a line in half-width columns."""
    return sum(1 if character.isascii() else 2 for character in text)
