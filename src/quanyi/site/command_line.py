"""The command line: finds the room that answers a word and imports that room alone, so that engines start fast."""

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Sequence

from quanyi.site import boot
from quanyi.site.configuration import ConfigurationError

#: word → module with ``main(argv) -> int``; imported only when the word is used, and without Django.
COMMANDS: dict[str, str] = {
    "due": "quanyi.engines.terms.command",
    "pii": "quanyi.engines.pii.command",
    "screen": "quanyi.engines.wording.command",
    "access": "quanyi.engines.access.command",
    "similar": "quanyi.engines.similarity.command",
    "outline": "quanyi.engines.outline.command",
    "ledger": "quanyi.engines.ledger.command",
    "bench": "quanyi.site.bench",
    "demo": "quanyi.site.serve.demo",
    "serve": "quanyi.site.serve.command",
    "web": "quanyi.site.serve.web",
}

#: The same for words that work on an installation: Django is set up on ``--data DIR`` before the module is imported.
HOUSE_COMMANDS: dict[str, str] = {
    "administrator": "quanyi.site.commands.administrator",
    "check": "quanyi.site.commands.check",
    "complaints": "quanyi.site.commands.complaints",
    "demo-year": "quanyi.site.commands.demo_year",
    "docs": "quanyi.site.commands.docs",
    "messages": "quanyi.site.commands.messages",
    "migrate": "quanyi.site.commands.migrate",
    "worker": "quanyi.site.commands.worker",
}


def main(argv: Sequence[str]) -> int:
    """Run one command.

    Args:
        argv: the words after ``quanyi``; the first names the command.

    Returns:
        The exit status: 0 done, 1 the answer is no, 2 the call or its input was wrong.
    """
    if not argv or argv[0] in {"-h", "--help", "help"}:
        print("quanyi COMMAND [options]\n\ncommands: " + " ".join(sorted([*COMMANDS, *HOUSE_COMMANDS])))
        print("\nquanyi COMMAND --help explains one of them; all that answer take --json.")
        return 0
    word, rest = argv[0], list(argv[1:])
    try:
        if word in HOUSE_COMMANDS:
            rest = start(rest)
        module = COMMANDS.get(word) or HOUSE_COMMANDS.get(word)
        if module is None:
            print(f"quanyi: no command '{word}'; 'quanyi help' lists them", file=sys.stderr)
            return 2
        command: Callable[[Sequence[str]], int] = importlib.import_module(module).main
        return command(rest)
    except ConfigurationError as error:
        return unusable(error, word, rest)


def start(rest: list[str]) -> list[str]:
    """Set Django up on the folder that ``--data`` names, and return the other words."""
    reader = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    reader.add_argument("--data")
    options, others = reader.parse_known_args(rest)
    boot.start(options.data)
    return others


def unusable(error: ConfigurationError, word: str, rest: list[str]) -> int:
    """Say that the configuration cannot be used; for ``check`` that is an answer."""
    if "--json" in rest:
        print(json.dumps({"good": False, "error": str(error)}, ensure_ascii=False))
    else:
        print(f"quanyi: {error}", file=sys.stderr)
    return 1 if word == "check" else 2
