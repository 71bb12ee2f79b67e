"""`quanyi migrate`: brings the database to this version and loads what every bank starts from."""

import argparse
import json
from collections.abc import Sequence

from django.core.management import call_command

from quanyi.site import demo, setup, storage


def main(argv: Sequence[str]) -> int:
    """Migrate, seed and collect static files; with ``--demo`` also found the demo bank and print its log-ins."""
    parser = argparse.ArgumentParser("quanyi migrate", description="Bring the database to this version.")
    parser.add_argument(
        "--demo", action="store_true", help="found the demo bank, once; quanyi demo then carries its year through"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    call_command("migrate", verbosity=0, interactive=False)
    setup.seed()
    storage.collect()
    new = options.demo and not demo.loaded()
    if new:
        demo.found()
    keys = ("username", "password", "name", "post")
    accounts = [dict(zip(keys, login, strict=True)) for login in demo.logins()] if options.demo else []
    if options.json:
        print(json.dumps({"migrated": True, "new": new, "accounts": accounts}, ensure_ascii=False))
    else:
        print("the database is up to date")
        for account in accounts:
            print("  ".join(account.values()))
    return 0
