"""Copies the pinned third-party files from unpacked npm packages and writes their hashes."""

import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

ROOM = Path(__file__).resolve().parents[2]
VENDOR = ROOM / "static" / "vendor"
#: package folder → (version, licence, files inside the package)
PACKAGES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "@tabler/core": ("1.6.1", "MIT", ("dist/css/tabler.min.css",)),
    "htmx.org": ("2.0.11", "0BSD", ("dist/htmx.min.js", "LICENSE")),
    "echarts": ("6.1.0", "Apache-2.0", ("dist/echarts.min.js", "LICENSE", "NOTICE")),
    "@tabler/icons": ("3.52.0", "MIT", ("LICENSE",)),
}


def sprite(icons: Path, names: list[str]) -> str:
    """Return one SVG with a symbol per name, drawn from the outline icons in ``icons``."""
    symbols = []
    for name in names:
        text = (icons / f"{name}.svg").read_text(encoding="utf-8")
        shapes = re.findall(r"<(?:path|circle|rect|line|ellipse|polyline)\b[^>]*/>", text)
        drawn = "".join(shape for shape in shapes if 'stroke="none"' not in shape)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawn}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


class Command(BaseCommand):
    """``vendor FOLDER``: refresh ``static/vendor`` from a ``node_modules`` folder."""

    help = "Refresh the vendored files from a node_modules folder and write VENDOR.toml."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder that holds the unpacked packages."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy, draw the sprite, write the hashes."""
        source: Path = options["folder"]
        lines = ["# Third-party files, byte for byte as published on npm; a test compares the hashes.", ""]
        for package, (version, licence, files) in PACKAGES.items():
            if not (source / package).is_dir():
                raise CommandError(f"{source / package} is missing: npm install {package}@{version} there first")
            target = VENDOR / package.lstrip("@").replace("/", "-")
            target.mkdir(parents=True, exist_ok=True)
            for name in files:
                shutil.copyfile(source / package / name, target / Path(name).name)
            if package == "@tabler/icons":
                names = (ROOM / "data" / "icons.txt").read_text(encoding="utf-8").split()
                (target / "sprite.svg").write_text(sprite(source / package / "icons" / "outline", names), "utf-8")
            lines += [
                f'["{package}"]',
                f'version = "{version}"',
                f'licence = "{licence}"',
                "[" + f'"{package}".files' + "]",
            ]
            lines += [
                f'"{f.relative_to(VENDOR)}" = "{hashlib.sha256(f.read_bytes()).hexdigest()}"'
                for f in sorted(target.iterdir())
            ]
            lines.append("")
        (VENDOR / "VENDOR.toml").write_text("\n".join(lines), "utf-8")
