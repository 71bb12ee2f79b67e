"""The command line: finds the room that answers a word and imports that room alone, so that engines start fast."""

import importlib
import sys
from collections.abc import Callable, Sequence

#: word → module with ``main(argv) -> int``; imported only when the word is used.
COMMANDS: dict[str, str] = {
    "due": "quanyi.engines.terms.command",
    "pii": "quanyi.engines.pii.command",
    "screen": "quanyi.engines.wording.command",
    "access": "quanyi.engines.access.command",
    "similar": "quanyi.engines.similarity.command",
    "outline": "quanyi.engines.outline.command",
    "ledger": "quanyi.engines.ledger.command",
}


def main(argv: Sequence[str]) -> int:
    """Run one command.

    Args:
        argv: the words after ``quanyi``; the first names the command.

    Returns:
        The exit status: 0 done, 1 the answer is no, 2 the call or its input was wrong.
    """
    if not argv or argv[0] in {"-h", "--help", "help"}:
        print("quanyi COMMAND [options]\n\ncommands: " + " ".join(sorted(COMMANDS)))
        return 0
    module = COMMANDS.get(argv[0])
    if module is None:
        print(f"quanyi: no command '{argv[0]}'; 'quanyi help' lists them", file=sys.stderr)
        return 2
    command: Callable[[Sequence[str]], int] = importlib.import_module(module).main
    return command(argv[1:])
