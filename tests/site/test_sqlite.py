"""SQLite libraries that can lose a committed transaction are refused."""

import pytest

from quanyi.site.configuration import ConfigurationError, refuse_unsound
from quanyi.site.sqlite import refusal


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 0), (3, 51, 2)])
def test_an_affected_library_is_refused(version):
    assert refusal(version).startswith(f"quanyi.E001: SQLite {'.'.join(map(str, version))} can lose a committed")


@pytest.mark.parametrize("version", [(3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 52, 0), (3, 53, 4), (4, 0, 0)])
def test_a_sound_library_is_accepted(version):
    assert refusal(version) == ""


def test_a_library_without_write_ahead_log_is_refused():
    assert "has no write-ahead log" in refusal((3, 6, 23))


def test_the_settings_refuse_an_affected_library_for_sqlite_only(monkeypatch):
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 40, 1))
    with pytest.raises(ConfigurationError, match=r"quanyi\.E001"):
        refuse_unsound({"ENGINE": "django.db.backends.sqlite3"})
    refuse_unsound({"ENGINE": "django.db.backends.postgresql"})
