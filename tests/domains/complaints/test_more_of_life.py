"""The side roads of a case: each action once, with what it changes and what it refuses."""

import datetime

import pytest

from quanyi.domains.complaints.models import Complaint, Request, Way
from quanyi.foundation.audit.models import Record, Seen
from quanyi.foundation.capabilities import actions
from quanyi.foundation.clocks import queries as clocks
from quanyi.foundation.notices.models import Notice
from tests.domains.complaints.test_life import CLASSES, DRAFT

PDF = {"name": "合同.pdf", "content": b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"}


@pytest.fixture
def answered(desk, investigated):
    """A case of the first branch that was answered today."""
    people = desk.bank.people
    desk.act("complaints.classify", people.ann, investigated, **CLASSES)
    desk.act("complaints.draft", people.ann, investigated, **DRAFT)
    desk.act("complaints.submit", people.ann, investigated)
    desk.act("complaints.approve", people.gao, investigated)
    desk.act("complaints.notify", people.ann, investigated, way="sent", told_on=desk.now.date(), proof="短信 0001")
    investigated.refresh_from_db()
    return investigated


def fresh(complaint):
    complaint.refresh_from_db()
    return complaint


def test_another_incoming_copy_has_its_own_number_date_and_feedback(desk, answered):
    people = desk.bank.people
    copy = {"source": "gov_12345", "number": "12345-77", "received_on": desk.now.date(), "demanded_on": "2026-12-01"}
    desk.act("complaints.add_leg", people.ann, answered, **copy)
    assert fresh(answered).state == "feedback_due"
    assert answered.subject.clocks.filter(lane="demanded", running=True).get().due_on == datetime.date(2026, 12, 1)
    with pytest.raises(actions.Refused):
        desk.act("complaints.add_leg", people.ann, answered, **copy)
    with pytest.raises(actions.Invalid):
        desk.act(
            "complaints.send_feedback", people.ann, answered, number="no", fed_back_on=desk.now.date(), feedback="x"
        )


def test_material_is_a_file_or_a_reference_and_never_nothing(desk, investigated):
    ann = desk.bank.people.ann
    with pytest.raises(actions.Invalid):
        desk.act("complaints.add_material", ann, investigated)
    desk.act("complaints.add_material", ann, investigated, files=[PDF], reference="双录系统 SL-2025-08-0417")
    assert [note.text for note in investigated.notes.all()] == ["双录系统 SL-2025-08-0417"]
    record = Record.objects.filter(action="complaints.add_material").get()
    assert record.input["files"][0]["name"] == "合同.pdf"
    assert len(record.input["files"][0]["sha256"]) == 64


def test_an_agreed_period_prevails_over_the_lawful_one(desk, investigated):
    """T20 21: the parties may agree on another period."""
    ann = desk.bank.people.ann
    desk.act("complaints.agree_period", ann, investigated, due_on="2027-02-01", proof="双方签署的协商确认书")
    assert clocks.statutory(investigated.subject).due_on == datetime.date(2027, 2, 1)
    with pytest.raises(actions.Invalid):
        desk.act("complaints.agree_period", ann, investigated, due_on="2026-11-23", proof="x")


def test_a_person_concerned_cannot_be_named_handler(desk, investigated):
    people = desk.bank.people
    desk.bank.grant(people.gao, "team_lead", desk.bank.units.a)
    desk.act("complaints.recuse", people.gao, investigated, person="fang", reason="当日经办人")
    with pytest.raises(actions.Refused):
        desk.act("complaints.assign", people.gao, investigated, handler="fang")
    desk.act("complaints.assign", people.gao, investigated, handler="bo")
    assert fresh(investigated).handler == people.bo
    assert Notice.objects.filter(user=people.bo, kind="complaint_assigned").count() == 1


def test_recusing_the_unit_moves_the_case_to_the_superior_and_hides_it_from_the_unit(desk, investigated):
    people, units = desk.bank.people, desk.bank.units
    desk.act("complaints.recuse", people.eva, investigated, unit=units.a1.code, reason="投诉涉及支行负责人")
    assert fresh(investigated).subject.unit == units.a
    assert investigated.handler is None
    assert Complaint.objects.visible_to(desk.bank.actor(people.ann)).count() == 0
    assert Complaint.objects.visible_to(desk.bank.actor(people.gao)).get() == investigated


def test_a_corrected_day_of_receipt_moves_the_date_only_after_another_person_confirmed(desk, investigated):
    people = desk.bank.people
    values = {"received_on": "2026-11-20", "proof": "邮戳", "reason": "信函先到网点"}
    desk.act("complaints.correct_receipt", people.ann, investigated, **values)
    assert clocks.statutory(investigated.subject).due_on == datetime.date(2026, 12, 9)
    request = Request.objects.get(complaint=investigated)
    with pytest.raises(actions.Denied):
        desk.act("complaints.confirm", people.ann, request, agreed=True, opinion="同意")
    desk.act("complaints.confirm", people.gao, request, agreed=True, opinion="同意")
    assert fresh(investigated).received_on == datetime.date(2026, 11, 20)
    assert clocks.statutory(investigated.subject).due_on == datetime.date(2026, 12, 5)


def test_one_refused_countersignature_returns_the_draft(desk, investigated):
    people, units = desk.bank.people, desk.bank.units
    legal = desk.bank.person("Lin", units.audit, "department_head")
    desk.act("complaints.classify", people.ann, investigated, **CLASSES)
    desk.act("complaints.draft", people.ann, investigated, **DRAFT)
    desk.act("complaints.submit", people.ann, investigated, units=[units.audit.code])
    assert fresh(investigated).state == "countersigning"
    desk.act("complaints.recall", people.ann, investigated)
    assert fresh(investigated).state == "investigating"
    desk.act("complaints.submit", people.ann, investigated, units=[units.audit.code])
    row = investigated.decisions.filter(state="submitted").get().countersignatures.get()
    desk.act("complaints.countersign", legal, row, agreed=False, opinion="依据不足")
    assert fresh(investigated).state == "investigating"
    assert [decision.state for decision in investigated.decisions.order_by("pk")] == ["returned", "returned", "draft"]


def test_a_returned_decision_goes_back_with_what_must_be_changed(desk, investigated):
    people = desk.bank.people
    desk.act("complaints.classify", people.ann, investigated, **CLASSES)
    desk.act("complaints.draft", people.ann, investigated, **DRAFT)
    desk.act("complaints.submit", people.ann, investigated)
    desk.act("complaints.reject", people.gao, investigated, reason="请补充双录核查情况")
    assert fresh(investigated).state == "investigating"
    assert Notice.objects.filter(user=people.ann, kind="decision_returned").count() == 1


def test_a_case_becomes_major_on_the_three_grounds_alone(desk, investigated):
    """T20 29 names the grounds; 20 persons include the twentieth (T20 43)."""
    eva = desk.bank.people.eva
    with pytest.raises(actions.Refused):
        desk.act("complaints.declare_major", eva, investigated, persons=19, reason="多人到访")
    desk.act("complaints.declare_major", eva, investigated, persons=20, reason="二十人共同到访")
    assert fresh(investigated).level == "major"


def test_the_handler_does_not_make_the_follow_up_call(desk, answered):
    people = desk.bank.people
    desk.bank.grant(people.ann, "team_lead", desk.bank.units.a1)
    with pytest.raises(actions.Refused):
        desk.act("complaints.follow_up", people.ann, answered, satisfied=False, text="不满意")
    desk.act("complaints.follow_up", people.eva, answered, satisfied=False, text="客户对金额不满意")
    assert fresh(answered).satisfied is False


def test_a_reopened_case_starts_a_new_clock_and_keeps_the_first(desk, answered):
    desk.later(3)
    desk.act("complaints.reopen", desk.bank.people.eva, answered, reason="客户对结果不满意")
    assert fresh(answered).state == "reopened"
    rows = answered.subject.clocks.filter(lane="statutory").order_by("pk")
    assert [(row.running, row.started_on.isoformat()) for row in rows] == [(False, "2026-11-24"), (True, "2026-11-27")]


def test_a_branchs_decision_is_re_examined_by_its_superior_within_thirty_days(desk, answered):
    """T20 20: applied for within 30 days, decided within 30 days, over process, time limit and result."""
    people = desk.bank.people
    desk.later(31)
    with pytest.raises(actions.Refused):
        desk.act("complaints.request_reexamination", people.eva, answered, received_on=desk.now.date(), reason="不认可")
    received = desk.now.date() - datetime.timedelta(days=1)
    desk.act("complaints.request_reexamination", people.eva, answered, received_on=received, reason="不认可结论")
    assert answered.subject.clocks.filter(rule_id="CMP-16", running=True).count() == 1
    told = {"text": "程序、时限和结果均符合规定。", "way": "posted", "told_on": desk.now.date(), "proof": "挂号信 2"}
    desk.act("complaints.decide_reexamination", people.hu, fresh(answered), upheld=True, **told)
    assert fresh(answered).state == "closed"
    assert answered.subject.clocks.filter(rule_id="CMP-16", running=True).count() == 0


def test_a_dispute_that_goes_to_court_is_closed_from_there(desk, answered):
    people = desk.bank.people
    desk.act("complaints.go_to_court", people.eva, answered, reason="（2026）甲01民初1号，甲市中级人民法院")
    assert fresh(answered).state == "in_litigation"
    desk.act("complaints.close", people.ann, answered, outcome="判决驳回诉讼请求")
    assert fresh(answered).state == "closed"


def test_a_misdirected_case_is_returned_to_the_office_and_led_by_another_unit(desk):
    people, units = desk.bank.people, desk.bank.units
    complaint = desk.register()
    desk.act("complaints.allocate", people.eva, complaint, unit=units.a1.code)
    desk.act("complaints.return", people.ann, complaint, reason="开户行为乙一支行")
    assert fresh(complaint).state == "returned"
    desk.act("complaints.allocate", people.eva, complaint, unit=units.b1.code)
    desk.act("complaints.sign_for", people.chen, complaint, no_interest=True)
    desk.act("complaints.reassign", people.eva, complaint, unit=units.a2.code, reason="主办机构调整")
    assert (fresh(complaint).state, complaint.subject.unit) == ("allocated", units.a2)


def test_unreachable_means_tried_three_times_and_never_reached(desk, investigated):
    people = desk.bank.people
    desk.act("complaints.classify", people.ann, investigated, **CLASSES)
    desk.act("complaints.draft", people.ann, investigated, **DRAFT)
    desk.act("complaints.submit", people.ann, investigated)
    desk.act("complaints.approve", people.gao, investigated)
    values = {"told_on": desk.now.date(), "proof": "三次外呼记录"}
    with pytest.raises(actions.Refused):
        desk.act("complaints.record_unreachable", people.ann, investigated, **values)
    for _ in range(3):
        desk.act("complaints.log_contact", people.ann, investigated, happened_at=desk.now, result="无人接听")
    desk.act("complaints.record_unreachable", people.ann, investigated, **values)
    notice = investigated.notifications.get()
    assert (fresh(investigated).state, notice.reached, notice.way) == ("notified", False, Way.DIALLED)


def test_material_that_the_bank_holds_is_never_asked_of_the_complainant(desk, investigated):
    """T20 13."""
    ann = desk.bank.people.ann
    with pytest.raises(actions.Invalid):
        desk.act("complaints.request_material", ann, investigated, wanted="开户申请书")
    desk.act("complaints.request_material", ann, investigated, wanted="第三方平台截图", not_held=True)
    assert investigated.notes.get().inward is False


def test_a_reveal_states_its_purpose_shows_for_the_day_and_leaves_a_note(desk, investigated, client):
    people = desk.bank.people
    page = f"/complaints/{investigated.subject.number}/"
    browser = desk.bank.client(people.ann)
    assert "13812346721" not in browser.get(page).content.decode()
    with pytest.raises(actions.Invalid):
        desk.act("complaints.reveal", people.ann, investigated)
    seen = Seen.objects.filter(what="complaints.identity")
    assert seen.count() == 0
    browser.post(f"/do/complaints.reveal/{investigated.subject.number}/", {"purpose": "contact"})
    assert seen.get().purpose == "contact"
    assert "13812346721" in browser.get(page).content.decode()
    assert "13812346721" not in desk.bank.client(people.gao).get(page).content.decode()


def test_an_external_appraisal_is_told_and_not_counted(desk, investigated):
    """T20 18.2."""
    ann = desk.bank.people.ann
    values = {"starts_on": desk.now.date(), "proof": "委托书"}
    with pytest.raises(actions.Invalid):
        desk.act("complaints.start_appraisal", ann, investigated, **values)
    desk.act("complaints.start_appraisal", ann, investigated, told_on=desk.now.date(), **values)
    assert fresh(investigated).state == "in_appraisal"
    desk.later(4)
    desk.act("complaints.resume", ann, investigated, ends_on=desk.now.date(), result="鉴定完成")
    assert clocks.statutory(investigated.subject).due_on == datetime.date(2026, 12, 13)


def test_urging_reaches_the_handler_once(desk, investigated):
    desk.act("complaints.urge", desk.bank.people.eva, investigated, text="请尽快答复")
    assert Notice.objects.filter(user=desk.bank.people.ann, kind="complaint_urged").count() == 1


def test_a_historical_case_runs_no_clock_and_waits_for_its_answer_date(desk):
    eva = desk.bank.people.eva
    values = {"title": "2024 年旧台账记录", "unit": "A1", "received_on": "2024-03-01"}
    waiting = desk.act("complaints.register_history", eva, **values).row
    known = desk.act("complaints.register_history", eva, answered_on="2024-03-10", **values).row
    assert [waiting.state, known.state] == ["history", "closed"]
    assert waiting.subject.clocks.count() == 0
    desk.act("complaints.settle_history", eva, waiting, answered_on="2024-03-12", proof="原台账第 18 页")
    assert (fresh(waiting).state, waiting.answered_on) == ("closed", datetime.date(2024, 3, 12))
