import io
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quanyi.engines.ledger import Accumulator, Header, LedgerWriter, make_seal

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
NEXT_KEY = Ed25519PrivateKey.from_private_bytes(b"n" * 32)


def public(key):
    return key.public_key().public_bytes_raw().hex()


def make(batches=(3, 5, 1), algorithm="sha256", rotate_after=None, change=None, unsealed=0):
    """A ledger as bytes: batches of entries, each under a seal; ``change`` may alter an entry before it is written."""
    stream = io.BytesIO()
    header = Header(algorithm, public(KEY), "城东支行审计台账")
    writer, tree = LedgerWriter(stream, header), Accumulator(algorithm)
    previous, number, key = header.digest(), 0, KEY
    for position, batch in enumerate(batches, 1):
        for _ in range(batch):
            number += 1
            tree.append(
                writer.entry({"id": number, "verb": "complaints.register", "actor": "张三", "fields": ["a", None]})
            )
        rotates = position == rotate_after
        instant = datetime(2026, 11, 24, tzinfo=UTC) + timedelta(hours=position)
        seal = make_seal(tree, position, previous, instant, key, public(NEXT_KEY) if rotates else None)
        writer.seal(seal)
        previous, key = seal.digest(algorithm), NEXT_KEY if rotates else key
    for _ in range(unsealed):
        number += 1
        writer.entry({"id": number})
    return stream.getvalue()


@pytest.fixture
def ledger(tmp_path):
    """Write bytes into a file and give its path."""

    def write(data):
        path = tmp_path / "ledger.jsonl"
        path.write_bytes(data)
        return path

    write.make, write.public, write.key, write.next_key = make, public, KEY, NEXT_KEY
    return write
