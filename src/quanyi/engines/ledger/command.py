"""``quanyi ledger``: verify an exported ledger, prove that an entry is in it, check such a proof; needs no database."""

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from quanyi.engines.ledger.errors import LedgerError
from quanyi.engines.ledger.proofs import check_proof, prove_entry
from quanyi.engines.ledger.verification import Report, verify

_HEX = re.compile("[0-9a-f]{64}")
_LARGE = 64 << 20


def main(argv: Sequence[str]) -> int:
    """Run one subcommand.

    Args:
        argv: the words after ``quanyi ledger``.

    Returns:
        0 when everything fits, 1 when something does not, 2 when the call or the file cannot be used.
    """
    options = _parser().parse_args(list(argv))
    try:
        status: int = options.run(options)
    except (LedgerError, OSError) as error:
        print(f"quanyi ledger: {error}", file=sys.stderr)
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quanyi ledger", description="Works on an exported ledger, without a database."
    )
    commands = parser.add_subparsers(required=True, metavar="verify|prove|check")
    verifier = commands.add_parser("verify", help="check every entry, seal and signature of a ledger")
    verifier.add_argument("file", type=Path)
    verifier.add_argument("--seal", action="append", default=[], help="digest of a seal that was handed outside")
    verifier.add_argument("--jobs", type=int, help="processes; by default all cores for large files")
    verifier.set_defaults(run=_verify)
    prover = commands.add_parser("prove", help="write the proof that one entry is in a ledger")
    prover.add_argument("file", type=Path)
    prover.add_argument("entry", type=int, help="the number of the entry, from one")
    prover.set_defaults(run=_prove)
    checker = commands.add_parser("check", help="check such a proof without the ledger")
    checker.add_argument("file", type=Path)
    checker.set_defaults(run=_check)
    for each in (verifier, prover, checker):
        each.add_argument("--key", help="the public key: 64 hexadecimal digits, or a file with them or with PEM")
        each.add_argument("--json", action="store_true", help="one JSON object")
    return parser


def read_key(given: str | None) -> str | None:
    """Turn ``--key`` into hexadecimal.

    Raises:
        LedgerError: it is neither digits nor a readable file with an Ed25519 public key.
    """
    if given is None or _HEX.fullmatch(given.lower()):
        return given and given.lower()
    try:
        content = Path(given).read_bytes().strip()
    except OSError as error:
        raise LedgerError(f"--key {given}: neither 64 hexadecimal digits nor a readable file") from error
    if _HEX.fullmatch(content.decode("ascii", "replace").lower()):
        return content.decode("ascii").lower()
    try:
        key = load_pem_public_key(content)
    except ValueError as error:
        raise LedgerError(f"--key {given}: the file holds no public key") from error
    if not isinstance(key, Ed25519PublicKey):
        raise LedgerError(f"--key {given}: the key is not of the kind Ed25519")
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _verify(options: argparse.Namespace) -> int:
    jobs = options.jobs or ((os.cpu_count() or 1) if options.file.stat().st_size > _LARGE else 1)
    report = verify(options.file, key=read_key(options.key), seals=options.seal, jobs=jobs)
    if options.json:
        print(json.dumps({"file": str(options.file), "ok": report.fault is None, **asdict(report)}, ensure_ascii=False))
    else:
        print("\n".join(_lines(options.file, report)))
    return 0 if report.fault is None else 1


def _lines(file: Path, report: Report) -> list[str]:
    lines = [f"{file}: {report.entries} entries under {report.seals} seals fit"]
    if report.fault:
        fault = report.fault
        if fault.entry is None:
            lines.append(f"BAD: line {fault.line}: {fault.reason}")
        else:
            span = f"{fault.entry}" if fault.entry == fault.last_entry else f"{fault.entry} to {fault.last_entry}"
            called = f" (id {fault.id})" if fault.id else ""
            lines.append(f"BAD: first bad entry {span}{called}, line {fault.line}: {fault.reason}")
    if report.last_seal:
        lines.append(f"last good seal: {report.last_seal.number}, {report.last_seal.sealed_at}, {report.last_digest}")
        lines.append("compare this digest with the copy that was handed outside, or pass it with --seal")
    if report.key and not report.key_was_given:
        lines.append(f"signed with {report.key}, the key that the file itself names; pass --key to be sure whose it is")
    return lines


def _prove(options: argparse.Namespace) -> int:
    proof = prove_entry(options.file, options.entry, key=read_key(options.key))
    print(json.dumps(proof, ensure_ascii=False))
    return 0


def _check(options: argparse.Namespace) -> int:
    try:
        proof = json.loads(options.file.read_bytes())
    except ValueError as error:
        raise LedgerError(f"{options.file} is no proof: {error}") from error
    reason = check_proof(proof, key=read_key(options.key))
    result = {"file": str(options.file), "ok": reason is None, "reason": reason}
    print(json.dumps(result, ensure_ascii=False) if options.json else reason or f"{options.file}: the proof fits")
    return 0 if reason is None else 1
