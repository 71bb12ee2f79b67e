"""The proof that one entry is in a ledger, as a small file that can be checked without the ledger."""

from pathlib import Path

from quanyi.engines.ledger.errors import LedgerError
from quanyi.engines.ledger.files import ENTRY_START, TAIL, Header
from quanyi.engines.ledger.hashing import leaf_hash
from quanyi.engines.ledger.merkle import inclusion_proof, verify_inclusion
from quanyi.engines.ledger.seals import Seal
from quanyi.engines.ledger.verification import verify

_FIELDS = {"entry", "hash", "key", "name", "number", "path", "seal"}


def prove_entry(path: Path, number: int, *, key: str | None = None) -> dict[str, object]:
    """Prove that an entry is under the last seal of a ledger.

    Args:
        path: the exported ledger; it is verified first.
        number: the number of the entry, from one.
        key: the public key of the first seal, or None for the one that the file names.

    Returns:
        The entry, its number, the path of hashes up to the root, the seal, and the key that the seal is signed with.

    Raises:
        LedgerError: the ledger does not fit, or has no such entry.
        OSError: the file cannot be read.
    """
    report = verify(path, key=key)
    if report.fault or report.last_seal is None:
        raise LedgerError(f"{path}: the ledger does not fit: {report.fault.reason if report.fault else 'no seal'}")
    if not 1 <= number <= report.entries:
        raise LedgerError(f"{path} has entries 1 to {report.entries}, no entry {number}")
    with path.open("rb") as stream:
        header = Header.parse(stream.readline().removesuffix(b"\n"))
        entries = [line[len(ENTRY_START) : -TAIL - 1] for line in stream if line.startswith(ENTRY_START)]
    leaves = [leaf_hash(entry, header.hash) for entry in entries]
    return {
        "name": header.name,
        "hash": header.hash,
        "key": report.last_key,
        "entry": entries[number - 1].decode("utf-8"),
        "number": number,
        "path": [step.hex() for step in inclusion_proof(leaves, number - 1, header.hash)],
        "seal": report.last_seal.as_dict(),
    }


def check_proof(proof: object, *, key: str | None = None) -> str | None:
    """Check a proof made by :func:`prove_entry`.

    Args:
        proof: the parsed proof.
        key: the public key that the seal must be signed with; None takes the proof's word for it.

    Returns:
        None when it fits, else the sentence that says why not.
    """
    if not isinstance(proof, dict) or set(proof) != _FIELDS:
        return "this is no proof of an entry"
    if key is not None and key != proof["key"]:
        return "the proof names another key than the one that was given"
    try:
        seal = Seal.parse(proof["seal"])
        if not seal.is_signed_by(str(proof["key"])):
            return "the signature of the seal does not fit the key"
        leaf = leaf_hash(str(proof["entry"]).encode("utf-8"), str(proof["hash"]))
        path = [bytes.fromhex(step) for step in proof["path"]]
        place = int(proof["number"]) - 1
    except (LedgerError, TypeError, ValueError) as error:
        return f"the proof is malformed: {error}"
    if not verify_inclusion(leaf, place, seal.size, path, bytes.fromhex(seal.root), str(proof["hash"])):
        return "the entry is not under the seal: the entry, its number or the path was changed"
    return None
