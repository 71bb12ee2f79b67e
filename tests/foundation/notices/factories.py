"""Notices in an inbox, for the contract tests."""

from quanyi.foundation.notices import registry
from quanyi.foundation.notices.steps import tell
from tests.factories import rows


@rows("notices.inbox")
def inbox(bank, count):
    """Tell Ann several things."""
    kind = next(code for code, kind in registry.kinds.items() if "%(" not in str(kind.text))
    for _number in range(count):
        tell([bank.people.ann], None, kind, {}, bank.context)
    return bank.people.ann
