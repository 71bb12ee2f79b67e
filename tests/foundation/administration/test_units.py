"""Units are added, renamed, moved, closed; sight follows the tree."""

import pytest

from quanyi.foundation.capabilities.actions import Invalid, Refused
from quanyi.foundation.org.models import Unit, User
from quanyi.foundation.org.queries import superior
from quanyi.foundation.subjects.steps import open_subject


def test_a_unit_is_added_below_another(act, bank):
    made = act(
        "administration.new_unit",
        bank.people.sys,
        parent="A",
        code="A3",
        name="甲三支行",
        kind="sub_branch",
        superior="HO",
    ).row
    assert made.path == bank.units.a.path + "0003"
    assert superior(made) == bank.units.head


def test_a_taken_code_is_refused(act, bank):
    with pytest.raises(Invalid) as error:
        act("administration.new_unit", bank.people.sys, parent="A", code="a1", name="甲", kind="sub_branch")
    assert list(error.value.errors) == ["code"]


def test_a_unit_gets_name_border_and_superior(act, bank):
    act(
        "administration.change_unit",
        bank.people.sys,
        "B",
        name="乙村镇银行",
        kind="branch",
        legal_person=True,
        superior="HO",
        reason="更名",
    )
    unit = Unit.objects.get(code="B")
    assert (unit.name, unit.legal_person, unit.superior) == ("乙村镇银行", True, bank.units.head)


def test_a_unit_is_not_its_own_superior(act, bank):
    with pytest.raises(Invalid) as error:
        act("administration.change_unit", bank.people.sys, "A", name="甲", kind="branch", superior="A1", reason="x")
    assert list(error.value.errors) == ["superior"]


def test_a_moved_branch_takes_its_subtree_along_and_changes_who_sees_it(act, bank):
    path = bank.units.a.path
    act("administration.move_unit", bank.people.sys, "A1", parent="B", reason="机构调整")
    act("administration.move_unit", bank.people.sys, "B", parent="A", reason="机构调整")
    paths = dict(Unit.objects.values_list("code", "path"))
    assert paths["B"].startswith(path)
    assert [paths[code][:12] for code in ("B1", "B2", "A1")] == [paths["B"]] * 3
    assert len(set(paths.values())) == len(paths)
    gao = bank.actor(User.objects.get(username="gao"))
    assert gao.may("complaints.see", paths["B1"])


@pytest.mark.parametrize(("unit", "parent"), [("A", "A1"), ("A1", "A"), ("A", "A")])
def test_a_move_that_makes_no_sense_is_refused(act, bank, unit, parent):
    with pytest.raises(Invalid) as error:
        act("administration.move_unit", bank.people.sys, unit, parent=parent, reason="x")
    assert list(error.value.errors) == ["parent"]


def test_the_head_office_neither_moves_nor_closes(act, bank):
    with pytest.raises(Refused):
        act("administration.move_unit", bank.people.sys, "HO", parent="A", reason="x")
    with pytest.raises(Refused):
        act("administration.close_unit", bank.people.sys, "HO", reason="x")


def test_a_tree_deeper_than_its_paths_is_refused(act, bank):
    parent = "A1"
    for number in range(13):
        act("administration.new_unit", bank.people.sys, parent=parent, code=f"D{number}", name="深", kind="centre")
        parent = f"D{number}"
    with pytest.raises(Refused):
        act("administration.new_unit", bank.people.sys, parent=parent, code="D13", name="深", kind="centre")
    with pytest.raises(Refused):
        act("administration.move_unit", bank.people.sys, "A", parent="B", reason="x")


def test_a_unit_closes_when_nobody_and_nothing_open_is_left(act, bank, now):
    subject = open_subject(bank.context, kind="thing", prefix="TH", label="事项", unit=bank.units.b2, url="/x/")
    subject.due_at = now
    subject.save()
    with pytest.raises(Refused, match="时限事项"):
        act("administration.close_unit", bank.people.sys, "B2", reason="撤并")
    subject.due_at = None
    subject.save()
    act("administration.close_unit", bank.people.sys, "B2", reason="撤并")
    assert not Unit.objects.get(code="B2").active
    with pytest.raises(Refused):
        act("administration.close_unit", bank.people.sys, "A1", reason="撤并")
    act("administration.reopen_unit", bank.people.sys, "B2", reason="恢复")
    assert Unit.objects.get(code="B2").active


def test_a_unit_below_a_closed_one_stays_closed(act, bank):
    Unit.objects.filter(code__in=["B", "B2"]).update(active=False)
    with pytest.raises(Refused):
        act("administration.reopen_unit", bank.people.sys, "B2", reason="恢复")
