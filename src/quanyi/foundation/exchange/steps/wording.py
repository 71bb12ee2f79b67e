"""What is wrong with a cell, in plain words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.exchange.rules import BadValue, text

SENTENCES: dict[str, Promise] = {
    "date": _("“%(value)s” is not a date; write it like 2026-11-24"),
    "integer": _("“%(value)s” is not a whole number"),
    "amount": _("“%(value)s” is not an amount in yuan with at most two decimals"),
    "boolean": _("“%(value)s” is neither yes nor no; write 是 or 否"),
    "choice": _("“%(value)s” is not one of: %(choices)s"),
    "required": _("This must not be empty"),
}


def sentence(error: ValueError) -> str:
    """Return the sentence of an error; an ordinary ``ValueError`` brings its own."""
    if not isinstance(error, BadValue):
        return str(error)
    words = {name: text(word)[:60] if name == "value" else word for name, word in error.words.items()}
    return str(SENTENCES[error.code]) % words
