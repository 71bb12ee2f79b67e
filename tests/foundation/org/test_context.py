"""What a context writes, and what the record may see of it."""


def test_a_confidential_field_that_changes_is_written_and_recorded_as_a_mark(bank):
    ann = bank.people.ann
    ann.email = "ann@example.com"
    ann.save()
    bank.context.change(ann, email="ann@example.org")
    ann.refresh_from_db()
    assert ann.email == "ann@example.org"
    assert bank.context.changes[-1].values == {"email": ("•••", "•••")}


def test_a_field_that_stays_is_not_recorded(bank):
    before = len(bank.context.changes)
    bank.context.change(bank.people.ann, name=bank.people.ann.name)
    assert len(bank.context.changes) == before
