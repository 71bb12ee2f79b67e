"""The supervisor restarts what crashed, later each time, and stops everything when it is asked to."""

import os
import signal
import sys
import threading
import time

from quanyi.site.serve.supervisor import BACK_OFF, Child, Supervisor

SLEEP = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]
CRASH = [sys.executable, "-S", "-c", "raise SystemExit(3)"]


def run(supervisor, seconds):
    """Run a supervisor in the main thread, as it must be, and ask it to stop after a while."""
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    timer.start()
    try:
        return supervisor.run(lambda: True)
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])


def test_it_stops_its_children_when_asked():
    children = [Child("one", SLEEP), Child("two", SLEEP)]
    assert run(Supervisor(children), 0.4) == 0
    assert [child.process.returncode for child in children] == [-signal.SIGTERM, -signal.SIGTERM]


def test_a_killed_child_is_started_again(capfd):
    child = Child("web", SLEEP)
    killed = []

    def kill_first():
        while not child.running:
            time.sleep(0.01)
        killed.append(child.process.pid)
        os.kill(child.process.pid, signal.SIGKILL)

    threading.Thread(target=kill_first).start()
    assert run(Supervisor([child]), 1.2) == 0
    assert child.process.pid != killed[0]
    assert "web ended with status -9; next start in 0.5 s" in capfd.readouterr().err


def test_the_waiting_time_grows_and_is_forgotten_after_a_steady_minute():
    child = Child("web", CRASH)
    waits = []
    for _ in range(len(BACK_OFF) + 1):
        child.start()
        child.process.wait()
        now = child.started + 1
        child.watch(now)
        waits.append(round(child.due - now, 3))
    assert waits == [*BACK_OFF, BACK_OFF[-1]]
    child.start()
    child.process.wait()
    child.watch(child.started + 61)
    assert round(child.due - child.started - 61, 3) == BACK_OFF[0]


def test_a_child_that_does_not_stop_is_killed(monkeypatch):
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    monkeypatch.setattr("quanyi.site.serve.supervisor.GRACE", 0.2)
    child = Child("web", [sys.executable, "-S", "-c", stubborn])
    assert run(Supervisor([child]), 0.5) == 1
    assert child.process.returncode == -signal.SIGKILL


def test_a_child_of_one_run_starts_after_readiness_and_is_not_started_again(tmp_path):
    log = tmp_path / "log"
    child = Child("year", [sys.executable, "-S", "-c", f"open({str(log)!r}, 'a').write('x')"], once=True)
    assert run(Supervisor([Child("web", SLEEP), child]), 1.5) == 0
    assert log.read_text() == "x"
