"""What can be done with a complaint, station by station."""

from quanyi.domains.complaints.actions import closing, decisions, handling, history, intake, times

__all__ = ["closing", "decisions", "handling", "history", "intake", "times"]
