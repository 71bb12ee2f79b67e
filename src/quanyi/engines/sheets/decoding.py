"""Finds out how a text file is encoded: a byte order mark, then UTF-8, then GB18030, never a guess by frequency."""

import codecs
from collections.abc import Iterable

from quanyi.engines.sheets.errors import SheetError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def find_encoding(chunks: Iterable[bytes], name: str) -> str:
    """Name the encoding of a file from all of its bytes.

    A file that is valid UTF-8 is taken as UTF-8; otherwise it must be valid GB18030, which contains GBK and GB2312. (A
    few Chinese characters in GBK can be valid UTF-8 by chance; that needs a file of two or three characters.)

    Args:
        chunks: the file's bytes in pieces.
        name: how to call it in an error.

    Returns:
        ``utf-8``, ``utf-8-sig``, ``utf-16`` or ``gb18030``.

    Raises:
        SheetError: the file is none of them, or no text at all.
    """
    decoders = {encoding: codecs.getincrementaldecoder(encoding)() for encoding in ("utf-8", "gb18030")}
    marked: str | None = None
    first = True
    for chunk in chunks:
        if first:
            first = False
            marked = next((encoding for mark, encoding in _MARKS if chunk.startswith(mark)), None)
            if marked is not None:
                decoders = {marked: codecs.getincrementaldecoder(marked)()}
        if marked != "utf-16" and b"\0" in chunk:
            raise SheetError(f"{name}: the file is no text: it holds zero bytes")
        decoders = {encoding: decoder for encoding, decoder in decoders.items() if _takes(decoder, chunk, False)}
    decoders = {encoding: decoder for encoding, decoder in decoders.items() if _takes(decoder, b"", True)}
    if not decoders:
        raise SheetError(f"{name}: the text is damaged or in an unknown encoding; save it as UTF-8")
    return next(iter(decoders))


def _takes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Decode a text file.

    Returns:
        The text and the name of its encoding.

    Raises:
        SheetError: see :func:`find_encoding`.
    """
    encoding = find_encoding([data], name)
    return data.decode(encoding), encoding
