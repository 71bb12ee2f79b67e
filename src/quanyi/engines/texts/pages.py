"""Text of a web page, by one walk over its characters that no malformed page can slow down."""

import html
import re

from quanyi.engines.sheets import SheetError
from quanyi.engines.sheets.decoding import decode

_BLOCK = re.compile(
    "address|article|aside|blockquote|br|caption|center|dd|div|dl|dt|fieldset|footer|form|h[1-6]|header|hr|li|main|nav|ol"
    "|option|p|pre|section|select|table|tbody|thead|title|tr|ul"
)
_CELLS = frozenset(["td", "th"])
_SILENT = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "template")}
_TAG_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]*")
_ATTRIBUTE = re.compile(r"""\b(?:alt|title|placeholder)\s*=\s*(?:"([^"]{0,2000})"|'([^']{0,2000})')""", re.IGNORECASE)
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{1,20})", re.IGNORECASE)
#: What else than UTF-8 and GB18030 is believed when a page or mail declares it; no other codec is safe or likely.
_BELIEVED = frozenset(
    ["big5", "big5-hkscs", "hz-gb-2312", "iso-8859-1", "windows-1252", "shift_jis", "euc-jp", "euc-kr", "iso-2022-jp"]
)


def read_page(data: bytes, name: str) -> str:
    """Read the visible text of a web page, with the texts of its alt, title and placeholder attributes.

    Args:
        data: the page.
        name: how to call it in an error.

    Raises:
        SheetError: the page is no text.
    """
    declared = _DECLARED.search(data[:4096])
    return page_text(decode_declared(data, declared.group(1).decode() if declared else None, name))


def decode_declared(data: bytes, declared: str | None, name: str) -> str:
    """Decode a text that may declare its encoding: valid UTF-8 first, then the declaration, then GB18030.

    Args:
        data: the bytes.
        declared: the encoding that a page or mail names, which is often wrong.
        name: how to call it in an error.

    Raises:
        SheetError: it is no text.
    """
    wanted = (declared or "").lower()
    try:
        text, found = decode(data, name)
    except SheetError:
        if wanted in _BELIEVED and b"\0" not in data:
            return data.decode(wanted, "replace")
        raise
    if found == "gb18030" and wanted in _BELIEVED:
        return data.decode(wanted, "replace")
    return text


def page_text(source: str) -> str:
    """Take the text out of a page's source: blocks become lines, cells are separated by tabs, entities are resolved."""
    pieces: list[str] = []
    position = 0
    while position < len(source):
        opening = source.find("<", position)
        if opening < 0:
            opening = len(source)
        pieces.append(html.unescape(re.sub(r"\s+", " ", source[position:opening])))
        if opening == len(source):
            break
        position = _after_markup(source, opening, pieces)
    lines = (re.sub("[ \u00a0]+", " ", line) for line in "".join(pieces).split("\n"))
    tidy = (line.replace(" \t", "\t").replace("\t ", "\t").strip() for line in lines)
    return "\n".join(line for line in tidy if line)


def _after_markup(source: str, opening: int, pieces: list[str]) -> int:
    if source.startswith("<!--", opening):
        return _past(source, "-->", opening + 4)
    matched = _TAG_NAME.match(source, opening + 1)
    if matched is None:
        if source[opening + 1 : opening + 2] in {"!", "?", "/"}:
            return _past(source, ">", opening)
        pieces.append("<")  # a bare sign, as in "a < b"
        return opening + 1
    closing = _end_of_tag(source, matched.end())
    tag = matched.group().lower()
    name = tag.lstrip("/")
    if tag in _SILENT:
        found = _SILENT[tag].search(source, closing)
        return _past(source, ">", found.end()) if found else len(source)
    if _BLOCK.fullmatch(name):
        pieces.append("\n")
    elif tag in _CELLS:
        pieces.append("\t")
    for double, single in _ATTRIBUTE.findall(source[matched.end() : closing]):
        if double or single:
            pieces.append(f" {html.unescape(double or single)} ")
    return closing


def _past(source: str, mark: str, start: int) -> int:
    found = source.find(mark, start)
    return len(source) if found < 0 else found + len(mark)


def _end_of_tag(source: str, start: int) -> int:
    # A ">" inside a quoted value does not end the tag. A quote that is never closed swallows the rest once, not again.
    position = start
    while position < len(source):
        character = source[position]
        if character == ">":
            return position + 1
        if character in "\"'" and source[position - 1] == "=":
            position = _past(source, character, position + 1)
        else:
            position += 1
    return len(source)
