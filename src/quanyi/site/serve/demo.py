"""`quanyi demo`: serves an invented bank from a data folder of its own."""

from collections.abc import Sequence

from quanyi.site.serve.command import serve
from quanyi.site.serve.options import parser


def main(argv: Sequence[str]) -> int:
    """Serve the demo bank until SIGTERM or SIGINT; it is loaded the first time only."""
    return serve(parser("demo", "Serve an invented bank to look at.", "var/demo").parse_args(argv), demo=True)
