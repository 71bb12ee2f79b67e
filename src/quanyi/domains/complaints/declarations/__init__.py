"""What this room tells the rooms below."""

from quanyi.domains.complaints.declarations import house, ledgers

__all__ = ["house", "ledgers"]
