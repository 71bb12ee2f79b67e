"""What this room tells the rooms below."""

from quanyi.domains.complaints.declarations import house

__all__ = ["house"]
