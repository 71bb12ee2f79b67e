"""Reads complaints."""

from quanyi.domains.complaints.queries.cases import (
    approved,
    contact_key,
    decision,
    earlier,
    is_open,
    is_or_stands_for,
    pending,
    purposes,
    running_clock,
    shown_in_clear,
    statements_asked_of,
    unfed_legs,
    visible,
    with_clocks,
)

__all__ = [
    "approved",
    "contact_key",
    "decision",
    "earlier",
    "is_open",
    "is_or_stands_for",
    "pending",
    "purposes",
    "running_clock",
    "shown_in_clear",
    "statements_asked_of",
    "unfed_legs",
    "visible",
    "with_clocks",
]
