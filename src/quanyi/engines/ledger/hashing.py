"""The two hash algorithms of a ledger, SHA-256 and SM3, and the hash of a leaf as RFC 6962 defines it."""

import hashlib
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes

from quanyi.engines.ledger.errors import LedgerError

#: Turns bytes into 32 bytes.
Hash = Callable[[bytes], bytes]

LEAF = b"\x00"
NODE = b"\x01"
SIZE = 32


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sm3(data: bytes) -> bytes:
    # From cryptography, since not every build of Python's hashlib has SM3.
    state = hashes.Hash(hashes.SM3())
    state.update(data)
    return state.finalize()


ALGORITHMS: dict[str, Hash] = {"sha256": _sha256, "sm3": _sm3}


def hasher(algorithm: str) -> Hash:
    """Look a hash function up.

    Args:
        algorithm: ``sha256`` or ``sm3``.

    Raises:
        LedgerError: another one.
    """
    try:
        return ALGORITHMS[algorithm]
    except KeyError:
        raise LedgerError(f"unknown hash algorithm {algorithm!r}; there are {', '.join(ALGORITHMS)}") from None


def leaf_hash(data: bytes, algorithm: str = "sha256") -> bytes:
    """Hash an entry: H(0x00 ‖ data), RFC 6962 section 2.1.

    Args:
        data: the canonical entry.
        algorithm: ``sha256`` or ``sm3``.

    Returns:
        32 bytes.
    """
    return hasher(algorithm)(LEAF + data)


def leaf_hashes(entries: list[bytes], algorithm: str) -> list[bytes]:
    """Hash many entries; the loop is written out for SHA-256, where a call per entry would cost a third more."""
    if algorithm == "sha256":
        sha256 = hashlib.sha256
        return [sha256(b"\x00" + entry).digest() for entry in entries]
    hash_of = hasher(algorithm)
    return [hash_of(LEAF + entry) for entry in entries]


def pair_hashes(nodes: bytes, algorithm: str) -> bytes:
    """Hash neighbouring nodes two by two: H(0x01 ‖ left ‖ right) for each 64 bytes of an even number of nodes."""
    if algorithm == "sha256":
        sha256 = hashlib.sha256
        return b"".join([sha256(b"\x01" + nodes[at : at + 64]).digest() for at in range(0, len(nodes), 64)])
    hash_of = hasher(algorithm)
    return b"".join([hash_of(NODE + nodes[at : at + 64]) for at in range(0, len(nodes), 64)])
