"""Lists declared once: page, fragment, API rows and export come from one declaration."""

from quanyi.foundation.capabilities.listings.listing import (
    CAP,
    Column,
    Filter,
    Listing,
    Page,
    Query,
    Tab,
    registry,
)

__all__ = ["CAP", "Column", "Filter", "Listing", "Page", "Query", "Tab", "registry"]
