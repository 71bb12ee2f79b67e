"""Nothing entered afterwards makes a late case punctual, and nobody agrees with themselves."""

import datetime

import pytest

from quanyi.domains.complaints.models import Complaint, Request
from quanyi.foundation.capabilities import actions
from quanyi.foundation.clocks import queries as clocks
from quanyi.foundation.clocks.models import Clock
from quanyi.foundation.org.models import Deputy
from quanyi.foundation.reference.queries import codes
from tests.domains.complaints.test_life import CLASSES, DRAFT

REFUSALS = (actions.Refused, actions.Invalid, actions.Denied, actions.NotFound)


def refused(desk, name, user, target, **values):
    """Carry an action out that must be refused and leave the deadline where it was."""
    with pytest.raises(REFUSALS):
        desk.act(name, user, target, **values)


def submitted(desk, case, by=None):
    """Bring a case to the approver's desk."""
    by = by or desk.bank.people.ann
    desk.act("complaints.classify", by, case, **CLASSES)
    desk.act("complaints.draft", by, case, **DRAFT)
    desk.act("complaints.submit", by, case)


def approved(desk, case):
    """Bring a case to the notification."""
    submitted(desk, case)
    desk.act("complaints.approve", desk.bank.people.gao, case)


def test_after_the_deadline_no_agreement_no_pause_and_no_new_facts_move_it(desk, investigated):
    people = desk.bank.people
    due = clocks.statutory(investigated.subject).due_on
    today = desk.later(20).now.date()
    refused(desk, "complaints.agree_period", people.ann, investigated, due_on="2027-01-31", proof="录音 1")
    back = {"starts_on": "2026-11-25", "proof": "委托书", "told_on": "2026-11-25"}
    refused(desk, "complaints.start_appraisal", people.ann, investigated, **back)
    refused(desk, "complaints.start_mediation", people.ann, investigated, starts_on="2026-11-25", proof="调解申请")
    refused(desk, "complaints.restart", people.ann, investigated, received_on=today, reason="新材料")
    refused(desk, "complaints.declare_complex", people.ann, investigated, reason="复杂")
    assert clocks.statutory(investigated.subject).due_on == due


def test_a_receipt_is_not_corrected_to_a_day_after_its_registration(desk, investigated):
    desk.later(10)
    refused(
        desk,
        "complaints.correct_receipt",
        desk.bank.people.ann,
        investigated,
        received_on="2026-12-01",
        proof="邮戳",
        reason="登记有误",
    )


def test_a_notice_is_not_dated_before_the_decision_was_approved(desk, investigated):
    people = desk.bank.people
    desk.later(30)
    approved(desk, investigated)
    refused(desk, "complaints.notify", people.ann, investigated, way="posted", told_on="2026-12-05", proof="挂号信")
    desk.act("complaints.notify", people.ann, investigated, way="posted", told_on=desk.now.date(), proof="挂号信")
    assert clocks.statutory(investigated.subject).ended_on == desk.now.date()


def test_the_extension_of_the_first_life_does_not_extend_the_second(desk, investigated):
    people = desk.bank.people
    desk.act("complaints.declare_complex", people.ann, investigated, reason="复杂")
    desk.act("complaints.extend", people.ann, investigated, reason="复杂")
    desk.act("complaints.decide_extension", people.gao, Request.objects.get(), agreed=True, opinion="同意")
    approved(desk, investigated)
    told = {"way": "sent", "told_on": desk.now.date(), "proof": "短信"}
    desk.act("complaints.notify", people.ann, investigated, **told)
    desk.later(3)
    desk.act("complaints.reopen", people.eva, investigated, reason="不满意")
    refused(desk, "complaints.tell_extension", people.ann, investigated, **told | {"told_on": desk.now.date()})
    assert clocks.statutory(investigated.subject).due_on == datetime.date(2026, 12, 12)


def test_the_notice_of_an_extension_is_not_dated_before_its_approval(desk, investigated):
    people = desk.bank.people
    desk.act("complaints.declare_complex", people.ann, investigated, reason="复杂")
    desk.later(5).act("complaints.extend", people.ann, investigated, reason="复杂")
    desk.act("complaints.decide_extension", people.gao, Request.objects.get(), agreed=True, opinion="同意")
    refused(desk, "complaints.tell_extension", people.ann, investigated, way="sent", told_on="2026-11-25", proof="短信")


def test_only_what_came_today_is_settled_on_the_spot(desk):
    case = desk.register(received_on="2026-10-01", received_proof="邮戳")
    refused(desk, "complaints.close_on_spot", desk.bank.people.fang, case, result="已办", agreement_proof="签字")


def test_nobody_approves_words_they_wrote_into_the_draft_of_another(desk, investigated):
    people, units = desk.bank.people, desk.bank.units
    desk.bank.grant(people.gao, "handler", units.a)
    desk.act("complaints.classify", people.ann, investigated, **CLASSES)
    desk.act("complaints.draft", people.ann, investigated, **DRAFT)
    desk.act("complaints.draft", people.gao, investigated, **DRAFT | {"findings": "改写"})
    desk.act("complaints.submit", people.ann, investigated)
    refused(desk, "complaints.approve", people.gao, investigated)


def stand_in(absent, deputy):
    """Let somebody act for somebody else today."""
    day = datetime.date(2026, 11, 24)
    Deputy.objects.create(absent=absent, deputy=deputy, starts_on=day, ends_on=day + datetime.timedelta(days=30))


def test_a_deputy_does_not_approve_in_the_name_of_whoever_drafted(desk, investigated):
    people, units = desk.bank.people, desk.bank.units
    desk.bank.grant(people.ann, "department_head", units.a1)
    stand_in(people.ann, people.bo)
    submitted(desk, investigated)
    refused(desk, "complaints.approve", people.bo, investigated)


def test_a_deputy_does_not_confirm_in_the_name_of_whoever_proposed(desk, investigated):
    people, units = desk.bank.people, desk.bank.units
    desk.bank.grant(people.ann, "department_head", units.a1)
    stand_in(people.ann, people.bo)
    desk.later(2).act("complaints.restart", people.ann, investigated, received_on="2026-11-25", reason="新材料")
    request = Request.objects.get()
    refused(desk, "complaints.confirm", people.ann, request, agreed=True, opinion="同意")
    refused(desk, "complaints.confirm", people.bo, request, agreed=True, opinion="同意")


def test_a_branch_does_not_reexamine_its_own_decision(desk, investigated):
    people = desk.bank.people
    approved(desk, investigated)
    told = {"way": "sent", "told_on": desk.now.date(), "proof": "短信"}
    desk.act("complaints.notify", people.ann, investigated, **told)
    asked = {"received_on": desk.now.date(), "reason": "不服"}
    desk.act("complaints.request_reexamination", people.eva, investigated, **asked)
    desk.bank.grant(people.ann, "department_head", desk.bank.units.a1)
    result = {"upheld": True, "text": "维持", **told}
    refused(desk, "complaints.decide_reexamination", people.ann, investigated, **result)
    refused(desk, "complaints.decide_reexamination", people.gao, investigated, **result)
    desk.act("complaints.decide_reexamination", people.hu, investigated, **result)


def demanded(subject):
    """Return the running demanded clocks of a subject."""
    return Clock.objects.filter(subject=subject, lane="demanded", running=True).count()


def test_a_merged_case_hands_its_demanded_date_and_its_recusals_on(desk):
    people = desk.bank.people
    first = desk.register()
    second = desk.register(source="nfra", sender_number="ZB-1", demanded_on="2026-11-30", complained_persons=["gao"])
    desk.act("complaints.merge", people.eva, second, into=first.subject.number)
    assert (demanded(first.subject), demanded(second.subject)) == (1, 0)
    assert not Complaint.objects.visible_to(desk.bank.actor(people.gao)).filter(pk=first.pk).exists()


def test_a_complaint_is_not_merged_into_a_case_without_a_deadline(desk):
    inquiry = desk.register(matter="inquiry")
    case = desk.register()
    refused(desk, "complaints.merge", desk.bank.people.eva, case, into=inquiry.subject.number)


def test_an_earlier_copy_of_the_case_brings_the_deadline_forward(desk, investigated):
    copy = {"source": "nfra", "number": "ZB-2", "received_on": "2026-11-10"}
    desk.act("complaints.add_leg", desk.bank.people.ann, investigated, **copy)
    investigated.refresh_from_db()
    assert investigated.received_on == datetime.date(2026, 11, 10)
    assert clocks.statutory(investigated.subject).due_on == datetime.date(2026, 11, 25)


@pytest.mark.parametrize("how", ["withdraw", "not_handle", "close_on_spot"])
def test_a_sender_that_demanded_a_feedback_is_owed_it_however_the_case_ended(desk, how):
    people = desk.bank.people
    case = desk.register(source="nfra", sender_number="ZB-3", demanded_on="2026-11-30")
    today = desk.now.date()
    ground = codes("not_handled").first().code
    values = {
        "withdraw": {"received_on": today, "proof": "撤回申请"},
        "not_handle": {"ground": ground, "reason": "无事实", "way": "sent", "proof": "短信"},
        "close_on_spot": {"result": "已办", "agreement_proof": "签字"},
    }[how]
    desk.act(f"complaints.{how}", people.eva, case, **values)
    assert demanded(case.subject) == 1
    refused(desk, "complaints.archive", people.eva, case, number="1")
    refused(desk, "complaints.send_feedback", people.eva, case, number="ZB-4", fed_back_on=today, feedback="已办")
    desk.act("complaints.send_feedback", people.eva, case, number="ZB-3", fed_back_on=today, feedback="已办")
    assert demanded(case.subject) == 0
    refused(desk, "complaints.send_feedback", people.eva, case, number="ZB-3", fed_back_on=today, feedback="再次")
    desk.act("complaints.archive", people.eva, case, number="1")


def test_a_branch_does_not_hide_a_case_from_the_head_office(desk, investigated):
    people, units = desk.bank.people, desk.bank.units
    refused(desk, "complaints.recuse", people.gao, investigated, unit=units.office.code, reason="回避")
    assert Complaint.objects.visible_to(desk.bank.actor(people.eva)).filter(pk=investigated.pk).exists()


def test_a_concerned_unit_gets_the_case_back_by_no_way(desk, investigated):
    people, units = desk.bank.people, desk.bank.units
    desk.act("complaints.recuse", people.eva, investigated, unit=units.a1.code, reason="负责人涉事")
    desk.bank.grant(people.gao, "handler", units.a)
    refused(desk, "complaints.assign", people.eva, investigated, handler="ann")
    refused(desk, "complaints.reassign", people.eva, investigated, unit=units.a1.code, reason="退回")


def test_nobody_registers_in_a_unit_where_they_may_not(desk):
    units = desk.bank.units
    guest = desk.bank.person("Qin", units.b1, "intake", at=units.b2)
    with pytest.raises(actions.Invalid) as caught:
        desk.register(guest)
    assert list(caught.value.errors) == ["unit"]
    assert desk.register(guest, unit=units.b2.code).subject.unit == units.b2
