"""Reads the body of a .docx file, of Word or WPS, into lines: styles, automatic numbers, tables, text boxes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from quanyi.engines.outline.lines import CellText, Source, SourceBuilder
from quanyi.engines.outline.numbering import Numbering, W, read_numbering
from quanyi.engines.outline.package import Package
from quanyi.engines.outline.tree import Caution, OutlineError, Span

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TOC_NAME = re.compile(r"(?:toc\s*\d|toc heading|目录.*)", re.IGNORECASE)
_SKIPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "rPr", "pPr", "Fallback", "rt", "footnoteRef", "endnoteRef"}
)
_NO = frozenset({"0", "false", "off", "none"})
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_BODY_LEVEL = 9  # w:outlineLvl 9 is body text
_LAYOUT_LINES = 4  # a one-column table with more lines is a page frame, not a table


@dataclass(slots=True)
class _Style:
    name: str = ""
    based_on: str = ""
    outline: int | None = None
    list_id: str = ""
    depth: int | None = None
    centred: bool | None = None


@dataclass(slots=True)
class _Paragraph:
    """The text of one paragraph, run by run with the mark bold, and the text boxes anchored in it."""

    runs: list[tuple[str, bool]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    deleted: bool = False


def read_docx(data: bytes, name: str) -> Source:
    """Read a .docx file; tracked deletions are left out with a warning, tracked insertions belong to the text.

    Raises:
        OutlineError: the file is no safe, readable .docx.
    """
    package = Package(data, name)
    try:
        return _Reader(package).read()
    except RecursionError as error:
        raise OutlineError(f"{name}: its elements are nested too deeply; refused as unsafe") from error


class _Reader:
    def __init__(self, package: Package) -> None:
        self.root = package.document()
        self.styles, self.default_style = _read_styles(package.related("styles"))
        style_lists = {key: style.list_id for key, style in self.styles.items() if style.list_id}
        self.numbering: Numbering = read_numbering(package.related("numbering"), style_lists)
        self.notes = _read_notes(package.related("footnotes"), "f") | _read_notes(package.related("endnotes"), "e")
        self.builder = SourceBuilder()
        self.deleted = False
        self.noted: list[str] = []

    def read(self) -> Source:
        body = self.root.find(f"{W}body")
        if body is not None:
            self._blocks(body, in_toc=False)
        for key in self.noted:
            for paragraph in self.notes.get(key, ()):
                self.builder.add("".join(text for text, _ in _collect(paragraph).runs).replace("\n", " "))
        source = self.builder.source()
        if self.deleted:
            message = "text struck out in tracked changes was left out; accept or reject the changes first"
            source.warnings.append(Caution("deleted-text", message, 1, Span(0, 0)))
        return source

    def _blocks(self, parent: Element, in_toc: bool) -> None:
        for child in parent:
            kind = _local(child)
            if kind == "p":
                self._paragraph(child, in_toc)
            elif kind == "tbl":
                self._table(child)
            elif kind == "sdt":
                content = child.find(f"{W}sdtContent")
                if content is not None:
                    self._blocks(content, in_toc or _is_toc(child))
            elif kind == "del":
                self.deleted = True
            elif kind not in _SKIPPED and kind != "sectPr":
                self._blocks(child, in_toc)

    def _paragraph(self, element: Element, in_toc: bool) -> None:
        paragraph = _collect(element)
        self.deleted |= paragraph.deleted
        self.noted += paragraph.notes
        properties = element.find(f"{W}pPr")
        style = self._style_of(properties)
        number, depth = self._number(properties, style)
        text = "".join(piece for piece, _ in paragraph.runs)
        toc = in_toc or bool(_TOC_NAME.fullmatch(style.name))
        hints = {
            "heading": None if toc else self._heading(properties, style),
            "centred": self._centred(properties, style),
            "title_style": style.name.lower() in {"title", "标题"},
            "list_depth": depth,
            "role": "noise" if toc else "",
            "reason": "table of contents" if toc else "",
        }
        bold = _bold_prefix(paragraph.runs)
        whole = text.strip()
        for place, piece in enumerate(text.split("\n")):
            auto = number if place == 0 and whole else ""
            line = self.builder.add(
                _glued(auto, piece.strip()) if auto else piece, **(hints if place == 0 or toc else {})
            )
            if line and place == 0:
                line.auto = len(auto)
                line.bold_all = bold == len(whole)
                shift = len(line.text) - len(piece.strip())
                line.bold = bold + shift if 0 < bold < len(piece.strip()) else 0
        for box in paragraph.boxes:
            self._blocks(box, in_toc)

    def _style_of(self, properties: Element | None) -> _Style:
        key = _val(properties, "pStyle") or self.default_style
        merged = _Style(name=self.styles[key].name if key in self.styles else "")
        for _ in range(20):  # basedOn may run in a circle in a damaged file
            style = self.styles.get(key)
            if style is None:
                break
            merged.outline = style.outline if merged.outline is None else merged.outline
            merged.centred = style.centred if merged.centred is None else merged.centred
            if not merged.list_id and style.list_id:
                merged.list_id = style.list_id
                merged.depth = style.depth
                if style.depth is None:
                    merged.depth = self.numbering.depth_for_style(style.list_id, key)
            key = style.based_on
        return merged

    def _number(self, properties: Element | None, style: _Style) -> tuple[str, int]:
        list_id, depth = style.list_id, style.depth or 0
        own = None if properties is None else properties.find(f"{W}numPr")
        if own is not None:
            list_id = _val(own, "numId") or list_id
            level = _val(own, "ilvl")
            depth = int(level) if level.isdecimal() and len(level) < 3 else depth
        if not list_id or list_id == "0":
            return "", 0
        return self.numbering.next_number(list_id, depth), depth

    def _heading(self, properties: Element | None, style: _Style) -> int | None:
        own = _val(properties, "outlineLvl")
        if own.isdecimal():
            return int(own) + 1 if int(own) < _BODY_LEVEL else None
        if style.outline is not None:
            return style.outline + 1 if style.outline < _BODY_LEVEL else None
        match = _HEADING_NAME.fullmatch(style.name)
        return int(match[1]) if match else None

    def _centred(self, properties: Element | None, style: _Style) -> bool:
        own = _val(properties, "jc")
        return own == "center" if own else bool(style.centred)

    def _table(self, element: Element) -> None:
        rows = [self._row(row) for row in _rows(element)]
        lines = sum(cell.text.count("\n") + 1 for row in rows for cell in row if cell.text)
        if max((len(row) for row in rows), default=0) == 1 and (len(rows) == 1 or lines > _LAYOUT_LINES):
            for row in _rows(element):
                for cell in _cells(row):
                    self._blocks(cell, in_toc=False)
            return
        self.builder.add_table(rows)

    def _row(self, row: Element) -> list[CellText]:
        cells = [CellText("") for _ in range(_grid(row.find(f"{W}trPr"), "gridBefore"))]
        for cell in _cells(row):
            properties = cell.find(f"{W}tcPr")
            merge = None if properties is None else properties.find(f"{W}vMerge")
            covered = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            text = "\n".join(self._cell_lines(cell))
            cells.append(CellText(text, merged=covered and not text.strip()))
            cells += [CellText("", merged=False)] * (_grid(properties, "gridSpan") - 1)
        return cells

    def _cell_lines(self, cell: Element) -> Iterator[str]:
        for element in cell.iter(f"{W}p"):
            paragraph = _collect(element)
            self.deleted |= paragraph.deleted
            self.noted += paragraph.notes
            text = "".join(piece for piece, _ in paragraph.runs).strip()
            properties = element.find(f"{W}pPr")
            number, _ = self._number(properties, self._style_of(properties))
            if text or (number and number != "•"):
                # A column of automatic numbers (序号) has no text of its own.
                yield _glued(number, text) if text else number


def _collect(element: Element) -> _Paragraph:
    paragraph = _Paragraph()
    _runs(element, paragraph, bold=False)
    return paragraph


def _runs(element: Element, paragraph: _Paragraph, bold: bool) -> None:
    for child in element:
        kind = _local(child)
        if kind == "t":
            paragraph.runs.append((child.text or "", bold))
        elif kind in _SIGNS:
            paragraph.runs.append((_SIGNS[kind], bold))
        elif kind == "sym":
            code = child.get(f"{W}char", "")
            paragraph.runs.append((chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) else "", bold))
        elif kind == "txbxContent":
            paragraph.boxes.append(child)
        elif kind in {"footnoteReference", "endnoteReference"}:
            paragraph.notes.append(kind[0] + child.get(f"{W}id", ""))
        elif kind in {"del", "moveFrom"}:
            paragraph.deleted = True
        elif kind == "AlternateContent":
            # The same text box stands twice: once for new programs (Choice), once for old ones (Fallback).
            chosen = next((c for c in child if _local(c) == "Choice"), None)
            _runs(child if chosen is None else chosen, paragraph, bold)
        elif kind == "r":
            _runs(child, paragraph, _is_bold(child.find(f"{W}rPr")))
        elif kind not in _SKIPPED:
            _runs(child, paragraph, bold)


def _bold_prefix(runs: list[tuple[str, bool]]) -> int:
    """Return how many characters at the head of the (stripped) first line are bold."""
    flags = [bold or character.isspace() for text, bold in runs for character in text]
    text = "".join(piece for piece, _ in runs)
    left = len(text) - len(text.lstrip())
    length = 0
    for flag in flags[left : left + len(text.strip())]:
        if not flag:
            break
        length += 1
    return length if any(bold and piece.strip() for piece, bold in runs) else 0


def _read_styles(root: Element | None) -> tuple[dict[str, _Style], str]:
    styles: dict[str, _Style] = {}
    default = ""
    for element in () if root is None else root.iter(f"{W}style"):
        key = element.get(f"{W}styleId", "")
        properties = element.find(f"{W}pPr")
        outline, alignment = _val(properties, "outlineLvl"), _val(properties, "jc")
        lists = None if properties is None else properties.find(f"{W}numPr")
        depth = _val(lists, "ilvl")
        styles[key] = _Style(
            name=_val(element, "name"),
            based_on=_val(element, "basedOn"),
            outline=int(outline) if outline.isdecimal() else None,
            list_id=_val(lists, "numId"),
            depth=int(depth) if depth.isdecimal() and len(depth) < 3 else None,
            centred=alignment == "center" if alignment else None,
        )
        if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in {"1", "true"}:
            default = key
    return styles, default


def _read_notes(root: Element | None, prefix: str) -> dict[str, list[Element]]:
    if root is None:
        return {}
    notes = (*root.iter(f"{W}footnote"), *root.iter(f"{W}endnote"))
    return {prefix + note.get(f"{W}id", ""): list(note.iter(f"{W}p")) for note in notes}


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if _local(child) == "tr":
            yield child
        elif _local(child) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if _local(child) == "tc":
            yield child
        elif _local(child) in {"sdt", "sdtContent", "customXml"}:
            yield from _cells(child)


def _is_toc(sdt: Element) -> bool:
    gallery = sdt.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val", "") == "Table of Contents"


def _is_bold(properties: Element | None) -> bool:
    bold = None if properties is None else properties.find(f"{W}b")
    return bold is not None and bold.get(f"{W}val", "1") not in _NO


def _grid(properties: Element | None, name: str) -> int:
    value = _val(properties, name)
    wanted = int(value) if value.isdecimal() and len(value) < 4 else 0
    return min(wanted, 64)  # Word allows 63 columns


def _val(parent: Element | None, name: str) -> str:
    child = None if parent is None else parent.find(f"{W}{name}")
    return "" if child is None else child.get(f"{W}val", "")


def _glued(number: str, text: str) -> str:
    """Put an automatic number before its text, with a blank where the two would run into each other."""
    if (number[-1:].isalnum() and number[-1:].isascii()) or number.startswith("第") or number in "•●■◆▪":
        return f"{number} {text}"
    return number + ("" if not number or not text[:1].isdigit() else " ") + text


def _local(element: Element) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""
