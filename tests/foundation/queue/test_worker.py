"""Real worker processes on a database file: killed at the worst moment, side by side, told to stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import datetime, os, signal, sys
from quanyi.site import boot
boot.prepare()
import django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from quanyi.foundation.org.models import Role
from quanyi.foundation.queue.models import Job
from quanyi.foundation.queue.registry import job
from quanyi.foundation.queue.steps import enqueue, work_once

@job("test.effect", lease=datetime.timedelta(seconds=1))
def effect(args, run):
    Role.objects.create(code=args["code"], label=str(os.getpid()))
    if args.get("dies") and run.job.attempts == 1:
        os.kill(os.getpid(), signal.SIGKILL)

what = sys.argv[1]
if what == "prepare":
    call_command("migrate", "queue", verbosity=0)
    for number in range(40):
        enqueue("test.effect", {"code": f"made{number}", "dies": number == 7}, timezone.localtime())
elif what == "work":
    while work_once(timezone.localtime):
        pass
elif what == "worker":
    call_command("worker", poll=0.05)
elif what == "count":
    made, done = Role.objects.filter(code__startswith="made"), Job.objects.filter(state="done", kind="test.effect")
    print(made.count(), done.count())
"""


@pytest.fixture
def run(tmp_path):
    """Start the program in a process of its own, on a database file of its own."""
    # A file, whatever database the suite runs on.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUANYI_")}
    settings = {"DJANGO_SETTINGS_MODULE": "quanyi.site.settings", "QUANYI_DATA": str(tmp_path / "var")}
    environment = kept | settings | {"PYTHONPATH": "src"}

    def start(what):
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, what], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    return start


def ended(process):
    out, error = process.communicate(timeout=60)
    return process.returncode, out.decode().strip(), error.decode()[-800:]


def catches(process, number):
    """Tell whether a process is far enough to have its handler in place; only Linux says so."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        time.sleep(5)
        return True
    caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def test_a_killed_process_loses_no_job_two_workers_do_none_twice_and_a_stopped_worker_ends_cleanly(run):
    assert ended(run("prepare"))[0] == 0
    assert ended(run("work"))[0] == -signal.SIGKILL
    time.sleep(1.1)  # the dead worker's lease runs out
    worker, other = run("worker"), run("work")
    assert ended(other)[0] == 0
    while not catches(worker, signal.SIGTERM):
        time.sleep(0.05)
    worker.send_signal(signal.SIGTERM)
    assert ended(worker)[0] == 0
    assert ended(run("count"))[1] == "40 40"
