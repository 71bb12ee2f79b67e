"""Compiles message catalogues at start, without gettext's tools: no compiled file is committed, none is stale."""

import os
import tempfile
from pathlib import Path

import polib

HOUSE = Path(__file__).parent.parent
LANGUAGE = "zh_Hans"
CATALOGUE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"


def compile_stale(cache: Path, house: Path = HOUSE) -> list[str]:
    """Compile each catalogue that is newer than its compiled form.

    Args:
        cache: a folder for compiled forms when the installation itself is read-only.
        house: the folder of the rooms.

    Returns:
        The folders that Django must look into besides the rooms' own (``LOCALE_PATHS``); none as a rule.
    """
    paths = []
    for po in sorted(house.rglob(CATALOGUE.as_posix())):
        mo = po.with_suffix(".mo")
        if is_fresh(mo, po):
            continue
        try:
            write_compiled(po, mo)
        except OSError:
            base = cache / "-".join(po.relative_to(house).parts[:-4])
            copy = base / LANGUAGE / "LC_MESSAGES" / "django.mo"
            if not is_fresh(copy, po):
                copy.parent.mkdir(parents=True, exist_ok=True)
                write_compiled(po, copy)
            paths.append(str(base))
    return paths


def is_fresh(mo: Path, po: Path) -> bool:
    """Tell whether a compiled form is there and as new as its catalogue."""
    return mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns


def write_compiled(po: Path, mo: Path) -> None:
    """Compile one catalogue; the rename is atomic, so that a process that starts beside us reads a whole file."""
    compiled = polib.pofile(str(po)).to_binary()
    handle, name = tempfile.mkstemp(dir=mo.parent, prefix=".django", suffix=".mo")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(compiled)
        Path(name).chmod(0o644)
        Path(name).replace(mo)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
