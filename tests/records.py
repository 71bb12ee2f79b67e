"""Each action that any test carries out writes exactly one record, and none when it fails; the whole suite is watched.

At the end of a whole run the actions that no test carried out are named and fail it: a new action needs a test.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

#: Set by the lanes when every test runs.
WHOLE = "QUANYI_WHOLE_SUITE"
seen: set[str] = set()


def count() -> int:
    """Return how many records there are."""
    from quanyi.foundation.audit.models import Record

    return Record.objects.count()


def watched(call: Any) -> Any:
    """Return ``Action.__call__`` with the records counted before and after."""
    depth = 0

    def wrapper(self: Any, *args: Any, **options: Any) -> Any:
        nonlocal depth
        if depth:
            raise AssertionError(f"{self.name} was carried out inside another action; a body uses steps")
        before = count()
        depth += 1
        try:
            outcome = call(self, *args, **options)
        except Exception:
            depth -= 1
            # Inside a broken transaction nothing can be counted, and nothing will be kept.
            from django.db import connection

            if connection.is_usable() and not connection.needs_rollback and count() != before:
                raise AssertionError(f"{self.name} failed and left a record") from None
            raise
        depth -= 1
        written = count() - before
        if written != (0 if outcome.replayed else 1):
            raise AssertionError(f"{self.name} wrote {written} records, not one")
        seen.add(self.name)
        return outcome

    return wrapper


@pytest.fixture(autouse=True, scope="session")
def one_record() -> Iterator[None]:
    """Watch the whole session."""
    from quanyi.foundation.capabilities.actions.action import Action

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Action, "__call__", watched(Action.__call__))
        yield


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Hand what this process saw to the process that gathers it; the gatherer compares with the registry."""
    folder = Path(os.environ["QUANYI_TEST_FOLDER"])
    (folder / f"actions-{os.getpid()}").write_text("\n".join(sorted(seen)), "utf-8")
    if os.environ.get(WHOLE) != "1" or hasattr(session.config, "workerinput"):
        return
    from quanyi.foundation.capabilities.actions import registry

    carried_out = {name for path in folder.glob("actions-*") for name in path.read_text("utf-8").split()}
    missing = sorted(set(registry) - carried_out)
    if missing and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        session.config.stash[MISSING] = missing


MISSING = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name the actions that no test carried out."""
    missing = config.stash.get(MISSING, [])
    if missing:
        terminalreporter.write_line(f"FAILED: no test carries out {', '.join(missing)}", red=True)
