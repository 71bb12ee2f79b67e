"""`quanyi migrate`: brings the database to this version and loads what every bank starts from."""

import argparse
import importlib
import importlib.util
import json
from collections.abc import Sequence

from django.core.management import call_command

from quanyi.site import setup, storage

#: The demo bank: ``load()`` fills an empty installation once and returns (user name, password, who it is) each time.
DEMO = "quanyi.site.demo"


def main(argv: Sequence[str]) -> int:
    """Migrate and seed; with ``--demo`` also load the demo bank and print its log-ins."""
    parser = argparse.ArgumentParser("quanyi migrate", description="Bring the database to this version.")
    parser.add_argument("--demo", action="store_true", help="load the demo bank (once)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    call_command("migrate", verbosity=0, interactive=False)
    setup.seed()
    storage.collect()
    accounts: list[tuple[str, str, str]] = []
    if options.demo and importlib.util.find_spec(DEMO) is not None:
        accounts = list(importlib.import_module(DEMO).load())
    if options.json:
        shown = [{"username": name, "password": word, "who": who} for name, word, who in accounts]
        print(json.dumps({"migrated": True, "accounts": shown}, ensure_ascii=False))
    else:
        print("the database is up to date")
        for name, word, who in accounts:
            print(f"{name:<16} {word:<16} {who}")
    return 0
