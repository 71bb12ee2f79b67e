"""Opens a zip archive only within limits: size, ratio, number of parts, honest sizes, no path that climbs out."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from quanyi.engines.sheets.errors import SheetError
from quanyi.engines.sheets.limits import DEFAULT, Limits

_JUDGED_ABOVE = 10_000_000
_ENCRYPTED = 0x1
_NAME_IS_UTF_8 = 0x800

#: What the zip module raises on a broken or hostile file.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)


def open_archive(data: bytes, name: str, limits: Limits = DEFAULT) -> zipfile.ZipFile:
    """Open an archive whose directory keeps the limits.

    Args:
        data: the whole file.
        name: how to call it in an error.
        limits: the limits.

    Raises:
        SheetError: the file is no archive, needs a password, or breaks a limit.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _BROKEN as error:
        raise SheetError(f"{name}: the file is damaged: {error}") from error
    entries = archive.infolist()
    if len(entries) > limits.members:
        raise SheetError(f"{name}: the archive holds {len(entries)} parts, more than {limits.members}")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise SheetError(f"{name}: the file is protected by a password; save it without one")
    # Every entry counts, also where several share the same bytes: overlapping entries are how small bombs are made.
    expanded = sum(entry.file_size for entry in entries)
    if expanded > limits.expanded:
        raise SheetError(f"{name}: the archive unpacks to {expanded} bytes, more than {limits.expanded}")
    if expanded > _JUDGED_ABOVE and expanded > limits.ratio * len(data):
        raise SheetError(f"{name}: the archive unpacks to more than {limits.ratio} times its size; it is refused")
    for entry in entries:
        if _climbs(member_name(entry)):
            raise SheetError(f"{name}: the archive holds a part that points outside of it: {member_name(entry)!r}")
    return archive


def members(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    """Read every part of an opened archive, one at a time.

    The zip module stops at the size that the directory declares and checks the sum of the content, so a part that is
    larger than declared is an error and never more memory.

    Raises:
        SheetError: a part is damaged.
    """
    for entry in archive.infolist():
        if not entry.is_dir():
            yield member_name(entry), read_member(archive, entry, name)


def read_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """Read one part of an opened archive.

    Raises:
        SheetError: the part is damaged or lies about its size.
    """
    try:
        return archive.read(entry)
    except _BROKEN as error:
        raise SheetError(f"{name}: the part {member_name(entry)!r} is damaged: {error}") from error


def member_name(entry: zipfile.ZipInfo) -> str:
    """The name of a part; Chinese packers that do not mark UTF-8 write it in GBK."""
    if entry.flag_bits & _NAME_IS_UTF_8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _climbs(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]
