"""`quanyi web`: the web processes alone, by gunicorn."""

import os
import sys
from collections.abc import Sequence

from quanyi.site import boot
from quanyi.site.serve.options import parser


def main(argv: Sequence[str]) -> int:
    """Become gunicorn; returns only when the options are wrong."""
    options = parser("web", "Serve the web alone.", os.environ.get("QUANYI_DATA", "var")).parse_args(argv)
    boot.use_data(options.data)
    words = [sys.executable, "-m", "gunicorn", "quanyi.site.wsgi:application", *arguments(options)]
    os.execv(sys.executable, words)  # noqa: S606  # no shell; the words are our own
    return 2


def arguments(options: object) -> list[str]:
    """Return gunicorn's arguments.

    Args:
        options: what ``parser`` read.

    Threads share one process because requests wait for the database; a request that hangs for 60 seconds ends its
    process. The application is loaded once, before the processes part.
    """
    host = options.host  # type: ignore[attr-defined]  # argparse's namespace has no declared fields
    bind = f"[{host}]:{options.port}" if ":" in host else f"{host}:{options.port}"  # type: ignore[attr-defined]
    return [
        *("--bind", bind),
        *("--workers", str(options.workers)),  # type: ignore[attr-defined]
        *("--worker-class", "gthread", "--threads", "4"),
        *("--preload", "--no-control-socket"),
        *("--timeout", "60", "--graceful-timeout", "20"),
        *("--log-level", "warning"),
    ]
