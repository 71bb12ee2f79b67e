"""The reference pages, generated from the registries so that they cannot say anything else than the program does."""

from collections.abc import Callable
from pathlib import Path

from quanyi.site.reference import actions, api, law, permissions, settings

FOLDER = Path(__file__).parents[4] / "docs" / "reference"

#: file → what writes its text.
PAGES: dict[str, Callable[[], str]] = {
    "actions.md": actions.page,
    "law.md": law.page,
    "openapi.json": api.schema,
    "permissions.csv": permissions.table,
    "settings.md": settings.page,
}
