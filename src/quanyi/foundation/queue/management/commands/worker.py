"""The worker: starts due schedules and carries out jobs until it is asked to stop."""

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.utils import timezone

from quanyi.foundation.queue.steps import enqueue_scheduled, work_once

logger = logging.getLogger("quanyi.queue")


class Command(BaseCommand):
    """Runs jobs; several workers may run at once."""

    help = "Runs jobs and schedules until it receives SIGTERM; --once ends when nothing is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="carry out what is due now, then end")
        parser.add_argument("--poll", type=float, default=1.0, help="seconds between two looks at an empty queue")

    def handle(self, *args: Any, once: bool, poll: float, **options: Any) -> None:
        """Loop until stopped; a job in hand is finished, a batched one continues later from where it was."""
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            if not self.step(stop) and (once or stop.wait(poll)):
                break

    def step(self, stop: threading.Event) -> bool:
        """Carry out one job; tells whether there was one. A database that goes away is waited for."""
        close_old_connections()
        try:
            enqueue_scheduled(timezone.localtime())
            return work_once(timezone.localtime, stop.is_set) is not None
        except DatabaseError:
            logger.exception("the database did not answer; the worker tries again")
            connection.close()
            return False
