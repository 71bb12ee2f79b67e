"""The desk of the complaints room, for whoever tries to misuse it."""

from tests.domains.complaints.conftest import desk, investigated

__all__ = ["desk", "investigated"]
