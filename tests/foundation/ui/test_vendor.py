"""Vendored files are byte for byte what was published, each with its licence."""

import hashlib
import tomllib
from pathlib import Path

from quanyi.foundation import ui
from quanyi.foundation.ui.templatetags.marks import icon_names

VENDOR = Path(ui.__file__).parent / "static" / "vendor"
PINNED = tomllib.loads((VENDOR / "VENDOR.toml").read_text("utf-8"))


def digests(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != "VENDOR.toml")
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_the_vendored_files_are_those_pinned_and_no_others():
    pinned = {name: digest for package in PINNED.values() for name, digest in package["files"].items()}
    assert digests(VENDOR) == pinned


def test_every_package_has_its_licence_beside_it():
    with_licence = {name for name, package in PINNED.items() if any(f.endswith("/LICENSE") for f in package["files"])}
    assert with_licence == set(PINNED)


def test_the_sprite_holds_exactly_the_listed_icons():
    sprite = (VENDOR / "tabler-icons" / "sprite.svg").read_text("utf-8")
    assert {piece.split('"')[0] for piece in sprite.split('<symbol id="')[1:]} == icon_names()


def test_nothing_outside_the_house_is_loaded():
    room = VENDOR.parents[1]
    files = [*room.rglob("*.html"), *room.glob("static/ui/*.css"), *room.glob("static/ui/*.js")]
    remote = {p.name for p in files for mark in ("https://", "http://", '"//') if mark in p.read_text("utf-8")}
    assert remote == set()


def test_the_checker_of_the_browser_tests_is_the_published_one():
    folder = Path(__file__).parents[2] / "vendor"
    pinned = tomllib.loads((folder / "VENDOR.toml").read_text("utf-8"))["axe-core"]["files"]
    assert digests(folder) == pinned
