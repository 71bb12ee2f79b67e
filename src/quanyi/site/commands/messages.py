"""`quanyi messages`: brings the catalogues to what the rooms say, and tells what is not translated."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from quanyi.site import catalogues, messages


def main(argv: Sequence[str]) -> int:
    """Extract, report and compile; the status is 1 when a text is missing or wrong."""
    parser = argparse.ArgumentParser("quanyi messages", description="Extract messages and compile the catalogues.")
    parser.add_argument("rooms", nargs="*", help="rooms such as foundation/org; all without one")
    parser.add_argument("--check", action="store_true", help="only tell what is wrong, change no file")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    rooms = [room for room in messages.rooms() if not options.rooms or name_of(room) in options.rooms]
    unknown = set(options.rooms) - {name_of(room) for room in rooms}
    if unknown:
        parser.error(f"no such room: {', '.join(sorted(unknown))}; write for example foundation/org")
    try:
        if not options.check:
            for room in rooms:
                messages.update(room)
            catalogues.compile_stale(Path(settings.DATA) / "locale")
        faults = [fault for room in rooms for fault in messages.faults(room)]
    except messages.UnreadableMessage as error:
        faults = [str(error)]
    if options.json:
        print(json.dumps({"rooms": len(rooms), "faults": faults}, ensure_ascii=False))
    else:
        for fault in faults:
            print(fault)
        print(f"{len(rooms)} rooms, {len(faults)} faults")
    return 1 if faults else 0


def name_of(room: Path) -> str:
    """Return a room's name below the house, such as ``foundation/org``."""
    return room.relative_to(catalogues.HOUSE).as_posix()
