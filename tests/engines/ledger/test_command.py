import json
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from quanyi.engines.ledger import LedgerError, check_proof, prove_entry
from quanyi.engines.ledger.command import main, read_key


def run(capsys, *words):
    status = main([str(word) for word in words])
    return status, capsys.readouterr()


def test_a_ledger_that_fits_ends_with_status_zero(ledger, capsys):
    path = ledger(ledger.make())
    status, said = run(capsys, "verify", path, "--key", ledger.public(ledger.key))
    assert status == 0
    assert "9 entries under 3 seals fit" in said.out
    assert "pass --key" not in said.out
    assert "the key that the file itself names" in run(capsys, "verify", path)[1].out


def test_a_bad_entry_is_named_and_the_status_is_one(ledger, capsys):
    path = ledger(ledger.make().replace(b'"id":5,"verb":"c', b'"id":5,"verb":"C'))
    status, said = run(capsys, "verify", path)
    assert status == 1
    assert "BAD: first bad entry 5 (id 5), line 7" in said.out
    status, said = run(capsys, "verify", path, "--json")
    answer = json.loads(said.out)
    assert (status, answer["ok"], answer["fault"]["entry"], answer["entries"]) == (1, False, 5, 3)


def test_a_bad_line_is_named(ledger, capsys):
    assert "BAD: line 1:" in run(capsys, "verify", ledger(b"x\n"))[1].out


def test_a_seal_that_was_handed_outside_can_be_asked_for(ledger, capsys):
    path = ledger(ledger.make())
    digest = json.loads(run(capsys, "verify", path, "--json")[1].out)["last_digest"]
    assert run(capsys, "verify", path, "--seal", digest)[0] == 0
    assert run(capsys, "verify", path, "--seal", "0" * 64)[0] == 1


def test_a_file_that_is_not_there_is_bad_input(tmp_path, capsys):
    status, said = run(capsys, "verify", tmp_path / "no.jsonl")
    assert status == 2
    assert "no.jsonl" in said.err


def test_a_key_is_taken_as_digits_from_a_file_of_digits_or_from_pem(ledger, tmp_path):
    digits = ledger.public(ledger.key)
    (tmp_path / "digits").write_text(digits.upper() + "\n")
    public = ledger.key.public_key()
    (tmp_path / "pem").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert [read_key(each) for each in (None, digits.upper(), str(tmp_path / "digits"), str(tmp_path / "pem"))] == [
        None,
        digits,
        digits,
        digits,
    ]
    (tmp_path / "bad").write_text("hello")
    for bad in (str(tmp_path / "bad"), "nowhere"):
        with pytest.raises(LedgerError, match="--key"):
            read_key(bad)


def test_a_proof_of_an_entry_fits_without_the_ledger_and_not_when_anything_is_changed(ledger, capsys, tmp_path):
    path = ledger(ledger.make(rotate_after=1))
    for number in range(1, 10):
        status, said = run(capsys, "prove", path, number)
        proof = json.loads(said.out)
        assert (status, json.loads(proof["entry"])["id"]) == (0, number)
        assert check_proof(proof) is None
        for change in (
            {"entry": proof["entry"].replace("register", "withdraw")},
            {"number": number + 1 if number < 9 else 1},
            {"path": proof["path"][:-1]},
            {"hash": "sm3"},
            {"key": ledger.public(ledger.key)},
            {"seal": proof["seal"] | {"size": 10}},
            {"seal": {}},
            {"path": [1]},
        ):
            assert check_proof(proof | change) is not None
    (tmp_path / "proof.json").write_text(json.dumps(proof))
    assert run(capsys, "check", tmp_path / "proof.json", "--key", ledger.public(ledger.next_key))[0] == 0
    assert run(capsys, "check", tmp_path / "proof.json", "--key", "0" * 64)[0] == 1
    (tmp_path / "proof.json").write_text("[]")
    assert run(capsys, "check", tmp_path / "proof.json", "--json")[0] == 1
    (tmp_path / "proof.json").write_text("{")
    assert run(capsys, "check", tmp_path / "proof.json")[0] == 2


def test_no_proof_is_made_of_a_bad_ledger_or_a_missing_entry(ledger):
    with pytest.raises(LedgerError, match="no entry 10"):
        prove_entry(ledger(ledger.make()), 10)
    with pytest.raises(LedgerError, match="does not fit"):
        prove_entry(ledger(ledger.make()[:-1]), 1)


def test_the_command_line_verifies_without_django(ledger):
    path = ledger(ledger.make())
    code = (
        "import sys; from quanyi.site.command_line import main; status = main(sys.argv[1:]);"
        "assert not any(name.split('.')[0] in {'django', 'numpy', 'polars'} for name in sys.modules); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "ledger", "verify", str(path), "--json"],
        capture_output=True,
        env={"PYTHONPATH": ":".join(sys.path)},
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)["ok"]) == (0, True)
