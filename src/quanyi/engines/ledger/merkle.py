"""Merkle tree hashing, inclusion and consistency proofs as RFC 6962 section 2.1 defines and RFC 9162 verifies them."""

from collections.abc import Iterable, Sequence

from quanyi.engines.ledger.errors import LedgerError
from quanyi.engines.ledger.hashing import NODE, SIZE, hasher, pair_hashes


class Accumulator:
    """A growing tree that keeps only the roots of its full subtrees: 32 bytes per binary digit of its size."""

    def __init__(self, algorithm: str = "sha256", size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """Start empty, or go on from a stored state.

        Args:
            algorithm: ``sha256`` or ``sm3``.
            size: how many leaves there are.
            peaks: :attr:`peaks` of the stored state.

        Raises:
            LedgerError: size and peaks do not fit together.
        """
        self._hash = hasher(algorithm)
        self._algorithm = algorithm
        self.size = size
        if size < 0 or len(peaks) != size.bit_count() or any(len(peak) != SIZE for peak in peaks):
            raise LedgerError(f"a tree of {size} leaves does not have these {len(peaks)} peaks")
        levels = [level for level in range(size.bit_length()) if size >> level & 1]
        self._peaks = dict(zip(reversed(levels), peaks, strict=True))

    @property
    def peaks(self) -> list[bytes]:
        """The roots of the full subtrees, the largest first: what must be stored to go on later."""
        return [self._peaks[level] for level in sorted(self._peaks, reverse=True)]

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        self.extend(leaf)

    def extend(self, leaves: bytes) -> None:
        """Add leaf hashes, joined: level by level, so that the work is in one loop a level and not in one call a leaf.

        Raises:
            LedgerError: the length is no multiple of 32.
        """
        if len(leaves) % SIZE:
            raise LedgerError(f"leaf hashes of {SIZE} bytes each were expected")
        self.size += len(leaves) // SIZE
        nodes, level = leaves, 0
        while nodes:
            nodes = self._peaks.pop(level, b"") + nodes
            if len(nodes) % (2 * SIZE):
                self._peaks[level] = nodes[-SIZE:]
                nodes = nodes[:-SIZE]
            nodes = pair_hashes(nodes, self._algorithm)
            level += 1

    def root(self) -> bytes:
        """The root of the tree as it is now; of an empty tree, the hash of nothing."""
        if not self._peaks:
            return self._hash(b"")
        levels = sorted(self._peaks)
        root = self._peaks[levels[0]]
        for level in levels[1:]:
            root = self._hash(NODE + self._peaks[level] + root)
        return root


def root_of(leaves: Iterable[bytes], algorithm: str = "sha256") -> bytes:
    """The Merkle tree hash of leaf hashes."""
    tree = Accumulator(algorithm)
    tree.extend(b"".join(leaves))
    return tree.root()


def inclusion_proof(leaves: Sequence[bytes], index: int, algorithm: str = "sha256") -> list[bytes]:
    """Prove that a leaf stands at a place (PATH of RFC 6962).

    Args:
        leaves: the leaf hashes of the tree.
        index: the place, from zero.
        algorithm: ``sha256`` or ``sm3``.

    Returns:
        The hashes from the leaf's neighbour up.

    Raises:
        LedgerError: there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise LedgerError(f"a tree of {len(leaves)} leaves has no leaf {index}")
    path = []
    nodes = b"".join(leaves)
    while len(nodes) > SIZE:
        neighbour = (index ^ 1) * SIZE
        if neighbour < len(nodes):
            path.append(nodes[neighbour : neighbour + SIZE])
        alone = nodes[-SIZE:] if len(nodes) % (2 * SIZE) else b""
        nodes = pair_hashes(nodes[: len(nodes) - len(alone)], algorithm) + alone
        index //= 2
    return path


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes, algorithm: str = "sha256"
) -> bool:
    """Check an inclusion proof (RFC 9162 section 2.1.3.2).

    Args:
        leaf: the leaf hash.
        index: its place, from zero.
        size: the size of the tree.
        proof: the proof.
        root: the root of the tree.
        algorithm: ``sha256`` or ``sm3``.
    """
    if not 0 <= index < size:
        return False
    hash_of = hasher(algorithm)
    first, last, node = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            node = hash_of(NODE + step + node)
            while first and not first & 1:
                first >>= 1
                last >>= 1
        else:
            node = hash_of(NODE + node + step)
        first >>= 1
        last >>= 1
    return last == 0 and node == root


def consistency_proof(leaves: Sequence[bytes], older: int, algorithm: str = "sha256") -> list[bytes]:
    """Prove that the tree of the first ``older`` leaves is the beginning of this tree (PROOF of RFC 6962).

    Raises:
        LedgerError: ``older`` is not between one and the number of leaves.
    """
    if not 1 <= older <= len(leaves):
        raise LedgerError(f"a tree of {len(leaves)} leaves has no older tree of {older}")
    proof: list[bytes] = []
    low, high, size, whole = 0, len(leaves), older, True
    while size != high - low:
        split = 1 << (high - low - 1).bit_length() - 1
        if size <= split:
            proof.append(root_of(leaves[low + split : high], algorithm))
            high = low + split
        else:
            proof.append(root_of(leaves[low : low + split], algorithm))
            low, size, whole = low + split, size - split, False
    if not whole:
        proof.append(root_of(leaves[low:high], algorithm))
    return proof[::-1]


def verify_consistency(
    older: int, newer: int, older_root: bytes, newer_root: bytes, proof: Sequence[bytes], algorithm: str = "sha256"
) -> bool:
    """Check a consistency proof (RFC 9162 section 2.1.4.2).

    Args:
        older: the size of the older tree, at least one.
        newer: the size of the newer tree.
        older_root: the root of the older tree.
        newer_root: the root of the newer tree.
        proof: the proof.
        algorithm: ``sha256`` or ``sm3``.
    """
    if not 1 <= older <= newer:
        return False
    if older == newer:
        return not proof and older_root == newer_root
    steps = [older_root, *proof] if older & (older - 1) == 0 else list(proof)
    if not steps:
        return False
    hash_of = hasher(algorithm)
    first, last = older - 1, newer - 1
    while first & 1:
        first >>= 1
        last >>= 1
    old_node = new_node = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old_node = hash_of(NODE + step + old_node)
            new_node = hash_of(NODE + step + new_node)
            while first and not first & 1:
                first >>= 1
                last >>= 1
        else:
            new_node = hash_of(NODE + new_node + step)
        first >>= 1
        last >>= 1
    return last == 0 and old_node == older_root and new_node == newer_root
