"""Prepares the process for Django: the SQLite library, the settings module, the data folder."""

import importlib
import importlib.util
import os
import sys
from pathlib import Path


def prepare() -> None:
    """Make Django importable; every entry (web, worker, command line, tests) calls this first.

    SQLite 3.7.0–3.51.2 can lose a committed WAL transaction, so the bundled library of ``pysqlite3`` replaces
    the interpreter's own wherever it has a wheel; the settings refuse an affected library (``quanyi.E001``).
    What imported the other one earlier (a tool that runs us inside itself) keeps it for its own files.
    """
    if importlib.util.find_spec("pysqlite3") is not None:
        sys.modules["sqlite3"] = importlib.import_module("pysqlite3")
        sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanyi.site.settings")


def use_data(folder: str | None) -> None:
    """Name the data folder of this process and of its children; the keys lie beside it if ``QUANYI_KEYS`` is unset."""
    if folder is not None:
        data = Path(folder).resolve()
        os.environ["QUANYI_DATA"] = str(data)
        os.environ.setdefault("QUANYI_KEYS", f"{data}.keys")


def start(folder: str | None = None) -> None:
    """Set Django up in this process.

    Args:
        folder: the data folder; without it ``QUANYI_DATA`` or ``./var`` holds.
    """
    use_data(folder)
    prepare()
    # Django must find the bundled SQLite library, so it is imported after ``prepare`` and by no engine command.
    importlib.import_module("django").setup()
