"""Reads imports, exports and what they say."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quanyi.foundation.exchange.models import Export, ExportState, Import
from quanyi.foundation.exchange.registry import Importer, importers
from quanyi.foundation.org import queries as org
from quanyi.foundation.org.models import Unit
from quanyi.foundation.org.rules import Actor, Staff, System
from quanyi.foundation.queue import queries as queue


def person(importing: Import, now: datetime.datetime) -> Actor:
    """Return who imports, with today's grants; the software when it came from the command line."""
    if importing.created_by is None:
        return System()
    return org.staff(importing.created_by, now.date())


def acting(importing: Import) -> System:
    """Return the software in the name of the person who imports."""
    return System(importing.created_by.name) if importing.created_by else System()


def said(error: dict[str, str]) -> str:
    """Return an error of a row as one sentence: the column, or else the field, and what is wrong."""
    place = error["column"] or error["field"]
    return _("%(place)s: %(text)s") % {"place": place, "text": error["text"]} if place else error["text"]


def offered(actor: Actor) -> list[Importer]:
    """Return the importers whose rows an actor may make."""
    return [made for made in importers.values() if any(actor.may(made.action_of(mode).name) for mode in made.modes)]


def units(actor: Actor) -> QuerySet[Unit]:
    """Return the units in whose name an actor may import something."""
    if not isinstance(actor, Staff):
        return Unit.objects.filter(active=True)
    return org.within(actor, "exchange.open")


def job(key: int | None) -> Any:
    """Return the job that works on something, or none."""
    return queue.job(key) if key else None


def own_exports(actor: Actor) -> QuerySet[Export]:
    """Return a person's own exports; nobody sees those of others."""
    return Export.objects.filter(created_by_id=getattr(actor, "user_id", None))


def downloadable(actor: Actor, pk: int, now: datetime.datetime) -> Export | None:
    """Return a person's own finished export that has not expired."""
    return own_exports(actor).filter(pk=pk, state=ExportState.READY, expires_at__gt=now).first()
