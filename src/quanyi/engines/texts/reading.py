"""Cuts any file into parts: tells its kind by its content and hands it to the reader of that kind."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from quanyi.engines.sheets import SheetError, read_tables
from quanyi.engines.sheets.archives import member_name, open_archive, read_member
from quanyi.engines.sheets.decoding import decode
from quanyi.engines.texts.errors import TextError
from quanyi.engines.texts.limits import DEFAULT, TextLimits
from quanyi.engines.texts.mails import open_mail
from quanyi.engines.texts.office import read_docx, read_pptx
from quanyi.engines.texts.pages import read_page
from quanyi.engines.texts.parts import Part
from quanyi.engines.texts.pdf import read_pdf

#: The kinds of file that are read.
KINDS = ("txt", "md", "csv", "xlsx", "docx", "pptx", "pdf", "html", "eml", "zip")

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(
    rb"\s*(<\?xml[^>]{0,200}>\s*)?(<!--[^>]{0,2000}-->\s*)?<(!doctype\s+html|html|head|body)\b", re.IGNORECASE
)
_PICTURE = "a picture, and text in pictures is not read"
_OTHER_KINDS = {
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"II*\0": _PICTURE,
    b"MM\0*": _PICTURE,
    b"Rar!": "a .rar archive; pack it as .zip",
    b"7z\xbc\xaf": "a .7z archive; pack it as .zip",
    b"\x1f\x8b": "a .gz archive; unpack it",
    b"{\\rtf": "a .rtf document; save it as .docx",
}


@dataclass(slots=True)
class _Budget:
    """What is left for the files inside containers, shared by all depths of one input."""

    unpacked: int
    files: int
    problems: list[str] = field(default_factory=list)

    def spend(self, size: int, name: str) -> None:
        self.unpacked -= size
        self.files -= 1
        if self.unpacked < 0 or self.files < 0:
            raise TextError(f"{name}: the archive holds too many or too large files; unpack it and read its parts")


def read_parts(path: Path, limits: TextLimits = DEFAULT) -> Iterator[Part]:
    """Read a file part by part.

    Inside an archive or a mail, every file that can be read is read; those that cannot be are named in one error at
    the end, after the last part.

    Args:
        path: the file.
        limits: the limits.

    Yields:
        The parts.

    Raises:
        TextError: the file, or a file inside it, cannot be read; the text says which and why.
    """
    try:
        size = path.stat().st_size
        if size > limits.sheets.size:
            raise TextError(f"{path.name}: {size} bytes are more than {limits.sheets.size}")
        data = path.read_bytes()
    except OSError as error:
        raise TextError(f"{path.name}: the file cannot be opened: {error.strerror}") from error
    yield from read_bytes(data, path.name, limits)


def read_bytes(data: bytes, name: str, limits: TextLimits = DEFAULT) -> Iterator[Part]:
    """Read a file that is in memory; see :func:`read_parts`.

    Args:
        data: the whole file.
        name: its name; the ending decides only between kinds that look alike (.csv, .html, .eml, text).
        limits: the limits.

    Raises:
        TextError: the file, or a file inside it, cannot be read.
    """
    budget = _Budget(limits.unpacked, limits.files)
    yield from _parts(data, name, limits, budget, 0)
    if budget.problems:
        raise TextError(f"{name}: not read: " + "; ".join(budget.problems[:20]))


def _parts(data: bytes, name: str, limits: TextLimits, budget: _Budget, depth: int) -> Iterator[Part]:
    if len(data) > limits.sheets.size:
        raise TextError(f"{name}: {len(data)} bytes are more than {limits.sheets.size}")
    try:
        kind = kind_of(data, name, limits)
        if kind in {"zip", "eml"}:
            yield from _container(kind, data, name, limits, budget, depth)
        else:
            yield from _READERS[kind](data, name, limits)
    except SheetError as error:
        raise TextError(str(error)) from error


def kind_of(data: bytes, name: str, limits: TextLimits = DEFAULT) -> str:
    """Tell the kind of a file by its content, and by its ending where contents look alike.

    Returns:
        One of :data:`KINDS`.

    Raises:
        TextError: a kind that is not read, with advice.
        SheetError: an archive that breaks a limit.
    """
    ending = Path(name).suffix.lower().lstrip(".")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        names = open_archive(data, name, limits.sheets).namelist()
        if "[Content_Types].xml" in names:
            for folder, kind in (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx")):
                if any(part.startswith(folder) for part in names):
                    return kind
        return "zip"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_OLD_OFFICE):
        raise TextError(f"{name}: this is a file of an old Office program, or protected; save it as .docx or .xlsx")
    for signature, description in _OTHER_KINDS.items():
        if data.startswith(signature):
            raise TextError(f"{name}: this is {description}")
    if ending in {"htm", "html", "xhtml"} or _PAGE.match(data[:4096]):
        return "html"
    if ending in {"docx", "pptx", "xlsx", "pdf", "zip"}:
        raise TextError(f"{name}: this is no .{ending} file, or it is damaged")
    return {"eml": "eml", "csv": "csv", "tsv": "csv", "md": "md"}.get(ending, "txt")


def _container(kind: str, data: bytes, name: str, limits: TextLimits, budget: _Budget, depth: int) -> Iterator[Part]:
    if depth >= limits.depth:
        raise TextError(f"{name}: more than {limits.depth} archives lie inside each other")
    if kind == "eml":
        text, attachments = open_mail(data, name)
        yield Part(name, text)
        inner = iter(attachments)
    else:
        inner = _unpacked(data, name, limits, budget)
    for inner_name, content in inner:
        full = f"{name}/{inner_name}"
        if kind == "eml":
            budget.spend(len(content), name)
        try:
            yield from _parts(content, full, limits, budget, depth + 1)
        except TextError as error:
            if budget.unpacked < 0 or budget.files < 0:
                raise
            budget.problems.append(str(error))


def _unpacked(data: bytes, name: str, limits: TextLimits, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    archive = open_archive(data, name, limits.sheets)
    for entry in archive.infolist():
        if not entry.is_dir():
            budget.spend(entry.file_size, name)
            yield member_name(entry), read_member(archive, entry, name)


def _read_text(data: bytes, name: str, limits: TextLimits) -> Iterator[Part]:
    yield Part(name, decode(data, name)[0] if data else "")


def _read_page(data: bytes, name: str, limits: TextLimits) -> Iterator[Part]:
    yield Part(name, read_page(data, name))


def _read_tables(data: bytes, name: str, limits: TextLimits) -> Iterator[Part]:
    tables = read_tables(data, name, limits.sheets)
    for table in tables:
        yield Part(name if table.encoding else f"{name}#{table.sheet}", "", table)


_READERS: dict[str, Callable[[bytes, str, TextLimits], Iterator[Part]]] = {
    "txt": _read_text,
    "md": _read_text,
    "html": _read_page,
    "csv": _read_tables,
    "xlsx": _read_tables,
    "docx": read_docx,
    "pptx": read_pptx,
    "pdf": read_pdf,
}
