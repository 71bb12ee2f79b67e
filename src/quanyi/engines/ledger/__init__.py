"""A ledger that shows tampering offline: canonical entries, Merkle tree, signed and chained seals, proofs, verifier."""

from quanyi.engines.ledger.canonical import canonical
from quanyi.engines.ledger.errors import LedgerError
from quanyi.engines.ledger.files import Header, LedgerWriter
from quanyi.engines.ledger.hashing import ALGORITHMS, hasher, leaf_hash
from quanyi.engines.ledger.merkle import (
    Accumulator,
    consistency_proof,
    inclusion_proof,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from quanyi.engines.ledger.proofs import check_proof, prove_entry
from quanyi.engines.ledger.seals import Seal, make_seal
from quanyi.engines.ledger.verification import Fault, Report, verify

__all__ = [
    "ALGORITHMS",
    "Accumulator",
    "Fault",
    "Header",
    "LedgerError",
    "LedgerWriter",
    "Report",
    "Seal",
    "canonical",
    "check_proof",
    "consistency_proof",
    "hasher",
    "inclusion_proof",
    "leaf_hash",
    "make_seal",
    "prove_entry",
    "root_of",
    "verify",
    "verify_consistency",
    "verify_inclusion",
]
