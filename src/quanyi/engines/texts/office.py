"""Text of .docx and .pptx, read from the XML: paragraphs, tables, text boxes, headers, footnotes, comments, notes."""

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from quanyi.engines.sheets.archives import open_archive, read_member
from quanyi.engines.texts.errors import TextError
from quanyi.engines.texts.limits import TextLimits
from quanyi.engines.texts.parts import Part

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_WORD = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_STRICT_DRAWING = "{http://purl.oclc.org/ooxml/drawingml/main}"
#: Text boxes are stored twice, once for old programs; the second copy is passed over.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

_TEXT = {f"{space}t" for space in (_WORD, _STRICT_WORD, _DRAWING, _STRICT_DRAWING)}
_PARAGRAPH = {f"{space}p" for space in (_WORD, _STRICT_WORD, _DRAWING, _STRICT_DRAWING)}
_BREAK = {f"{space}{name}" for space in (_WORD, _STRICT_WORD, _DRAWING, _STRICT_DRAWING) for name in ("br", "cr")}
_TAB = {f"{_WORD}tab", f"{_STRICT_WORD}tab"}
_TAB_STOPS = {f"{_WORD}tabs", f"{_STRICT_WORD}tabs"}
_CELL = {f"{space}tc" for space in (_WORD, _STRICT_WORD, _DRAWING, _STRICT_DRAWING)}
_ROW = {f"{space}tr" for space in (_WORD, _STRICT_WORD, _DRAWING, _STRICT_DRAWING)}

_WORD_PARTS = re.compile(r"word/(document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_SLIDE_PARTS = re.compile(r"ppt/(slides/slide|notesSlides/notesSlide)(\d+)\.xml")
_ORDER = ("document", "header", "footer", "footnotes", "endnotes", "comments")


def read_docx(data: bytes, name: str, limits: TextLimits) -> Iterator[Part]:
    """Read a Word document as one part: the body, then headers, footers, notes and comments.

    Cells of a table row are separated by tabs. Deleted text that tracked changes still hold is left out.

    Raises:
        TextError: the document is damaged.
        SheetError: the archive breaks a limit.
    """
    archive = open_archive(data, name, limits.sheets)
    found = {}
    for entry in archive.infolist():
        matched = _WORD_PARTS.fullmatch(entry.filename)
        if matched:
            found[entry.filename] = _paragraphs(read_member(archive, entry, name), f"{name}, {entry.filename}")
    ordered = sorted(found, key=lambda part: (next(n for n, kind in enumerate(_ORDER) if kind in part), part))
    yield Part(name, "\n".join(found[part] for part in ordered if found[part]))


def read_pptx(data: bytes, name: str, limits: TextLimits) -> Iterator[Part]:
    """Read a presentation, one part a slide, its notes below it.

    Raises:
        TextError: the presentation is damaged.
        SheetError: the archive breaks a limit.
    """
    archive = open_archive(data, name, limits.sheets)
    slides: dict[int, list[str]] = {}
    for entry in sorted(archive.infolist(), key=lambda entry: "notesSlides" in entry.filename):
        matched = _SLIDE_PARTS.fullmatch(entry.filename)
        if matched:
            text = _paragraphs(read_member(archive, entry, name), f"{name}, {entry.filename}")
            slides.setdefault(int(matched.group(2)), []).append(text)
    for number in sorted(slides):
        yield Part(f"{name}#{number}", "\n".join(text for text in slides[number] if text))


def _paragraphs(content: bytes, where: str) -> str:
    collector = _Collector()
    try:
        for event, element in iterparse(BytesIO(content), events=("start", "end")):
            collector.take(event == "start", element)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise TextError(f"{where}: the document is damaged or hostile: {error!r}") from error
    return collector.text()


class _Collector:
    """Gathers the text of a stream of elements and frees each element behind it."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._cells = 0
        self._passed_over = 0

    def take(self, begins: bool, element: Element) -> None:
        tag = element.tag
        if tag == _FALLBACK or tag in _TAB_STOPS:
            self._passed_over += 1 if begins else -1
        if begins:
            self._cells += tag in _CELL
            return
        if not self._passed_over:
            self._end(tag, element)
        element.clear()

    def _end(self, tag: str, element: Element) -> None:
        if tag in _TEXT:
            self._line.append(element.text or "")
        elif tag in _TAB:
            self._line.append("\t")
        elif tag in _BREAK:
            self._line.append("\n")
        elif tag in _CELL:
            self._cells -= 1
            self._line.append("\t")
        elif tag in _ROW or (tag in _PARAGRAPH and not self._cells):
            self._flush()
        elif tag in _PARAGRAPH:
            self._line.append(" ")

    def _flush(self) -> None:
        line = re.sub(r" +(?=\t|$)|\t+$", "", "".join(self._line))
        if line.strip():
            self._lines.append(line)
        self._line.clear()

    def text(self) -> str:
        self._flush()
        return "\n".join(self._lines)
