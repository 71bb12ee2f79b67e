"""Rows of this room's listings for the contract tests."""

import datetime

from tests.conftest import NOW
from tests.domains.complaints.conftest import Desk
from tests.factories import rows


@rows("complaints.cases")
def cases(bank, count):
    """Make complaints of different days, seen by the programme office."""
    desk = Desk(bank, NOW)
    for number in range(count):
        desk.now = NOW - datetime.timedelta(hours=number)
        desk.register(title=f"投诉事项 {number}")
    return bank.people.eva
