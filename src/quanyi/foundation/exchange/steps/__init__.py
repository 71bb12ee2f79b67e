"""What exchange offers: files of commands in, lists out."""

from quanyi.foundation.exchange.steps.exports import MEDIA, make, order, sweep
from quanyi.foundation.exchange.steps.imports import (
    Direct,
    Report,
    bring_in,
    import_file,
    match,
    open_import,
    refuse_if_changed,
    reopened,
    take_back,
    try_out,
)

__all__ = [
    "MEDIA",
    "Direct",
    "Report",
    "bring_in",
    "import_file",
    "make",
    "match",
    "open_import",
    "order",
    "refuse_if_changed",
    "reopened",
    "sweep",
    "take_back",
    "try_out",
]
