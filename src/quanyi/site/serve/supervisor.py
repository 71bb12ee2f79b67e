"""Starts the web and the worker, restarts what crashed, and stops all of it cleanly."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

#: Seconds to wait before the n-th restart in a row; a child that lived for STEADY seconds starts from the first again.
BACK_OFF = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
STEADY = 60.0
#: Seconds that a child may take to finish what it has in hand.
GRACE = 25.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One supervised process."""

    name: str
    words: Sequence[str]
    #: It starts when the web answers, ends by itself and is not started again.
    once: bool = False
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    due: float = 0.0

    def start(self) -> None:
        """Start it, in a session of its own so that Ctrl-C reaches the supervisor alone."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.words, start_new_session=True, preexec_fn=die_with_parent)  # noqa: S603  # own words

    @property
    def running(self) -> bool:
        """Whether it runs now."""
        return self.process is not None and self.process.poll() is None

    def watch(self, now: float) -> None:
        """Note a crash, and start again when its waiting time is over."""
        if self.running or (self.once and self.process is not None):
            return
        if self.process is not None:
            self.failures = 0 if now - self.started > STEADY else self.failures
            wait = BACK_OFF[min(self.failures, len(BACK_OFF) - 1)]
            self.failures += 1
            self.due = now + wait
            print(f"{self.name} ended with status {self.process.returncode}; next start in {wait:g} s", file=sys.stderr)
            self.process = None
        elif now >= self.due:
            self.start()


def die_with_parent() -> None:
    """Ask the kernel to stop this process when the supervisor is killed (Linux; elsewhere it lives on)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Supervisor:
    """Keeps children running until SIGTERM or SIGINT."""

    children: list[Child]
    stopping: bool = field(default=False)

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal."""
        self.stopping = True

    def run(self, ready: Callable[[], bool]) -> int:
        """Run until asked to stop.

        Args:
            ready: asked until it says yes; announces readiness itself.

        Returns:
            0, or 1 when a child had to be killed.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.ask_to_stop)
        announced = False
        while not self.stopping:
            for child in self.children:
                if announced or not child.once:
                    child.watch(time.monotonic())
            announced = announced or ready()
            time.sleep(0.1)
        return self.stop()

    def stop(self) -> int:
        """Ask every child to finish, and kill what does not within GRACE seconds."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE
        killed = 0
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                killed = 1
        return killed
