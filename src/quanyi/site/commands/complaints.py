"""`quanyi complaints import FILE`: brings a ledger in from the command line, batch by batch."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone

from quanyi.foundation.capabilities.actions import ActionError, Invalid
from quanyi.foundation.exchange.steps import import_file
from quanyi.foundation.org.models import Unit
from quanyi.foundation.org.rules import System
from quanyi.foundation.org.steps import Context


def main(argv: Sequence[str]) -> int:
    """Import a file.

    Returns:
        0 when every row came in or was there already, 1 when rows were rejected, 2 when the file cannot be used.
    """
    parser = argparse.ArgumentParser(prog="quanyi complaints")
    commands = parser.add_subparsers(dest="command", required=True)
    reader = commands.add_parser("import", help="bring in a ledger or a forwarding list")
    reader.add_argument("file", type=Path)
    reader.add_argument("--mapping", default="", help="a shipped mapping, for example cfpb; without it guessed")
    reader.add_argument("--history", action="store_true", help="keep dates and outcome, run no live clock")
    reader.add_argument("--unit", default="", help="code of the unit in whose name the rows come in")
    reader.add_argument("--dry-run", action="store_true", help="check every row, keep nothing")
    reader.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    try:
        report = imported(options)
    except Invalid as error:
        return failed("；".join(text for texts in error.errors.values() for text in texts), options.json)
    except (ActionError, OSError, Unit.DoesNotExist) as error:
        return failed(str(error), options.json)
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        print(f"{report['read']} read, {report['registered']} registered, {report['duplicates']} duplicates")
        for row in report["rejected"]:
            print(f"row {row['row']}: {'; '.join(row['errors'])}")
    return 1 if report["rejected"] else 0


def imported(options: argparse.Namespace) -> dict[str, Any]:
    """Run the import and return its report."""
    unit = (
        Unit.objects.get(code=options.unit)
        if options.unit
        else Unit.objects.filter(parent=None).order_by("path").first()
    )
    if unit is None:
        raise Invalid({"unit": ["no unit exists yet; add the head office first"]})
    context = Context(System("command line"), timezone.localtime(), "import")
    mode = "history" if options.history else "live"
    report = import_file("complaints.cases", options.file, options.mapping, mode, unit, options.dry_run, context)
    return asdict(report)


def failed(sentence: str, as_json: bool) -> int:
    """Say why nothing was imported."""
    print(
        json.dumps({"error": sentence}, ensure_ascii=False) if as_json else f"quanyi: {sentence}",
        file=sys.stderr if not as_json else sys.stdout,
    )
    return 2
