"""`quanyi check` finds each thing that must not be wrong, and says what to do."""

import pytest
from django.conf import settings

from quanyi.site import checks
from quanyi.site.configuration import Configuration


def answers(check):
    return {result.name: result.good for result in check()}


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """An installation with keys apart and private."""
    data, keys = tmp_path / "bank", tmp_path / "bank.keys"
    data.mkdir()
    keys.mkdir(mode=0o700)
    (keys / "secret_key").touch(mode=0o600)
    monkeypatch.setattr(settings, "CONFIGURATION", Configuration(data, keys))
    monkeypatch.setattr(settings, "DATA", data)
    return data, keys


def test_private_keys_beside_the_data_are_good(folders):
    assert answers(checks.keys) == {"keys apart": True, "keys private": True}


def test_keys_inside_the_data_folder_are_wrong(folders, monkeypatch):
    data, _ = folders
    (data / "keys").mkdir(mode=0o700)
    monkeypatch.setattr(settings, "CONFIGURATION", Configuration(data, data / "keys"))
    assert answers(checks.keys) == {"keys apart": False, "keys private": True}


def test_a_key_that_others_can_read_is_wrong(folders):
    _, keys = folders
    (keys / "secret_key").chmod(0o640)
    assert answers(checks.keys) == {"keys apart": True, "keys private": False}


@pytest.mark.django_db
def test_the_database_of_the_tests_is_good():
    found = answers(checks.database)
    assert found.pop("sqlite", True)
    assert found == {"database": True, "migrations": True}


@pytest.mark.django_db
def test_a_migration_that_was_not_applied_is_wrong(monkeypatch):
    monkeypatch.setattr(
        checks.MigrationExecutor,
        "migration_plan",
        lambda executor, leaves: [(executor.loader.get_migration(*leaves[0]), False)],
    )
    found = [result for result in checks.database() if result.name == "migrations"]
    assert [result.good for result in found] == [False]
    assert found[0].detail.endswith("run quanyi migrate")


@pytest.mark.django_db
def test_an_affected_sqlite_library_is_wrong(monkeypatch):
    monkeypatch.setattr(checks.connection, "vendor", "sqlite")
    monkeypatch.setattr(checks.sqlite3, "sqlite_version_info", (3, 40, 1))
    assert answers(checks.database)["sqlite"] is False


def test_a_clock_set_back_is_wrong(time_machine):
    time_machine.move_to("2020-01-01T00:00:00+08:00")
    assert answers(checks.clock) == {"clock": False}


def test_a_full_disk_is_wrong(folders, monkeypatch):
    usage = checks.shutil.disk_usage(folders[0])
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda path: usage._replace(free=checks.FREE - 1))
    assert answers(checks.disk) == {"disk": False, "data writable": True}


def test_a_fault_of_a_catalogue_is_wrong(monkeypatch):
    monkeypatch.setattr(checks.messages, "faults", lambda room: ["org: “Unit” has no Chinese text"])
    assert answers(checks.languages) == {"languages": False}
