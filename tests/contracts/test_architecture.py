"""The architecture holds, and each kind of breach is caught: a copy of the tree gets one breach at a time."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: breach → file, line planted there, contract that must break.
BREACHES = {
    "a foundation room imports a domain": (
        "foundation/org/queries.py",
        "import quanyi.domains.complaints",
        "Six storeys",
    ),
    "an engine imports the foundation": (
        "engines/terms/calendars.py",
        "import quanyi.foundation.org.rules",
        "Six storeys",
    ),
    "a domain imports a face": ("domains/complaints/apps.py", "import quanyi.faces.console", "Six storeys"),
    "a lower room imports an upper one": (
        "foundation/org/queries.py",
        "import quanyi.foundation.audit.queries",
        "Rooms of the foundation",
    ),
    "a domain imports another one": ("domains/risk/queries.py", "import quanyi.domains.complaints", "Domains do not"),
    "a new room of the foundation has no place": ("foundation/gossip/__init__.py", "", "Rooms of the foundation"),
    "a new domain has no place": ("domains/gossip/__init__.py", "", "Domains do not"),
    "a new engine has no place": ("engines/gossip/__init__.py", "", "Engines do not know"),
    "a new storey has no place": ("cellar/__init__.py", "", "Six storeys"),
    "a room has a module called helpers": ("foundation/org/helpers.py", "", "Layers inside"),
    "queries import steps": ("foundation/org/queries.py", "import quanyi.foundation.org.steps", "Layers inside"),
    "rules import Django": ("foundation/org/rules.py", "import django", "Rooms open"),
    "rules import queries": ("foundation/org/rules.py", "import quanyi.foundation.org.models", "Rooms open"),
    "an engine imports Django": ("engines/terms/calendars.py", "import django.utils.timezone", "Engines are free"),
    "a room imports the actions of a lower room": (
        "foundation/administration/queries.py",
        "import quanyi.foundation.clocks.actions",
        "Rooms open",
    ),
    "a domain imports private models": (
        "domains/complaints/apps.py",
        "import quanyi.foundation.audit.models",
        "Rooms open",
    ),
    "a special module stands in another room": ("foundation/org/connectors.py", "", "Rooms open"),
}


def lint(source: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter with the committed contracts on a copy of the source."""
    environment = os.environ | {"PYTHONPATH": str(source / "src"), "COLUMNS": "300"}
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([program, "--no-cache"], cwd=source, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the source tree with what the contracts need; each test takes its breach back."""
    target = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "src", target / "src", ignore=shutil.ignore_patterns("*.pyc", "static", "locale", "data"))
    (target / "tests/contracts").mkdir(parents=True)
    shutil.copy(ROOT / "tests/contracts/rooms.py", target / "tests/contracts")
    shutil.copy(ROOT / "pyproject.toml", target)
    return target


def test_the_tree_keeps_every_contract(copy):
    answer = lint(copy)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_caught(copy, breach):
    name, line, contract = BREACHES[breach]
    path = copy / "src/quanyi" / name
    made = [folder for folder in path.parents if not folder.exists()]
    before = path.read_text("utf-8") if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    if made and path.name != "__init__.py":
        (path.parent / "__init__.py").touch()
    path.write_text(f"{before or ''}\n{line}\n", "utf-8")
    answer = lint(copy)
    if before is None:
        path.unlink()
    else:
        path.write_text(before, "utf-8")
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
    broken = [line for line in answer.stdout.splitlines() if line.endswith(" BROKEN")]
    assert answer.returncode == 1
    assert [line for line in broken if line.startswith(contract)], answer.stdout
