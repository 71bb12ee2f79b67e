"""One byte string for one value: the canonical JSON that is hashed and that stands in the exported file."""

import json
from collections.abc import Mapping

from quanyi.engines.ledger.errors import LedgerError

_LARGEST = 2**53 - 1
_DEEPEST = 64


def canonical(value: Mapping[str, object]) -> bytes:
    """Write a value as canonical JSON in UTF-8.

    Keys are sorted by code point, nothing is indented, only the characters that JSON demands are escaped. There are no
    fractions, whose text differs between programs, and no whole numbers beyond 2⁵³ - 1: money is integer fen, instants
    are texts.

    Args:
        value: a mapping of texts, whole numbers, truth values, None, lists and mappings with text keys.

    Raises:
        LedgerError: the value holds something else; the text says where.
    """
    _check(value, "entry", 0)
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise LedgerError("the entry holds half a character, which cannot be written as UTF-8") from error


def _check(value: object, where: str, depth: int) -> None:
    if depth > _DEEPEST:
        raise LedgerError(f"{where}: nested more than {_DEEPEST} levels deep")
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise LedgerError(f"{where}: {value} is beyond 2^53; store it as a text")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise LedgerError(f"{where}: the key {key!r} is not a text")
            _check(inner, f"{where}.{key}", depth + 1)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            _check(inner, f"{where}[{position}]", depth + 1)
    else:
        raise LedgerError(f"{where}: a {type(value).__name__} cannot be stored; use text, whole number, list or dict")
