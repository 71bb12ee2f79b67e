"""Rows for the contract tests: each room says in a module ``factories`` of its tests how rows of its listings are made.

    @rows("complaints.cases")
    def cases(bank: Bank, count: int) -> User:
        ...  # make that many rows more, return somebody who sees all of them

A listing without such a function fails the contract tests.
"""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

Make = Callable[[Any, int], Any]
registry: dict[str, Make] = {}


def rows(listing: str) -> Callable[[Make], Make]:
    """Register how rows of a listing are made."""

    def register(make: Make) -> Make:
        registry[listing] = make
        return make

    return register


def load() -> dict[str, Make]:
    """Import the factories of every room and return them."""
    here = Path(__file__).parent
    for path in sorted(here.glob("*/*/factories.py")):
        importlib.import_module(".".join(path.relative_to(here.parent).with_suffix("").parts))
    return registry
