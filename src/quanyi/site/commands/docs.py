"""`quanyi docs`: writes the reference pages anew, or tells which of them are out of date."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from quanyi.site import reference


def main(argv: Sequence[str]) -> int:
    """Write every reference page; with ``--check`` the status is 1 when one differs."""
    parser = argparse.ArgumentParser("quanyi docs", description="Write the reference pages from the registries.")
    parser.add_argument("--check", action="store_true", help="only tell which pages differ, change no file")
    parser.add_argument("--to", type=Path, default=reference.FOLDER, help="folder; default docs/reference")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    changed = []
    for name, write in reference.PAGES.items():
        path, text = options.to / name, write()
        if not path.exists() or path.read_text("utf-8") != text:
            changed.append(name)
            if not options.check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    if options.json:
        print(json.dumps({"pages": list(reference.PAGES), "changed": changed}))
    else:
        print(f"{len(changed)} of {len(reference.PAGES)} pages {'differ' if options.check else 'written'}", *changed)
    return 1 if changed and options.check else 0
