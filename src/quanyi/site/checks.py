"""What must be true of an installation before it serves: the answers of `quanyi check`."""

import dataclasses
import datetime
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks as django_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from quanyi.site import messages
from quanyi.site.sqlite import refusal

#: Bytes that must be free where the data lie: a day's intake with its files, and room for a backup to start.
FREE = 1 << 30
#: The clock of a server that runs before this day is wrong: it would start statutory terms in the past.
BUILT_ON = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)


@dataclasses.dataclass(frozen=True)
class Result:
    """The answer of one check: ``detail`` says what was found, and what to do where it is wrong."""

    name: str
    good: bool
    detail: str


def django_settings() -> Iterator[Result]:
    """Run Django's own system checks."""
    found = django_checks.run_checks(databases=["default"])
    serious = [message for message in found if message.is_serious() and not message.is_silenced()]
    for message in serious:
        yield Result("configuration", False, f"{message.id}: {message.msg} {message.hint or ''}".strip())
    if not serious:
        yield Result("configuration", True, f"data in {settings.DATA}, {len(settings.INSTALLED_APPS)} rooms and parts")


def database() -> Iterator[Result]:
    """Reach the database, and find every migration applied."""
    if connection.vendor == "sqlite":
        reason = refusal(sqlite3.sqlite_version_info)
        yield Result("sqlite", not reason, reason or f"SQLite {sqlite3.sqlite_version}")
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Result("database", False, f"not reachable: {error}; see the setting “database”".replace("\n", " "))
        return
    yield Result("database", True, f"{connection.vendor} answers")
    names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in missing[:5])
    detail = f"{len(missing)} not applied ({names} …); run quanyi migrate" if missing else "all applied"
    yield Result("migrations", not missing, detail)


def keys() -> Iterator[Result]:
    """See that the keys are readable by their owner alone and lie apart from the data."""
    folder: Path = settings.CONFIGURATION.keys
    data: Path = settings.CONFIGURATION.data
    inside = folder.is_relative_to(data)
    yield Result(
        "keys apart",
        not inside,
        f"{folder} lies inside the data folder: a copy of the data would carry its keys; set QUANYI_KEYS"
        if inside
        else f"{folder} beside {data}",
    )
    open_paths = [path for path in [folder, *folder.glob("*")] if stat.S_IMODE(path.stat().st_mode) & 0o077]
    detail = f"others can read {open_paths[0]}; run chmod go-rwx on it" if open_paths else "readable by the owner alone"
    yield Result("keys private", not open_paths, detail)


def clock() -> Iterator[Result]:
    """See that the clock is not set back; every statutory term starts with it."""
    now = timezone.localtime()
    good = now > BUILT_ON
    yield Result(
        "clock", good, f"{now:%Y-%m-%d %H:%M %Z}" + ("" if good else " lies in the past: set the server's clock")
    )


def disk() -> Iterator[Result]:
    """See that there is room, and that this user may write."""
    free = shutil.disk_usage(settings.DATA).free
    detail = f"{free / FREE:.1f} GiB free in {settings.DATA}"
    yield Result("disk", free >= FREE, detail if free >= FREE else detail + "; at least 1 GiB is needed")
    writable = os.access(settings.DATA, os.W_OK)
    yield Result("data writable", writable, f"{settings.DATA} is {'' if writable else 'not '}writable")


def languages() -> Iterator[Result]:
    """See that every message has its Chinese text."""
    faults = [fault for room in messages.rooms() for fault in messages.faults(room)]
    detail = f"{len(faults)} faults, first: {faults[0]}" if faults else f"{len(messages.rooms())} rooms complete"
    yield Result("languages", not faults, detail)


CHECKS: tuple[Callable[[], Iterator[Result]], ...] = (django_settings, database, keys, clock, disk, languages)


def run() -> list[Result]:
    """Run every check; none stops the others."""
    return [result for check in CHECKS for result in check()]
