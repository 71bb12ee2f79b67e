"""The small world stands."""


def test_a_person_reaches_their_own_branch_only(bank):
    actor = bank.actor(bank.people.ann)
    assert actor.unit_path == bank.units.a1.path
    assert [reach.path for reach in actor.reaches] == [bank.units.a1.path]


def test_units_are_numbered_below_their_parent(bank):
    assert bank.units.a1.path == bank.units.a.path + "0001"
    assert bank.units.a2.path == bank.units.a.path + "0002"
