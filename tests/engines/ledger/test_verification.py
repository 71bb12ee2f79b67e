import hashlib
import io
import json
import random
from datetime import UTC, datetime

import pytest

from quanyi.engines.ledger import Header, LedgerError, LedgerWriter, leaf_hash, make_seal, verify
from quanyi.engines.ledger import verification as module
from quanyi.engines.ledger.files import entry_line, seal_line


def lines_of(data):
    return data.split(b"\n")[:-1]


def joined(lines):
    return b"".join(line + b"\n" for line in lines)


def rehashed(line, old, new):
    """Change an entry together with its own hash, as somebody with full access would."""
    body = line[9:-75].replace(old, new)
    return entry_line(body, leaf_hash(body))


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_an_untouched_ledger_fits(ledger, algorithm):
    path = ledger(ledger.make(algorithm=algorithm))
    report = verify(path, key=ledger.public(ledger.key))
    assert (report.fault, report.entries, report.seals, report.key_was_given) == (None, 9, 3, True)
    assert report.last_seal is not None
    assert report.last_seal.sealed_at == "2026-11-24T03:00:00Z"


def test_a_ledger_without_a_given_key_says_that_it_vouches_for_itself(ledger):
    report = verify(ledger(ledger.make()))
    assert (report.fault, report.key, report.key_was_given) == (None, ledger.public(ledger.key), False)


def test_every_one_of_a_thousand_random_byte_changes_is_noticed(ledger):
    data = ledger.make(batches=(10, 1, 14), rotate_after=1)
    key = ledger.public(ledger.key)
    assert verify(ledger(data), key=key).fault is None
    dice = random.Random(6962)
    for turn in range(1000):
        place = dice.randrange(len(data))
        changed = data[:place] + bytes([data[place] ^ dice.randrange(1, 256)]) + data[place + 1 :]
        given = key if turn % 2 else None
        assert verify(ledger(changed), key=given).fault is not None, (place, given)


@pytest.mark.parametrize("place", [9, 40, -70, -1])
def test_a_changed_entry_is_named_exactly(ledger, place):
    lines = lines_of(ledger.make())
    target = bytearray(lines[6])  # header, 3 entries, seal, then the fifth entry
    target[place] ^= 1
    lines[6] = bytes(target)
    fault = verify(ledger(joined(lines))).fault
    assert (fault.line, fault.entry, fault.last_entry) == (7, 5, 5)
    assert "does not match its hash" in fault.reason


def test_a_changed_entry_gives_its_own_id_where_it_can_be_read(ledger):
    data = ledger.make().replace(b'"id":5,"verb":"c', b'"id":5,"verb":"C')
    assert verify(ledger(data)).fault.id == "5"


def test_a_line_that_no_longer_looks_like_an_entry_is_named_as_one(ledger):
    data = ledger.make()
    at = data.index(b'{"entry":{"actor":"\xe5\xbc\xa0\xe4\xb8\x89","fields":["a",null],"id":5')
    fault = verify(ledger(data[:at] + b"[" + data[at + 1 :])).fault
    assert (fault.line, fault.entry) == (7, 5)


def test_an_entry_changed_with_its_hash_is_found_under_its_seal(ledger):
    lines = lines_of(ledger.make())
    lines[6] = rehashed(lines[6], b"register", b"withdraw")
    fault = verify(ledger(joined(lines))).fault
    assert (fault.line, fault.entry, fault.last_entry) == (11, 4, 8)
    assert "one was changed with its hash" in fault.reason


def test_a_removed_an_added_and_a_moved_entry_are_noticed(ledger):
    lines = lines_of(ledger.make())
    removed = verify(ledger(joined(lines[:6] + lines[7:]))).fault
    assert (removed.entry, removed.last_entry) == (4, 7)
    assert "entries were removed or added" in removed.reason
    added = verify(ledger(joined([*lines[:6], lines[2], *lines[6:]]))).fault
    assert (added.entry, added.last_entry) == (4, 9)
    moved = verify(ledger(joined([*lines[:5], lines[6], lines[5], *lines[7:]]))).fault
    assert (moved.entry, moved.last_entry) == (4, 8)


def test_a_removed_seal_breaks_the_chain(ledger):
    lines = lines_of(ledger.make())
    fault = verify(ledger(joined(lines[:4] + lines[5:]))).fault
    assert (fault.line, fault.entry) == (10, None)
    assert "does not continue the seal before it" in fault.reason


def test_a_batch_removed_with_its_seal_is_noticed(ledger):
    lines = lines_of(ledger.make())
    assert "does not continue" in verify(ledger(joined(lines[:5] + lines[11:]))).fault.reason


def test_a_ledger_made_anew_with_another_key_fits_only_where_no_key_is_given(ledger):
    data = ledger.make()
    other = ledger.public(ledger.next_key)
    fault = verify(ledger(data), key=other).fault
    assert (fault.line, fault.reason) == (1, "the ledger names another key than the one that was given")


def test_a_seal_signed_with_another_key_is_refused(ledger):
    lines = lines_of(ledger.make())
    last = json.loads(lines[-1])["seal"]
    tree = module.Accumulator("sha256")
    tree.extend(b"".join(leaf_hash(line[9:-75]) for line in lines if line.startswith(b'{"entry"')))
    forged = make_seal(tree, 3, last["previous"], datetime(2026, 11, 25, tzinfo=UTC), ledger.next_key)
    lines[-1] = seal_line(forged)
    assert verify(ledger(joined(lines))).fault.reason == "seal 3: its signature does not fit the key"


def test_a_changed_key_is_followed(ledger):
    report = verify(ledger(ledger.make(rotate_after=2)), key=ledger.public(ledger.key))
    assert (report.fault, report.last_key) == (None, ledger.public(ledger.next_key))


def test_a_ledger_cut_off_behind_a_seal_shows_only_against_the_digest_handed_outside(ledger):
    data = ledger.make()
    outside = verify(ledger(data)).last_digest
    cut = joined(lines_of(data)[:-2])
    assert verify(ledger(cut)).fault is None
    fault = verify(ledger(cut), seals=[outside]).fault
    assert f"the seal {outside} that was handed outside is not in the file" in fault.reason
    assert verify(ledger(data), seals=[outside]).fault is None


def test_entries_without_a_seal_are_not_vouched_for(ledger):
    report = verify(ledger(ledger.make(unsealed=2)))
    assert (report.entries, report.fault.entry, report.fault.last_entry) == (9, 10, 11)
    assert "no seal" in verify(ledger(ledger.make(batches=()))).fault.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not JSON"),
        (b"hello\n", "not JSON"),
        (b"[]\n", "no JSON object"),
        (b"{}\n", "no header"),
        (
            b'{"ledger":{"format":"quanyi-ledger-1","hash":"md5","key":"' + b"0" * 64 + b'","name":""}}\n',
            "unknown hash",
        ),
        (b'{"ledger":{"format":"quanyi-ledger-1","hash":"sha256","key":"0","name":""}}\n', "malformed"),
        (
            b'{ "ledger":{"format":"quanyi-ledger-1","hash":"sha256","key":"' + b"0" * 64 + b'","name":""}}\n',
            "canonical",
        ),
        (b'{"ledger":{"format":"quanyi-ledger-1","hash":"sha256","key":"' + b"0" * 64 + b'","name":""}}', "cut off"),
        (b"[" * 100_000 + b"\n", "not JSON"),
    ],
)
def test_a_file_that_is_no_ledger_is_a_fault_in_its_first_line(ledger, data, reason):
    fault = verify(ledger(data)).fault
    assert fault.line == 1
    assert reason in fault.reason


def test_a_missing_last_line_end_is_noticed(ledger):
    assert "its last line has no end" in verify(ledger(ledger.make()[:-1])).fault.reason


def test_segments_and_processes_do_not_change_the_answer(ledger, monkeypatch):
    monkeypatch.setattr(module, "_SEGMENT", 700)
    data = ledger.make(batches=(7, 1, 40, 3))
    whole = verify(ledger(data))
    assert (whole.fault, whole.entries) == (None, 51)
    assert verify(ledger(data), jobs=2) == whole
    lines = lines_of(data)
    lines[30] = lines[30].replace(b"register", b"Register")
    faults = [verify(ledger(joined(lines)), jobs=jobs).fault for jobs in (1, 2)]
    assert [(fault.line, fault.entry) for fault in faults] == [(31, 28), (31, 28)]


def test_the_format_is_the_documented_one(ledger):
    header, first, *_ = lines_of(ledger.make())
    parsed = json.loads(first)
    body = json.dumps(parsed["entry"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert parsed["hash"] == hashlib.sha256(b"\0" + body).hexdigest()
    assert json.loads(header)["ledger"]["format"] == "quanyi-ledger-1"


def test_an_entry_that_is_not_one_line_is_not_written(ledger):
    writer = LedgerWriter(io.BytesIO(), Header("sha256", "0" * 64, ""))
    with pytest.raises(LedgerError, match="on one line"):
        writer.raw_entry(b'{"a":\n1}')


def test_a_seal_needs_an_instant_with_an_offset(ledger):
    with pytest.raises(LedgerError, match="offset"):
        make_seal(module.Accumulator("sha256"), 1, "0" * 64, datetime(2026, 1, 1), ledger.key)
