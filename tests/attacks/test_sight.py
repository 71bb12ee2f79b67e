"""Nobody reads or does on a second path what the first one refuses."""

import json

import pytest

from quanyi.domains.complaints.models import Countersignature, Statement
from quanyi.foundation.capabilities import actions
from tests.domains.complaints.test_life import CLASSES, DRAFT

TITLE = "首年免年费的信用卡次年直接扣收年费"


def test_whoever_is_asked_for_a_statement_reads_the_question_and_nothing_else_of_the_case(desk, investigated):
    people = desk.bank.people
    desk.act("complaints.request_statement", people.ann, investigated, person="fang", question="当日是否告知收费？")
    statement = Statement.objects.get()
    client = desk.bank.client(people.fang)
    page = client.get(f"/do/complaints.give_statement/{statement.pk}/").content.decode()
    assert "当日是否告知收费？" in page
    assert [word for word in (investigated.subject.number, TITLE, "王") if word in page] == []
    api = client.post(
        f"/api/v1/actions/complaints.give_statement/{statement.pk}",
        json.dumps({"answer": "已告知"}),
        content_type="application/json",
    )
    assert api.json()["number"] == str(statement.pk)
    assert investigated.subject.number not in api.content.decode()


@pytest.mark.parametrize(
    "word", ["//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example", "javascript:1"]
)
def test_a_form_never_sends_anybody_out_of_the_house(desk, investigated, word):
    client = desk.bank.client(desk.bank.people.ann)
    answer = client.post(f"/do/complaints.add_note/{investigated.subject.number}/", {"text": "备注", "_back": word})
    assert answer.headers["Location"] == investigated.subject.url
    marked = {"row": investigated.subject.number, "_back": word}
    assert "evil" not in desk.bank.client(desk.bank.people.eva).post("/bulk/complaints.urge/", marked).content.decode()


def test_one_key_on_two_cases_is_no_repetition(desk):
    people, units = desk.bank.people, desk.bank.units
    first, second = desk.register(), desk.register()
    desk.act("complaints.allocate", people.eva, first, key="k", unit=units.a1.code)
    with pytest.raises(actions.Reused):
        desk.act("complaints.allocate", people.eva, second, key="k", unit=units.a1.code)


def test_an_assisting_unit_answers_and_decides_nothing(desk, investigated):
    people, units = desk.bank.people, desk.bank.units
    for role in ("team_lead", "department_head", "programme_office"):
        desk.bank.grant(people.chen, role, units.b1)
    desk.act("complaints.invite_assist", people.ann, investigated, unit=units.b1.code, question="请核实")
    investigated.refresh_from_db()
    chen = desk.bank.actor(people.chen)
    allowed = {
        name
        for name, act in actions.registry.items()
        if act.target is type(investigated) and act.permitted(investigated, chen)
    }
    assert allowed == {"complaints.add_note", "complaints.add_material"}
    assist = investigated.assists.get()
    desk.act("complaints.answer_assist", people.chen, assist, answer="已核实")


def test_a_countersigning_unit_of_another_branch_finds_what_it_signs(desk, investigated):
    people, units = desk.bank.people, desk.bank.units
    desk.bank.grant(people.chen, "department_head", units.b1)
    desk.act("complaints.classify", people.ann, investigated, **CLASSES)
    desk.act("complaints.draft", people.ann, investigated, **DRAFT)
    desk.act("complaints.submit", people.ann, investigated, units=[units.b1.code])
    row = Countersignature.objects.get()
    desk.act("complaints.countersign", people.chen, row, agreed=True, opinion="同意")
    investigated.refresh_from_db()
    assert investigated.state == "awaiting_approval"
