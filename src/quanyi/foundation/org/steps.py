"""The context of an act, and the steps that build the tree of units and the role table."""

import csv
import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.db import models

from quanyi.foundation.org.models import Grant, Role, RolePermission, SeededAction, Unit, User
from quanyi.foundation.org.rules import WIDTH, Actor, Staff

Row = TypeVar("Row", bound=models.Model)
ROLES = Path(__file__).parent / "data" / "roles.csv"


@dataclass(frozen=True)
class Change:
    """One row that an act created or altered: ``values`` maps each field to its old and new value."""

    model: str
    pk: Any
    values: dict[str, tuple[Any, Any]]


@dataclass
class Context:
    """Who acts, when and through which channel; collects every changed row for the one record of the act.

    Attributes:
        actor: who acts.
        now: the instant of the act, aware of its zone; bodies never read the clock themselves.
        channel: ``web``, ``api``, ``command``, ``import`` or ``job``.
        changes: what ``add`` and ``change`` were handed, in order.
    """

    actor: Actor
    now: datetime.datetime
    channel: str
    reason: str = ""
    changes: list[Change] = field(default_factory=list)

    @property
    def today(self) -> datetime.date:
        """The local calendar day of the act."""
        return self.now.date()

    @property
    def user_id(self) -> int | None:
        """The acting person's key, or none when a consumer or the software acts."""
        return self.actor.user_id if isinstance(self.actor, Staff) else None

    def add(self, row: Row) -> Row:
        """Save a new row and remember it."""
        row.save(force_insert=True)
        names = [f.attname for f in row._meta.concrete_fields if not f.primary_key]
        values = {n: (None, shown(row, n)) for n in names if getattr(row, n) not in (None, "")}
        self.changes.append(Change(row._meta.label, row.pk, values))
        return row

    def change(self, row: Row, **values: Any) -> Row:
        """Set fields of a saved row, write those that differ, and remember old and new."""
        changed: dict[str, tuple[Any, Any]] = {}
        for name, value in values.items():
            attname = row._meta.get_field(name).attname if name != "pk" else "pk"  # type: ignore[union-attr]
            held, before = getattr(row, attname), shown(row, attname)
            setattr(row, name, value)
            # The values themselves are compared: two names that the record shows by one mark do differ.
            if held != getattr(row, attname):
                changed[attname] = (before, shown(row, attname))
        if changed:
            row.save(update_fields=list(values))
            self.changes.append(Change(row._meta.label, row.pk, changed))
        return row

    def remove(self, row: models.Model) -> None:
        """Delete a row and remember what it held."""
        names = [f.attname for f in row._meta.concrete_fields if not f.primary_key]
        change = Change(row._meta.label, row.pk, {n: (shown(row, n), None) for n in names})
        row.delete()
        self.changes.append(change)


def shown(row: models.Model, attname: str) -> Any:
    """Return a field's value as the record may hold it: personal data (``row.confidential``) only as a mark."""
    value = getattr(row, attname)
    if value not in (None, "") and attname in getattr(row, "confidential", ()):
        return "•••"
    return value


def add_unit(context: Context, *, code: str, name: str, kind: str, parent: Unit | None, **more: Any) -> Unit:
    """Add a unit under its parent with the next free path.

    Args:
        context: the act.
        code: the bank's own code of the unit, unique.
        name: its name.
        kind: one of ``UnitKind``.
        parent: the unit above; none for the head office.
        more: ``legal_person``, ``superior``.
    """
    prefix = parent.path if parent else ""
    siblings = Unit.objects.filter(parent=parent).order_by("-path").values_list("path", flat=True)
    last = siblings.first()
    number = int(last[-WIDTH:]) + 1 if last else 1
    return context.add(Unit(code=code, name=name, kind=kind, parent=parent, path=f"{prefix}{number:0{WIDTH}}", **more))


def add_grant(context: Context, user: User, role: Role, unit: Unit, starts_on: datetime.date, **more: Any) -> Grant:
    """Grant a role at a unit."""
    return context.add(
        Grant(user=user, role=role, unit=unit, starts_on=starts_on, granted_by_id=context.user_id, **more)
    )


def seed_roles() -> None:
    """Load the shipped role table; roles the bank changed or added stay as they are."""
    with ROLES.open(encoding="utf-8") as file:
        for order, row in enumerate(csv.DictReader(file)):
            Role.objects.get_or_create(code=row["code"], defaults={**row, "order": order})


def seed_permissions(cells: Iterable[tuple[str, str]]) -> None:
    """Load shipped permissions of actions that are new to this installation.

    Args:
        cells: pairs of action name and role code.
    """
    known = set(SeededAction.objects.values_list("action", flat=True))
    roles = dict(Role.objects.values_list("code", "pk"))
    fresh = [(action, role) for action, role in cells if action not in known]
    RolePermission.objects.bulk_create(
        [RolePermission(action=action, role_id=roles[role]) for action, role in fresh], ignore_conflicts=True
    )
    SeededAction.objects.bulk_create([SeededAction(action=action) for action in {a for a, _ in fresh}])
