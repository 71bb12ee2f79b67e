"""The verifier: reads an exported ledger and names the first thing that does not fit; needs nothing but the file."""

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from quanyi.engines.ledger.errors import LedgerError
from quanyi.engines.ledger.files import ENTRY_START, TAIL, Header, parse_seal
from quanyi.engines.ledger.hashing import SIZE, leaf_hashes
from quanyi.engines.ledger.merkle import Accumulator
from quanyi.engines.ledger.seals import Seal

_SEGMENT = 16 << 20
_SIGNED = b'"signature"'


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that does not fit.

    Attributes:
        line: its line, from one.
        entry: the number of the first bad entry, from one; None when a seal or the header is bad.
        last_entry: the last entry that may be the bad one; the same as ``entry`` when it is known exactly.
        id: what the entry calls itself in its field ``id``, if it can be read.
        reason: a sentence.
    """

    line: int
    entry: int | None
    last_entry: int | None
    id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the verifier found.

    Attributes:
        entries: entries that are covered by a seal that fits.
        seals: seals that fit.
        last_seal: the last one that fits.
        last_digest: its digest, to be compared with the copy that was handed outside.
        key: the public key of the first seal.
        last_key: the public key that the last seal is signed with, another one where the key was changed.
        key_was_given: whether the caller named the key; if not, the file vouches for itself only.
        fault: the first fault, or None when everything fits.
    """

    entries: int
    seals: int
    last_seal: Seal | None
    last_digest: str | None
    key: str | None
    last_key: str | None
    key_was_given: bool
    fault: Fault | None


@dataclass(slots=True)
class _Segment:
    """Whole lines of the file, hashed: what a worker hands back."""

    lines: int
    hashes: bytes
    others: list[tuple[int, bytes]]  # lines that are no entries, with their places
    bad: tuple[int, bytes] | None  # the first entry whose hash does not fit; nothing behind it was looked at
    unended: bool


@dataclass(slots=True)
class _State:
    """How far the verifier has come."""

    algorithm: str
    tree: Accumulator
    key: str
    previous: str
    wanted: set[str]
    lines: int = 1
    entries: int = 0
    last: Seal | None = None
    last_key: str | None = None
    waiting: list[bytes] = field(default_factory=list)


def verify(path: Path, *, key: str | None = None, seals: Sequence[str] = (), jobs: int = 1) -> Report:
    """Verify an exported ledger.

    Everything is checked: each entry against its hash, each seal's root against all entries before it, its link to
    the seal before, its signature. A file cut off behind a seal is a smaller ledger that fits; only a digest that was
    handed outside shows the cut.

    Args:
        path: the file.
        key: the public key of the first seal, in hexadecimal, from a source one trusts; None takes the file's word.
        seals: digests of seals that were handed outside and must be in the file.
        jobs: processes for the hashing of large files; with more than one, the caller must be able to fork.

    Raises:
        LedgerError: ``key`` is no key.
        OSError: the file cannot be read.
    """
    with path.open("rb") as stream:
        first = stream.readline()
    try:
        header = Header.parse(first.removesuffix(b"\n"))
        if not first.endswith(b"\n"):
            raise LedgerError("the line is cut off")
    except LedgerError as error:
        return Report(0, 0, None, None, None, None, key is not None, Fault(1, None, None, None, str(error)))
    state = _State(header.hash, Accumulator(header.hash), key or header.key, header.digest(), set(seals))
    if key is not None and key != header.key:
        fault: Fault | None = Fault(1, None, None, None, "the ledger names another key than the one that was given")
    else:
        taken = (_take(segment, state) for segment in _segments(path, len(first), header.hash, jobs))
        fault = next((found for found in taken if found), None) or _end(state)
    last = state.last
    digest = last.digest(header.hash) if last else None
    sealed = last.size if last else 0
    number = last.number if last else 0
    return Report(sealed, number, last, digest, header.key, state.last_key, key is not None, fault)


def _segments(path: Path, start: int, algorithm: str, jobs: int) -> Iterator[_Segment]:
    bounds = _bounds(path, start)
    if jobs <= 1 or len(bounds) < 3:
        yield from (_hash_segment(path, low, high, algorithm) for low, high in bounds)
        return
    with ProcessPoolExecutor(jobs) as pool:
        # Only a few segments ahead, so that memory does not grow with the file.
        ahead = [pool.submit(_hash_segment, path, *bound, algorithm) for bound in bounds[: jobs + 2]]
        for position in range(len(bounds)):
            yield ahead.pop(0).result()
            if position + jobs + 2 < len(bounds):
                ahead.append(pool.submit(_hash_segment, path, *bounds[position + jobs + 2], algorithm))


def _bounds(path: Path, start: int) -> list[tuple[int, int]]:
    bounds = []
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        while start < size:
            stream.seek(min(start + _SEGMENT, size))
            stream.readline()
            bounds.append((start, stream.tell()))
            start = stream.tell()
    return bounds


def _hash_segment(path: Path, start: int, end: int, algorithm: str) -> _Segment:
    with path.open("rb") as stream:
        stream.seek(start)
        lines = stream.read(end - start).split(b"\n")
    unended = bool(lines.pop())
    head = len(ENTRY_START)
    others = [(place, line) for place, line in enumerate(lines) if line[:head] != ENTRY_START]
    hashes: list[bytes] = []
    begin = 0
    for place, _ in [*others, (len(lines), b"")]:
        entries = lines[begin:place]
        fresh = leaf_hashes([line[head:-TAIL] for line in entries], algorithm)
        hashes.extend(fresh)
        # Compared all at once: the tail of every line must be exactly ,"hash":"…"} with the hash just computed.
        expected = ',"hash":"' + '"},"hash":"'.join([hash_.hex() for hash_ in fresh]) + '"}'
        if entries and b"".join([line[-TAIL:] for line in entries]) != expected.encode():
            bad = next(n for n, line in enumerate(entries) if line[-TAIL:] != _tail(fresh[n]))
            return _Segment(len(lines), b"".join(hashes), others, (begin + bad, entries[bad]), unended)
        begin = place + 1
    return _Segment(len(lines), b"".join(hashes), others, None, unended)


def _tail(hash_: bytes) -> bytes:
    return f',"hash":"{hash_.hex()}"}}'.encode()


def _take(segment: _Segment, state: _State) -> Fault | None:
    taken, begin = 0, 0
    for place, line in segment.others:
        if segment.bad and segment.bad[0] < place:
            break
        count = place - begin
        _wait(segment.hashes[taken * SIZE : (taken + count) * SIZE], state)
        taken += count
        fault = _check_seal(line, state.lines + place + 1, state)
        if fault:
            return fault
        begin = place + 1
    if segment.bad:
        place, line = segment.bad
        number = state.entries + place - begin + 1
        reason = "the entry does not match its hash: its content or its hash was changed"
        return Fault(state.lines + place + 1, number, number, _id_of(line), reason)
    _wait(segment.hashes[taken * SIZE :], state)
    state.lines += segment.lines
    if segment.unended:
        return Fault(state.lines + 1, None, None, None, "the file is cut off or changed: its last line has no end")
    return None


def _wait(hashes: bytes, state: _State) -> None:
    # Entries are held until their seal, so that a seal's range can be named.
    if hashes:
        state.waiting.append(hashes)
        state.entries += len(hashes) // SIZE


def _check_seal(line: bytes, number: int, state: _State) -> Fault | None:
    try:
        seal = parse_seal(line)
    except LedgerError as error:
        place = None if _SIGNED in line else state.entries + 1
        return Fault(number, place, place, None, f"the line is neither an entry nor a seal: {error}")
    reason = _chain_fault(seal, state)
    if reason:
        return Fault(number, None, None, None, f"seal {seal.number}: {reason}")
    first = state.tree.size + 1
    state.tree.extend(b"".join(state.waiting))
    state.waiting.clear()
    if seal.size != state.tree.size:
        reason = f"seal {seal.number} covers {seal.size} entries, but {state.tree.size} stand before it"
        return Fault(number, first, state.tree.size, None, reason + ": entries were removed or added")
    if seal.root != state.tree.root().hex():
        reason = f"entries {first} to {seal.size} do not match seal {seal.number}: one was changed with its hash"
        return Fault(number, first, seal.size, None, reason)
    state.previous = seal.digest(state.algorithm)
    state.wanted.discard(state.previous)
    state.last_key = state.key
    state.key = seal.next_key or state.key
    state.last = seal
    return None


def _chain_fault(seal: Seal, state: _State) -> str | None:
    if seal.previous != state.previous:
        return "it does not continue the seal before it (or the header): one of them was changed, removed or added"
    if seal.number != (state.last.number if state.last else 0) + 1:
        return "its number does not follow the seal before it"
    if not seal.is_signed_by(state.key):
        return "its signature does not fit the key"
    return None


def _end(state: _State) -> Fault | None:
    if state.waiting:
        first = state.tree.size + 1
        reason = f"entries {first} to {state.entries} stand after the last seal: nothing vouches for them"
        return Fault(state.lines, first, state.entries, None, reason)
    if state.last is None:
        return Fault(1, None, None, None, "the ledger holds no seal: nothing vouches for it")
    if state.wanted:
        reason = f"the seal {min(state.wanted)} that was handed outside is not in the file: it was cut off or replaced"
        return Fault(state.lines, None, None, None, reason)
    return None


def _id_of(line: bytes) -> str | None:
    try:
        entry = json.loads(line[len(ENTRY_START) : -TAIL])
    except (ValueError, RecursionError):
        return None
    found = entry.get("id") if isinstance(entry, dict) else None
    return None if found is None else str(found)
