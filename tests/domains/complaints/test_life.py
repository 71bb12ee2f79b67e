"""The life of a case, from the first word to the proof of notice."""

import datetime

import pytest

from quanyi.domains.complaints.models import Complaint, Notification, Request
from quanyi.foundation.audit.models import Record
from quanyi.foundation.capabilities import actions
from quanyi.foundation.clocks import queries as clocks
from quanyi.foundation.clocks.models import Clock
from quanyi.foundation.notices.models import Notice

DRAFT = {
    "verified": "full",
    "upheld": "full",
    "findings": "经核实，客户未被告知收费条件。",
    "basis": "依据领用合约第八条。",
}
CLASSES = {"channel": "front.premises", "business": "card.credit", "reason_code": "disclosure"}


def test_the_day_of_receipt_starts_fifteen_natural_days(desk):
    complaint = desk.register()
    clock = clocks.statutory(complaint.subject)
    assert (clock.rule_id, clock.started_on, clock.due_on) == (
        "CMP-01",
        datetime.date(2026, 11, 24),
        datetime.date(2026, 12, 9),
    )
    assert complaint.subject.due_lane == "internal"


def test_an_earlier_day_of_receipt_needs_its_proof_and_shows_as_late_registration(desk):
    with pytest.raises(actions.Invalid) as caught:
        desk.register(received_on="2026-11-20")
    assert list(caught.value.errors) == ["received_proof"]
    complaint = desk.register(received_on="2026-11-20", received_proof="邮戳 2026-11-20")
    assert clocks.statutory(complaint.subject).due_on == datetime.date(2026, 12, 5)


def test_a_day_of_receipt_in_the_future_is_refused(desk):
    with pytest.raises(actions.Invalid) as caught:
        desk.register(received_on="2026-11-25")
    assert list(caught.value.errors) == ["received_on"]


def test_through_the_api_the_day_of_receipt_is_the_servers(desk):
    act = actions.registry["complaints.register"]
    actor = desk.bank.actor(desk.bank.people.fang)
    command = act.command.parse(
        {"title": "a", "complainant": "b", "narrative": "c", "source": "app", "received_on": "2026-11-20"}, actor
    )
    with pytest.raises(actions.Invalid):
        act(actor, command, now=desk.now, channel="api")


def test_identity_is_kept_masked_beside_the_original_and_out_of_the_audit_trail(desk):
    complaint = desk.register()
    assert (complaint.complainant_masked, complaint.phone_masked) == ("王**", "138****6721")
    record = Record.objects.get(subject=complaint.subject, action="complaints.register")
    text = str(record.input) + str(record.changes)
    assert "王秀兰" not in text
    assert "13812346721" not in text
    assert "未被告知" not in text


def test_a_case_settled_on_the_spot_ends_all_clocks_the_same_day(desk):
    complaint = desk.register()
    desk.act(
        "complaints.close_on_spot",
        desk.bank.people.fang,
        complaint,
        result="已退还年费 200 元，客户认可。",
        redress="refund",
        agreement_proof="客户签字确认单 A1-0001",
    )
    complaint.refresh_from_db()
    assert complaint.state == "closed_on_spot"
    assert Clock.objects.filter(subject=complaint.subject, running=True).count() == 0
    assert clocks.statutory(complaint.subject).is_late(datetime.date(2027, 1, 1)) is False


def test_the_whole_road_ends_with_the_proof_of_notice(desk, investigated):
    people = desk.bank.people
    desk.act("complaints.log_contact", people.ann, investigated, happened_at=desk.now, reached=True, result="已联系")
    desk.act("complaints.classify", people.ann, investigated, **CLASSES)
    desk.act("complaints.draft", people.ann, investigated, **DRAFT)
    desk.act("complaints.submit", people.ann, investigated)
    desk.act("complaints.approve", people.gao, investigated)
    desk.later(2)
    told_on = desk.now.date()
    desk.act(
        "complaints.notify", people.ann, investigated, way="posted", told_on=told_on, proof="挂号信 XA1234", text="答复"
    )
    investigated.refresh_from_db()
    clock = clocks.statutory(investigated.subject)
    assert (investigated.state, clock.running, clock.ended_on) == ("notified", False, told_on)
    desk.act("complaints.close", people.ann, investigated, outcome="退还年费")
    desk.act("complaints.archive", people.ann, investigated, number="TS-2026-001")
    investigated.refresh_from_db()
    assert investigated.state == "archived"


def test_nobody_approves_their_own_draft(desk, investigated):
    people = desk.bank.people
    desk.bank.grant(people.ann, "department_head", desk.bank.units.a1)
    desk.act("complaints.classify", people.ann, investigated, **CLASSES)
    desk.act("complaints.draft", people.ann, investigated, **DRAFT)
    desk.act("complaints.submit", people.ann, investigated)
    with pytest.raises(actions.Refused):
        desk.act("complaints.approve", people.ann, investigated)


def test_an_unclassified_case_cannot_be_submitted(desk, investigated):
    desk.act("complaints.draft", desk.bank.people.ann, investigated, **DRAFT)
    with pytest.raises(actions.Refused):
        desk.act("complaints.submit", desk.bank.people.ann, investigated)


def test_the_further_thirty_days_need_the_superior_and_the_notice_before_expiry(desk, investigated):
    """T20 18.1: 15, then 30, then 60 days in all; approved by the superior institution; told before expiry."""
    people = desk.bank.people
    with pytest.raises(actions.Refused):
        desk.act("complaints.extend", people.ann, investigated, reason="需调取录像")
    desk.act("complaints.declare_complex", people.ann, investigated, reason="需调取双录")
    assert clocks.statutory(investigated.subject).due_on == datetime.date(2026, 12, 24)
    desk.act("complaints.extend", people.ann, investigated, reason="需异地核实")
    request = Request.objects.get(complaint=investigated)
    with pytest.raises(actions.Denied):
        desk.act("complaints.decide_extension", people.ann, request, agreed=True, opinion="同意")
    desk.act("complaints.decide_extension", people.gao, request, agreed=True, opinion="同意")
    assert clocks.statutory(investigated.subject).due_on == datetime.date(2026, 12, 24)
    desk.act(
        "complaints.tell_extension", people.ann, investigated, way="sent", told_on=desk.now.date(), proof="短信 0012"
    )
    assert clocks.statutory(investigated.subject).due_on == datetime.date(2027, 1, 23)
    assert clocks.statutory(investigated.subject).provisional is True


def test_a_branch_executive_does_not_extend_the_branchs_own_case(desk):
    people, units = desk.bank.people, desk.bank.units
    desk.bank.person("Ping", units.a, "handler")
    from quanyi.foundation.org.models import User

    ping = User.objects.get(username="ping")
    complaint = desk.register()
    desk.act("complaints.allocate", people.eva, complaint, unit=units.a.code)
    desk.act("complaints.sign_for", ping, complaint, no_interest=True)
    desk.act("complaints.declare_complex", ping, complaint, reason="复杂")
    desk.act("complaints.extend", ping, complaint, reason="特别复杂")
    request = Request.objects.get(complaint=complaint)
    with pytest.raises(actions.Denied):
        desk.act("complaints.decide_extension", people.gao, request, agreed=True, opinion="同意")
    desk.act("complaints.decide_extension", people.hu, request, agreed=True, opinion="同意")
    request.refresh_from_db()
    assert request.state == "approved"


def test_mediation_is_excluded_from_the_day_after_its_first_day(desk, investigated):
    people = desk.bank.people
    desk.act("complaints.start_mediation", people.ann, investigated, starts_on=desk.now.date(), proof="双方同意书")
    clock = clocks.statutory(investigated.subject)
    assert (clock.suspended, clock.next_check_at) == (True, None)
    desk.later(5)
    desk.act("complaints.resume", people.ann, investigated, ends_on=desk.now.date(), result="未达成一致")
    assert clocks.statutory(investigated.subject).due_on == datetime.date(2026, 12, 14)


def test_new_facts_restart_the_clock_only_after_another_person_confirmed(desk, investigated):
    people = desk.bank.people
    desk.later(4)
    desk.act("complaints.restart", people.ann, investigated, received_on=desk.now.date(), reason="客户补充录音")
    assert clocks.statutory(investigated.subject).due_on == datetime.date(2026, 12, 9)
    request = Request.objects.get(complaint=investigated)
    desk.act("complaints.confirm", people.eva, request, agreed=True, opinion="情况属实")
    clock = clocks.statutory(investigated.subject)
    assert (clock.due_on, clock.first_started_on) == (datetime.date(2026, 12, 13), datetime.date(2026, 11, 24))


def test_a_withdrawal_ends_the_case_on_the_day_it_was_received(desk, investigated):
    desk.act("complaints.withdraw", desk.bank.people.ann, investigated, received_on=desk.now.date(), proof="撤回申请书")
    investigated.refresh_from_db()
    assert (investigated.state, investigated.closed_on) == ("withdrawn", desk.now.date())


def test_declining_is_possible_on_the_closed_list_alone_and_the_person_is_told(desk):
    complaint = desk.register()
    people = desk.bank.people
    with pytest.raises(actions.Invalid):
        desk.act("complaints.not_handle", people.eva, complaint, ground="annoying", reason="x", way="sent", proof="1")
    desk.act(
        "complaints.not_handle",
        people.eva,
        complaint,
        ground="not_complaint",
        reason="属业务咨询",
        way="sent",
        proof="短信",
    )
    complaint.refresh_from_db()
    assert complaint.state == "passed_on"
    assert Notification.objects.filter(complaint=complaint, what="not_handled").count() == 1


def test_a_forwarded_case_waits_for_the_feedback_to_its_sender(desk):
    people, units = desk.bank.people, desk.bank.units
    complaint = desk.register(source="nfra_12378", sender_number="12378-001", demanded_on="2026-12-01")
    assert complaint.subject.due_lane == "internal"
    desk.act("complaints.allocate", people.eva, complaint, unit=units.a1.code)
    desk.act("complaints.sign_for", people.ann, complaint, no_interest=True)
    desk.act("complaints.classify", people.ann, complaint, **CLASSES)
    desk.act("complaints.draft", people.ann, complaint, **DRAFT)
    desk.act("complaints.submit", people.ann, complaint)
    desk.act("complaints.approve", people.gao, complaint)
    desk.act("complaints.notify", people.ann, complaint, way="sent", told_on=desk.now.date(), proof="短信 1")
    complaint.refresh_from_db()
    assert complaint.state == "feedback_due"
    desk.act(
        "complaints.send_feedback",
        people.ann,
        complaint,
        number="12378-001",
        fed_back_on=desk.now.date(),
        feedback="已办结",
    )
    complaint.refresh_from_db()
    assert complaint.state == "notified"


def test_a_repetition_of_the_same_contact_is_merged_into_the_first_case(desk):
    first = desk.register()
    second = desk.register(phone="+86 138-1234-6721", title="再次反映年费问题")
    desk.act("complaints.merge", desk.bank.people.eva, second, into=first.subject.number)
    second.refresh_from_db()
    assert second.state == "merged"
    assert first.legs.count() == 2


def test_a_joint_visit_of_twenty_is_major_and_nineteen_is_not(desk):
    """T20 29 and 43: 20 or more, the number included."""
    assert desk.register(persons=20, joint_visit=True).level == "major"
    assert desk.register(persons=19, joint_visit=True).level == "ordinary"


def test_a_person_complained_about_finds_nothing(desk):
    people = desk.bank.people
    complaint = desk.register(user=people.eva, unit="A1", complained_persons=["ann"])
    actor = desk.bank.actor(people.ann)
    assert Complaint.objects.visible_to(actor).count() == 0
    assert Complaint.objects.visible_to(desk.bank.actor(people.fang)).get() == complaint
    assert Notice.objects.filter(user=people.ann).count() == 0


def test_another_branch_sees_nothing_and_the_head_office_everything(desk):
    complaint = desk.register()
    people = desk.bank.people
    assert Complaint.objects.visible_to(desk.bank.actor(people.chen)).count() == 0
    assert Complaint.objects.visible_to(desk.bank.actor(people.eva)).get() == complaint
    for administrator in (people.sys, people.sec, people.aud):
        assert Complaint.objects.visible_to(desk.bank.actor(administrator)).count() == 0


def test_an_assisting_unit_sees_the_case_and_answers(desk, investigated):
    people = desk.bank.people
    desk.act("complaints.invite_assist", people.ann, investigated, unit="B1", question="请核实客户在贵行的流水")
    assert Complaint.objects.visible_to(desk.bank.actor(people.chen)).count() == 1
    assist = investigated.assists.get()
    desk.act("complaints.answer_assist", people.chen, assist, answer="已核实，无异常。")
    assist.refresh_from_db()
    assert assist.answer == "已核实，无异常。"


def test_a_statement_shows_its_person_the_question_and_not_the_case(desk, investigated):
    people = desk.bank.people
    desk.act("complaints.request_statement", people.ann, investigated, person="fang", question="请说明告知情况")
    statement = investigated.statements.get()
    assert Complaint.objects.visible_to(desk.bank.actor(people.fang)).count() == 0
    desk.act("complaints.give_statement", people.fang, statement, answer="本人已口头说明。")
    investigated.refresh_from_db()
    assert investigated.state == "investigating"


def test_the_second_save_of_two_tabs_is_told_that_the_row_changed(desk, investigated):
    people = desk.bank.people
    seen = investigated.version
    desk.act("complaints.add_note", people.ann, investigated, text="第一条", version=seen)
    with pytest.raises(actions.Stale):
        desk.act("complaints.add_note", people.ann, investigated, text="第二条", version=seen)
    assert investigated.notes.count() == 1


def test_a_repeated_key_makes_one_complaint_and_tells_the_same_number(desk):
    values = {"title": "t", "complainant": "王", "narrative": "n", "source": "outlet"}
    first = desk.act("complaints.register", desk.bank.people.fang, key="k1", **values)
    again = desk.act("complaints.register", desk.bank.people.fang, key="k1", **values)
    assert again.replayed is True
    assert first.answer == again.answer
    assert Complaint.objects.count() == 1
    with pytest.raises(actions.Reused):
        desk.act("complaints.register", desk.bank.people.fang, key="k1", **values | {"title": "other"})
