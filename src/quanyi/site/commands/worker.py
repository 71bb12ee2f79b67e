"""`quanyi worker`: delivers notices, ticks clocks and runs jobs until it is asked to stop."""

import argparse
from collections.abc import Sequence

from django.core.management import call_command


def main(argv: Sequence[str]) -> int:
    """Run the queue's worker; the arguments are its own."""
    parser = argparse.ArgumentParser("quanyi worker", description="Run jobs and schedules until SIGTERM.")
    parser.add_argument("--once", action="store_true", help="carry out what is due now, then end")
    parser.add_argument("--poll", type=float, default=1.0, help="seconds between two looks at an empty queue")
    options = parser.parse_args(argv)
    call_command("worker", once=options.once, poll=options.poll)
    return 0
