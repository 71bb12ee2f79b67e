"""Roles are given for a time, by somebody else, and never against the rules on exclusive roles."""

import datetime

import pytest

from quanyi.foundation.capabilities.actions import Invalid, Refused
from quanyi.foundation.org.models import Deputy, Grant, Role, RolePermission, Unit

TODAY, LATER = "2026-11-24", "2026-12-31"


def grant(act, bank, to, role, unit="A1", **values):
    values = {"starts_on": TODAY, "reason": "岗位调整"} | values
    return act("administration.grant_role", bank.people.sec, to, role=role, unit=unit, **values)


def test_a_grant_holds_from_its_first_to_its_last_day(act, bank):
    grant(act, bank, "bo", "handler", ends_on=LATER)
    row = Grant.objects.get(user=bank.people.bo)
    assert (row.role.code, row.unit.code, str(row.starts_on), str(row.ends_on)) == ("handler", "A1", TODAY, LATER)
    assert row.granted_by == bank.people.sec
    assert bank.actor(bank.people.bo).may("complaints.see", bank.units.a1.path)


def test_a_withdrawn_role_is_gone_at_once_and_can_come_back(act, bank):
    row = Grant.objects.get(user=bank.people.ann)
    act("administration.withdraw_grant", bank.people.sec, str(row.pk), reason="调岗")
    assert not bank.actor(bank.people.ann).reaches
    with pytest.raises(Refused):
        act("administration.withdraw_grant", bank.people.sec, str(row.pk), reason="调岗")
    grant(act, bank, "ann", "handler")
    assert Grant.objects.filter(user=bank.people.ann).count() == 1
    assert bank.actor(bank.people.ann).has_role("handler")


def test_a_role_that_has_not_begun_is_taken_back_whole(act, bank):
    grant(act, bank, "bo", "handler", starts_on=LATER)
    act("administration.withdraw_grant", bank.people.sec, str(Grant.objects.get(user=bank.people.bo).pk), reason="x")
    assert not Grant.objects.filter(user=bank.people.bo).exists()


def test_nobody_grants_to_themselves(act, bank, spare):
    with pytest.raises(Refused):
        grant(act, bank, "sec", "handler")
    with pytest.raises(Refused):
        own = Grant.objects.get(user=bank.people.sec)
        act("administration.withdraw_grant", bank.people.sec, str(own.pk), reason="x")


def test_nobody_gains_a_role_by_granting_it_to_whom_they_stand_in_for(act, bank):
    Deputy.objects.create(
        absent=bank.people.bo,
        deputy=bank.people.sec,
        starts_on=datetime.date(2026, 11, 1),
        ends_on=datetime.date(2027, 1, 1),
    )
    with pytest.raises(Refused, match="代理人"):
        grant(act, bank, "bo", "handler")


def test_only_the_security_administrator_grants(bank):
    for person in (bank.people.sys, bank.people.aud, bank.people.eva):
        assert bank.client(person).get("/do/administration.grant_role/bo/").status_code == 403
    assert bank.client(bank.people.sec).get("/do/administration.grant_role/bo/").status_code == 200


@pytest.mark.parametrize("role", ["security_administrator", "audit_administrator", "handler"])
def test_an_administrator_holds_no_other_role(act, bank, role):
    with pytest.raises(Refused, match="不得兼任"):
        grant(act, bank, "sys", role)


def test_exclusive_roles_may_follow_each_other(act, bank, spare):
    act("administration.withdraw_grant", bank.people.sec, str(Grant.objects.get(user=bank.people.sys).pk), reason="x")
    grant(act, bank, "sys", "audit_administrator", unit="HO")
    assert bank.actor(bank.people.sys).has_role("audit_administrator")


def test_an_exclusive_role_does_not_arrive_by_deputyship(act, bank):
    values = {"starts_on": TODAY, "ends_on": LATER, "reason": "休假"}
    with pytest.raises(Refused, match="不得兼任"):
        act("administration.set_deputy", bank.people.sec, "sys", deputy="aud", **values)
    act("administration.set_deputy", bank.people.sec, "sys", deputy="bo", **values)
    with pytest.raises(Refused, match="不得兼任"):
        grant(act, bank, "bo", "handler")
    with pytest.raises(Refused, match="不得兼任"):
        act("administration.set_deputy", bank.people.sec, "ann", deputy="bo", **values)


def test_a_grant_to_the_absent_must_fit_the_deputy(act, bank):
    act("administration.set_deputy", bank.people.sec, "bo", deputy="ann", starts_on=TODAY, ends_on=LATER, reason="休假")
    with pytest.raises(Refused, match="Ann"):
        grant(act, bank, "bo", "system_administrator")


def test_a_deputy_acts_until_the_deputyship_ends(act, bank):
    act("administration.set_deputy", bank.people.sec, "ann", deputy="bo", starts_on=TODAY, ends_on=LATER, reason="休假")
    assert bank.actor(bank.people.bo).acts_for("complaints.register") == "Ann"
    row = Deputy.objects.get()
    with pytest.raises(Refused):
        act(
            "administration.set_deputy", bank.people.sec, "ann", deputy="bo", starts_on=LATER, ends_on=LATER, reason="x"
        )
    act("administration.end_deputy", bank.people.sec, str(row.pk))
    assert not bank.actor(bank.people.bo).reaches


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("deputy", {"deputy": "ann"}),
        ("deputy", {"deputy": "sec"}),
        ("deputy", {"deputy": "nobody"}),
        ("ends_on", {"starts_on": LATER, "ends_on": TODAY}),
        ("ends_on", {"starts_on": "2026-01-01", "ends_on": "2026-01-02"}),
        ("ends_on", {"ends_on": "2028-01-01"}),
    ],
)
def test_a_deputyship_that_makes_no_sense_is_named(act, bank, field, values):
    values = {"deputy": "bo", "starts_on": TODAY, "ends_on": LATER, "reason": "休假"} | values
    with pytest.raises(Invalid) as error:
        act("administration.set_deputy", bank.people.sec, "ann", **values)
    assert list(error.value.errors) == [field]


def test_a_role_across_the_border_of_the_legal_person_is_confirmed(act, bank):
    Unit.objects.filter(code__in=["HO", "B"]).update(legal_person=True)
    for unit in ("B1", "B", "HO"):
        with pytest.raises(Invalid) as error:
            grant(act, bank, "bo", "handler", unit=unit)
        assert list(error.value.errors) == ["across"]
    grant(act, bank, "bo", "handler", unit="B1", across=True)
    grant(act, bank, "bo", "reviewer", unit="A")


def test_the_last_administrator_keeps_the_role(act, bank):
    row = Grant.objects.get(user=bank.people.aud)
    with pytest.raises(Refused):
        act("administration.withdraw_grant", bank.people.sec, str(row.pk), reason="x")


def test_a_role_of_the_banks_own_is_added_filled_and_renamed(act, bank):
    act(
        "administration.add_role",
        bank.people.sec,
        code="archivist",
        label="档案岗",
        label_en="Archivist",
        reason="新设",
    )
    act("administration.set_permissions", bank.people.sec, "archivist", permissions=["complaints.see"], reason="新设")
    act("administration.change_role", bank.people.sec, "archivist", label="档案员", label_en="Archivist", reason="更名")
    role = Role.objects.get(code="archivist")
    assert role.label == "档案员"
    assert list(role.permissions.values_list("action", flat=True)) == ["complaints.see"]
    with pytest.raises(Invalid):
        act("administration.add_role", bank.people.sec, code="archivist", label="档", label_en="A", reason="x")


def given(code):
    return set(RolePermission.objects.filter(role__code=code).values_list("action", flat=True))


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("system_administrator", "complaints.see"),
        ("audit_administrator", "complaints.register"),
        ("audit_administrator", "administration.add_person"),
        ("system_administrator", "administration.grant_role"),
        ("handler", "administration.grant_role"),
        ("handler", "administration.no_such_thing"),
    ],
)
def test_a_permission_that_does_not_fit_the_role_is_refused(act, bank, role, name):
    before = given(role)
    with pytest.raises(Invalid) as error:
        act("administration.set_permissions", bank.people.sec, role, permissions=[*before, name], reason="x")
    assert list(error.value.errors) == ["permissions"]
    assert given(role) == before


def test_nobody_widens_a_role_they_hold(act, bank):
    with pytest.raises(Refused):
        act("administration.set_permissions", bank.people.sec, "security_administrator", permissions=[], reason="x")


def test_a_form_opened_before_another_change_is_refused(act, bank):
    with pytest.raises(Refused):
        act("administration.set_permissions", bank.people.sec, "handler", permissions=[], before="0" * 16, reason="x")
    page = bank.client(bank.people.sec).get("/administration/form/administration.set_permissions/handler/")
    assert page.content.decode().count(" checked") == len(given("handler"))
