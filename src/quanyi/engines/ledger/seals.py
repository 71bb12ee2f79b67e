"""A seal: the root of the tree at a size, chained to the seal before, signed with Ed25519."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from quanyi.engines.ledger.canonical import canonical
from quanyi.engines.ledger.errors import LedgerError
from quanyi.engines.ledger.hashing import hasher
from quanyi.engines.ledger.merkle import Accumulator

#: Keeps a signature of a seal from being taken for a signature of anything else.
_CONTEXT = b"quanyi-ledger-seal-1\n"
_HASH = re.compile("[0-9a-f]{64}")
_SIGNATURE = re.compile("[0-9a-f]{128}")
_FIELDS = ("next_key", "number", "previous", "root", "sealed_at", "signature", "size")


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal.

    Attributes:
        number: from one.
        size: how many entries the ledger holds at this point.
        root: the Merkle root of all of them, in hexadecimal.
        previous: the digest of the seal before; of the file's header for the first one.
        sealed_at: the instant in UTC, ``2026-11-24T08:00:00Z``.
        next_key: the public key of the seals after this one, when the key changes; else None.
        signature: Ed25519 over all of it, in hexadecimal.
    """

    number: int
    size: int
    root: str
    previous: str
    sealed_at: str
    next_key: str | None
    signature: str

    def as_dict(self) -> dict[str, object]:
        """The seal as it stands in the file."""
        return {name: getattr(self, name) for name in _FIELDS}

    def digest(self, algorithm: str) -> str:
        """What the next seal carries as ``previous``, and what is handed outside: it covers everything before it."""
        return hasher(algorithm)(canonical(self.as_dict())).hex()

    def is_signed_by(self, key: str) -> bool:
        """Check the signature.

        Args:
            key: the public key, 32 bytes in hexadecimal.

        Raises:
            LedgerError: the key is no Ed25519 public key.
        """
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        except ValueError as error:
            raise LedgerError(f"{key!r} is no Ed25519 public key in hexadecimal") from error
        try:
            public.verify(bytes.fromhex(self.signature), _signed(self))
        except InvalidSignature:
            return False
        return True

    @classmethod
    def parse(cls, data: object) -> "Seal":
        """Read a seal from parsed JSON.

        Raises:
            LedgerError: a field is missing, unknown or malformed.
        """
        if not isinstance(data, dict) or tuple(sorted(data)) != _FIELDS:
            raise LedgerError("a seal has the fields " + ", ".join(_FIELDS))
        seal = cls(**data)
        whole = all(type(value) is int and value >= 0 for value in (seal.number, seal.size))
        hashes = [seal.root, seal.previous, *([] if seal.next_key is None else [seal.next_key])]
        texts = all(isinstance(value, str) and _HASH.fullmatch(value) for value in hashes)
        signature = isinstance(seal.signature, str) and _SIGNATURE.fullmatch(seal.signature) is not None
        if not (whole and texts and signature and isinstance(seal.sealed_at, str)):
            raise LedgerError("a field of the seal is malformed")
        return seal


def _signed(seal: Seal) -> bytes:
    fields = seal.as_dict()
    del fields["signature"]
    return _CONTEXT + canonical(fields)


def make_seal(
    tree: Accumulator,
    number: int,
    previous: str,
    sealed_at: datetime,
    key: Ed25519PrivateKey,
    next_key: str | None = None,
) -> Seal:
    """Seal the tree as it is now.

    Args:
        tree: the tree of all entries.
        number: one more than the last seal's.
        previous: the digest of the last seal, or of the header.
        sealed_at: now, with its offset.
        key: the private key.
        next_key: the public key that the seals after this one are signed with, in hexadecimal, when it changes.

    Raises:
        LedgerError: the instant has no offset.
    """
    if sealed_at.utcoffset() is None:
        raise LedgerError("the instant of a seal needs its offset")
    instant = sealed_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    unsigned = Seal(number, tree.size, tree.root().hex(), previous, instant, next_key, "0" * 128)
    signature = key.sign(_signed(unsigned)).hex()
    return Seal(number, unsigned.size, unsigned.root, previous, instant, next_key, signature)
