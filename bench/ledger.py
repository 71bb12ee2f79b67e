"""Measures sealing, writing and verifying a ledger against a plain chain of hashes; prints one JSON object."""

import argparse
import hashlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quanyi.engines.ledger import Accumulator, Header, LedgerWriter, canonical, make_seal, verify


def entry(number: int) -> dict[str, object]:
    """A record as the audit trail keeps it, about 190 bytes."""
    return {
        "id": number,
        "at": "2026-11-24T08:00:00Z",
        "actor": f"u{number % 400:05d}",
        "verb": "complaints.register",
        "subject": f"TS2026{number:07d}",
        "input": {"channel": "A101", "digest": f"{number:032x}"},
    }


def write(path: Path, entries: list[bytes], batch: int, key: Ed25519PrivateKey) -> None:
    """Write a ledger with a seal after every batch."""
    header = Header("sha256", key.public_key().public_bytes_raw().hex(), "bench")
    tree, previous = Accumulator(), header.digest()
    with path.open("wb") as stream:
        writer = LedgerWriter(stream, header)
        for number, start in enumerate(range(0, len(entries), batch), 1):
            tree.extend(b"".join([writer.raw_entry(each) for each in entries[start : start + batch]]))
            seal = make_seal(tree, number, previous, datetime.now(UTC), key)
            writer.seal(seal)
            previous = seal.digest("sha256")


def check_chain(path: Path, expected: bytes) -> None:
    """The peer: each line's hash covers the hash before it; no tree, no seals, no proofs, no place of the fault."""
    state = b""
    with path.open("rb") as stream:
        for line in stream:
            state = hashlib.sha256(state + line[9:-76]).digest()
    if state != expected:
        raise SystemExit("the chain does not fit")


def timed(run: Callable[[], object]) -> float:
    """Seconds of one run."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def check(path: Path, key: str, jobs: int) -> None:
    """Verify and insist on the answer."""
    fault = verify(path, key=key, jobs=jobs).fault
    if fault:
        raise SystemExit(str(fault))


def main(argv: Sequence[str]) -> int:
    """Run the rounds, the chain and the ledger in turn.

    Returns:
        0.
    """
    parser = argparse.ArgumentParser(prog="bench/ledger.py")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="JSON, which is the only form")
    options = parser.parse_args(list(argv))
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    entries = [canonical(entry(number)) for number in range(1, options.entries + 1)]
    jobs = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.jsonl"
        rates: dict[str, list[float]] = {"chain": [], "one_process": [], f"{jobs}_processes": []}
        written = timed(lambda: write(path, entries, options.batch, key))
        plain = Path(folder) / "chain.jsonl"
        plain.write_bytes(b"".join(line for line in path.open("rb") if line.startswith(b'{"entry"')))
        expected = b""
        for each in entries:
            expected = hashlib.sha256(expected + each).digest()
        for _ in range(options.rounds):
            rates["chain"].append(options.entries / timed(lambda: check_chain(plain, expected)))
            rates["one_process"].append(options.entries / timed(lambda: check(path, public, 1)))
            rates[f"{jobs}_processes"].append(options.entries / timed(lambda: check(path, public, jobs)))
        size = path.stat().st_size
    result = {
        "entries": options.entries,
        "batch": options.batch,
        "bytes": size,
        "write_per_second": round(options.entries / written),
        "verify_per_second": {
            name: {"median": round(statistics.median(each)), "spread": [round(min(each)), round(max(each))]}
            for name, each in rates.items()
        },
        "not_run": "durable append in a database, which the audit trail's own benchmark measures",
    }
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
