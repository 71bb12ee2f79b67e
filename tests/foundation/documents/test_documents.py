"""Files are kept under their hash, handed out to whoever sees the subject, and withdrawn with a reason."""

import base64
import hashlib

import pytest
from django.utils import translation

from quanyi.foundation.audit.models import Record, Seen
from quanyi.foundation.capabilities.actions import Invalid, Refused, Upload, registry
from quanyi.foundation.documents import queries
from quanyi.foundation.documents.models import Document
from quanyi.foundation.documents.steps import content, disk, store
from quanyi.foundation.subjects.steps import recuse, share

PDF = b"%PDF-1.7\nreceipt"
DIGEST = hashlib.sha256(PDF).hexdigest()
pytestmark = pytest.mark.django_db


@pytest.fixture
def document(things, bank, folder):
    return store(things(), Upload(name='回单 "1".pdf', content=PDF), "evidence", bank.context)


def run(bank, person, name, now, target=None, **values):
    act = registry[name]
    actor = bank.actor(person)
    command = act.command.parse(values, actor)
    row = act.find(actor, str(target)) if target else None
    return act(actor, command, now=now, channel="web", target=row)


def test_a_file_lies_under_its_hash(document, folder):
    assert (document.sha256, document.size, document.media_type) == (DIGEST, 16, "application/pdf")
    assert (folder / DIGEST[:2] / DIGEST[2:4] / DIGEST).read_bytes() == PDF
    assert content(document) == PDF


def test_the_same_content_is_stored_once_and_told_once_per_subject(document, things, bank, folder):
    other = store(things(), Upload(name="b.pdf", content=PDF), "other", bank.context)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1
    with translation.override("en"), pytest.raises(Invalid) as refused:
        store(other.subject, Upload(name="c.pdf", content=PDF), "other", bank.context)
    assert refused.value.errors == {"files": ["This file is already here, as “b.pdf”"]}


def test_a_full_disk_is_refused_and_leaves_no_row(things, bank, folder, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Refused):
        store(things(), Upload(name="a.pdf", content=PDF), "evidence", bank.context)
    assert Document.objects.count() == 0
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_the_download_is_an_attachment_that_no_browser_may_run(document, bank):
    response = bank.client(bank.people.ann).get(f"/documents/{document.pk}/")
    assert response.status_code == 200
    assert response.content == PDF
    shown = {name: response[name] for name in ("Content-Type", "Content-Disposition", "Content-Security-Policy")}
    assert shown == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename*=utf-8''%E5%9B%9E%E5%8D%95%20%221%22.pdf",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_every_download_is_noted(document, bank):
    bank.client(bank.people.ann).get(f"/documents/{document.pk}/")
    seen = Seen.objects.get()
    assert (seen.what, seen.subject, seen.user) == ("documents.open", document.subject, bank.people.ann)


@pytest.mark.parametrize("name", ["chen", "dai", "sys"])
def test_who_does_not_see_the_subject_gets_no_document(document, bank, name):
    assert bank.client(getattr(bank.people, name)).get(f"/documents/{document.pk}/").status_code == 404


def test_who_is_recused_gets_no_document(document, bank):
    recuse(document.subject, "被投诉人", bank.context, user=bank.people.ann)
    assert bank.client(bank.people.ann).get(f"/documents/{document.pk}/").status_code == 404


def test_a_number_beyond_any_row_is_not_found(bank):
    assert bank.client(bank.people.ann).get("/documents/99999999999999999999/").status_code == 404


def test_a_file_altered_on_the_disk_is_not_handed_out(document, bank, folder):
    (folder / disk.path_of(DIGEST)).write_bytes(b"%PDF-1.7\nforged!")
    response = bank.client(bank.people.ann).get(f"/documents/{document.pk}/")
    assert response.status_code == 500
    assert b"forged" not in response.content
    assert Seen.objects.get().what == "documents.damaged"


def test_files_are_added_by_an_action_with_one_record_without_names(things, bank, folder, now):
    subject = things()
    files = [{"name": "张三.pdf", "content": PDF}, {"name": "b.txt", "content": base64.b64encode(b"text").decode()}]
    run(bank, bank.people.ann, "documents.add", now, subject=subject.number, kind="evidence", files=files)
    assert sorted(queries.of_subject(subject).values_list("name", "uploaded_by__username")) == [
        ("b.txt", "ann"),
        ("张三.pdf", "ann"),
    ]
    record = Record.objects.get(action="documents.add")
    assert record.subject == subject
    assert record.changes[0]["values"]["name"] == [None, "•••"]


def test_nobody_adds_files_to_what_they_do_not_see(things, bank, folder, now):
    with pytest.raises(Invalid):
        files = [{"name": "a.pdf", "content": PDF}]
        run(bank, bank.people.chen, "documents.add", now, subject=things().number, kind="evidence", files=files)


def test_a_unit_that_takes_part_adds_files(things, bank, folder, now):
    subject = things()
    share(subject, bank.units.b1, "assist", bank.context)
    files = [{"name": "a.pdf", "content": PDF}]
    run(bank, bank.people.chen, "documents.add", now, subject=subject.number, kind="statement", files=files)
    assert queries.of_subject(subject).get().uploaded_by == bank.people.chen


def test_if_one_of_several_files_is_refused_none_is_added(things, bank, folder, now):
    files = [{"name": "a.pdf", "content": PDF}, {"name": "b.exe", "content": b"MZ"}]
    with pytest.raises(Invalid):
        run(bank, bank.people.ann, "documents.add", now, subject=things().number, kind="evidence", files=files)
    assert Document.objects.count() == 0


def test_a_withdrawn_document_stays_listed_and_is_not_handed_out(document, bank, now):
    run(bank, bank.people.ann, "documents.withdraw", now, target=document.pk, reason="传错案件")
    assert bank.client(bank.people.ann).get(f"/documents/{document.pk}/").status_code == 404
    row = queries.of_subject(document.subject).get()
    assert (row.withdrawn, row.withdrawal_reason) == (True, "传错案件")
    with pytest.raises(Refused):
        run(bank, bank.people.ann, "documents.withdraw", now, target=document.pk, reason="again")


def test_the_panel_shows_the_files_and_what_this_person_may_do(document, bank):
    shown = queries.panel(bank.actor(bank.people.ann), document.subject)
    assert [row["document"].pk for row in shown["rows"]] == [document.pk]
    assert (shown["may_add"], shown["may_withdraw"]) == (True, True)
    shown = queries.panel(bank.actor(bank.people.fang), document.subject)
    assert (shown["may_add"], shown["may_withdraw"]) == (True, False)
