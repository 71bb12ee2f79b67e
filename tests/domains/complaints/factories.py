"""Complaints in the queue, for the contract tests."""

from tests.conftest import NOW
from tests.domains.complaints.conftest import Desk
from tests.factories import rows


@rows("complaints.cases")
def cases(bank, count):
    """Register complaints at the first branch, one of them allocated and signed for."""
    desk = Desk(bank, NOW)
    for number in range(count):
        complaint = desk.register()
        if number == 1:
            desk.act("complaints.allocate", bank.people.eva, complaint, unit=bank.units.a1.code)
            desk.act("complaints.sign_for", bank.people.ann, complaint, no_interest=True)
    return bank.people.eva
