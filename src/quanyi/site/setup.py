"""Fills a fresh database with what every bank starts from: roles, permissions, rules, code tables."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import transaction

from quanyi.foundation.clocks import steps as clocks
from quanyi.foundation.org import steps as org
from quanyi.foundation.reference import steps as reference


def shipped_permissions() -> Iterator[tuple[str, str]]:
    """Yield each shipped pair of permission and role code, room by room."""
    for config in apps.get_app_configs():
        path = Path(config.path) / "data" / "permissions.csv"
        if not config.name.startswith("quanyi."):
            continue
        try:
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    for role in row["roles"].split():
                        yield row["permission"], role
        except FileNotFoundError:
            continue


@transaction.atomic
def seed() -> None:
    """Load the shipped data; whatever the bank has changed stays as it is."""
    org.seed_roles()
    org.seed_permissions(shipped_permissions())
    reference.seed()
    clocks.seed()
