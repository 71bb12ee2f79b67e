"""The API: every action and every listing, derived from the same declarations as the pages."""

from quanyi.foundation.capabilities.api.api import build, detail, details

__all__ = ["build", "detail", "details"]
