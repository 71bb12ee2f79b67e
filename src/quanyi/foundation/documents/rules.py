"""Which files are taken in: name, first bytes and container are compared with the list of allowed types."""

import io
import json
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TYPES = Path(__file__).parent / "data" / "types.json"
MEGABYTE = 1024 * 1024
#: Names of streams that hold macros in the containers of Office 97, as its directory stores them.
OLE_MACROS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "VBA_PROJECT_CUR", "Macros"))


class Unacceptable(ValueError):
    """The file is not taken in: ``code`` says why (``steps.keep`` has the sentences), ``words`` what to name."""

    def __init__(self, code: str, **words: object) -> None:
        self.code, self.words = code, words
        super().__init__(code)


@dataclass(frozen=True)
class Type:
    """One allowed type of file, as the data lists it."""

    media_type: str
    label: str
    extensions: tuple[str, ...]
    megabytes: int
    magic: tuple[tuple[tuple[int, bytes], ...], ...] = ()
    container: str = ""
    holds: str = ""

    def begins(self, content: bytes) -> bool:
        """Tell whether the content begins as files of this type do."""
        return not self.magic or any(all(content.startswith(b, at) for at, b in parts) for parts in self.magic)


@dataclass(frozen=True)
class Allowed:
    """The list of allowed types with its limits."""

    types: tuple[Type, ...]
    macro_extensions: frozenset[str]
    program_extensions: frozenset[str]
    program_magic: tuple[bytes, ...]
    archive: Mapping[str, int]
    name_length: int

    @property
    def extensions(self) -> list[str]:
        """All allowed extensions in the order of the list."""
        return [extension for kind in self.types for extension in kind.extensions]


@cache
def allowed() -> Allowed:
    """Read the shipped list of allowed types."""
    values = json.loads(TYPES.read_text("utf-8"))
    return Allowed(
        types=tuple(parsed(entry) for entry in values["types"]),
        macro_extensions=frozenset(values["macro_extensions"]),
        program_extensions=frozenset(values["program_extensions"]),
        program_magic=tuple(bytes.fromhex(text) for text in values["program_magic"]),
        archive=values["archive"],
        name_length=values["name_length"],
    )


def parsed(entry: Mapping[str, Any]) -> Type:
    """Build a type from its entry in the data."""
    magic = tuple(tuple((at, bytes.fromhex(text)) for at, text in parts) for parts in entry.get("magic", ()))
    return Type(
        media_type=entry["media_type"],
        label=entry["label"],
        extensions=tuple(entry["extensions"]),
        megabytes=entry["megabytes"],
        magic=magic,
        container=entry.get("container", ""),
        holds=entry.get("holds", ""),
    )


def clean_name(name: str) -> str:
    """Return a file's name without folders and without characters that hide or reorder what one reads.

    Raises:
        Unacceptable: nothing is left of it, or it is too long.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    # Cc, Cf: control characters and marks such as U+202E, by which "exe.fdp" reads as "pdf.exe".
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    kept = kept.strip(" .")
    if not kept:
        raise Unacceptable("nameless")
    if len(kept) > allowed().name_length:
        raise Unacceptable("long_name", count=allowed().name_length)
    return kept


def recognised(name: str, content: bytes) -> Type:
    """Return the type of a file whose name and content agree with an allowed type.

    Args:
        name: the cleaned name.
        content: the whole file.

    Raises:
        Unacceptable: with the reason.
    """
    rules = allowed()
    extensions = [part.lower().strip() for part in name.split(".")[1:]]
    check_extensions(name, extensions, rules)
    if not content:
        raise Unacceptable("empty", name=name)
    if any(content.startswith(magic) for magic in rules.program_magic):
        raise Unacceptable("program", name=name)
    kind = next((kind for kind in rules.types if extensions and extensions[-1] in kind.extensions), None)
    if kind is None:
        raise Unacceptable("unknown", name=name, known="、".join(rules.extensions))
    if len(content) > kind.megabytes * MEGABYTE:
        raise Unacceptable("large", name=name, limit=kind.megabytes)
    if not kind.begins(content):
        raise Unacceptable("other", name=name, label=kind.label)
    if kind.container:
        CONTAINERS[kind.container](name, content, kind)
    return kind


def check_extensions(name: str, extensions: list[str], rules: Allowed) -> None:
    """Refuse names that pretend: a program's extension anywhere, or one that stands for macros."""
    if any(extension in rules.program_extensions for extension in extensions):
        raise Unacceptable("pretends", name=name)
    if any(extension in rules.macro_extensions for extension in extensions):
        raise Unacceptable("macros", name=name)


def check_zip(name: str, content: bytes, kind: Type) -> None:
    """Look into an Office or OFD file without unpacking it: limits first, then its parts."""
    limits = allowed().archive
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unacceptable("damaged", name=name) from error
    size = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if len(entries) > limits["entries"] or size > limits["megabytes"] * MEGABYTE or size > limits["ratio"] * packed:
        raise Unacceptable("bomb", name=name)
    names = {entry.filename.lower() for entry in entries}
    if any(part.endswith(("vbaproject.bin", "vbadata.xml")) for part in names):
        raise Unacceptable("macros", name=name)
    if kind.holds.lower() not in names:
        raise Unacceptable("other", name=name, label=kind.label)


def check_ole(name: str, content: bytes, kind: Type) -> None:
    """Refuse Office 97 files with macros."""
    if any(stream in content for stream in OLE_MACROS):
        raise Unacceptable("macros", name=name)


def check_text(name: str, content: bytes, kind: Type) -> None:
    """Accept text only: Unicode, or the encodings of Chinese office software."""
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        if encoding == "utf-16" and content[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return
    raise Unacceptable("unreadable", name=name)


CONTAINERS = {"zip": check_zip, "ole": check_ole, "text": check_text}
