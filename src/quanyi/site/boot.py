"""Prepares the process for Django: the SQLite library, the settings module, compiled translations."""

import importlib.util
import os
import sys


def prepare() -> None:
    """Make Django importable; every entry (web, worker, command line, tests) calls this first.

    SQLite 3.7.0–3.51.2 can lose a committed WAL transaction, so the bundled library of ``pysqlite3`` replaces
    the interpreter's own wherever it has a wheel; the system check ``quanyi.E001`` refuses an affected library.
    """
    if "sqlite3" not in sys.modules and importlib.util.find_spec("pysqlite3") is not None:
        sys.modules["sqlite3"] = importlib.import_module("pysqlite3")
        sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanyi.site.settings")
