"""The exported file: a header, entries with their hashes, seals between them; every byte is covered."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from quanyi.engines.ledger.canonical import canonical
from quanyi.engines.ledger.errors import LedgerError
from quanyi.engines.ledger.hashing import hasher, leaf_hash
from quanyi.engines.ledger.seals import Seal

FORMAT = "quanyi-ledger-1"
ENTRY_START = b'{"entry":'
ENTRY_MIDDLE = b',"hash":"'
ENTRY_END = b'"}'
#: From the end of the entry to the end of the line: ,"hash":" + 64 digits + "}
TAIL = len(ENTRY_MIDDLE) + 64 + len(ENTRY_END)

_KEY = re.compile("[0-9a-f]{64}")
_FIELDS = ("format", "hash", "key", "name")


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: the hash algorithm, the public key of the first seal in hexadecimal, and whose ledger it is."""

    hash: str
    key: str
    name: str

    def as_line(self) -> bytes:
        """The line, without its end."""
        return canonical({"ledger": {"format": FORMAT, "hash": self.hash, "key": self.key, "name": self.name}})

    def digest(self) -> str:
        """What the first seal carries as ``previous``."""
        return hasher(self.hash)(self.as_line()).hex()

    @classmethod
    def parse(cls, line: bytes) -> "Header":
        """Read the first line.

        Raises:
            LedgerError: it is no header of this format, or not written as the format has it.
        """
        data = _object(line).get("ledger")
        if not isinstance(data, dict) or tuple(sorted(data)) != _FIELDS or data["format"] != FORMAT:
            raise LedgerError(f"the first line is no header of a ledger ({FORMAT})")
        if not isinstance(data["key"], str) or not _KEY.fullmatch(data["key"]) or not isinstance(data["name"], str):
            raise LedgerError("the header's key or name is malformed")
        hasher(str(data["hash"]))
        header = cls(data["hash"], data["key"], data["name"])
        if header.as_line() != line:
            raise LedgerError("the header is not in canonical form")
        return header


def entry_line(entry: bytes, hash_: bytes) -> bytes:
    """The line of an entry, without its end."""
    return ENTRY_START + entry + ENTRY_MIDDLE + hash_.hex().encode() + ENTRY_END


def seal_line(seal: Seal) -> bytes:
    """The line of a seal, without its end."""
    return canonical({"seal": seal.as_dict()})


def parse_seal(line: bytes) -> Seal:
    """Read the line of a seal.

    Raises:
        LedgerError: it is no seal, or not written as the format has it.
    """
    seal = Seal.parse(_object(line).get("seal"))
    if seal_line(seal) != line:
        raise LedgerError("the seal is not in canonical form")
    return seal


def _object(line: bytes) -> dict[str, object]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LedgerError("the line is not JSON") from error
    if not isinstance(data, dict):
        raise LedgerError("the line is no JSON object")
    return data


class LedgerWriter:
    """Writes a ledger line by line."""

    def __init__(self, stream: IO[bytes], header: Header) -> None:
        """Write the header.

        Args:
            stream: a binary stream; it is left open.
            header: the header.
        """
        self._stream = stream
        self._algorithm = header.hash
        self._line(header.as_line())

    def entry(self, entry: Mapping[str, object]) -> bytes:
        """Write an entry.

        Returns:
            Its leaf hash.

        Raises:
            LedgerError: the entry has no canonical form.
        """
        return self.raw_entry(canonical(entry))

    def raw_entry(self, entry: bytes) -> bytes:
        """Write an entry that is already canonical, as it was hashed when it was made.

        Returns:
            Its leaf hash, computed from the bytes, so that a change since then shows at the seal.

        Raises:
            LedgerError: it holds a line break or is no object.
        """
        if b"\n" in entry or not (entry.startswith(b"{") and entry.endswith(b"}")):
            raise LedgerError("a canonical entry is a JSON object on one line")
        hash_ = leaf_hash(entry, self._algorithm)
        self._line(entry_line(entry, hash_))
        return hash_

    def seal(self, seal: Seal) -> None:
        """Write a seal after the entries that it covers."""
        self._line(seal_line(seal))

    def _line(self, line: bytes) -> None:
        self._stream.write(line + b"\n")
