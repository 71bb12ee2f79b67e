"""Every check of the repository, lane by lane: `./quanyi test`; `--quick` leaves out what takes long."""

import argparse
import concurrent.futures
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
#: Where distributions keep the server programs, which are not on the path.
POSTGRES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_TESTS = 5


@dataclass
class Lane:
    """The outcome of one lane; ``skipped`` says why it did not run, and such a lane has not passed."""

    name: str
    passed: bool = False
    skipped: str = ""
    seconds: float = 0.0

    def __str__(self) -> str:
        if self.skipped:
            return f"SKIPPED  {self.name}: {self.skipped}"
        return f"{'passed ' if self.passed else 'FAILED '}  {self.name} ({self.seconds:.0f} s)"


def static_lanes(quick: bool) -> dict[str, list[str]]:
    """Return the lanes that only read the source."""
    lanes = {
        "lint": ["ruff", "check", "."],
        "format": ["ruff", "format", "--check", "."],
        "templates": ["djlint", "--lint", "--quiet", "src"],
        "imports": ["lint-imports"],
    }
    slow = {"types": ["mypy", "src"], "dependencies": ["deptry", "src"]}
    return lanes if quick else slow | lanes


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a lane: the source is on the path, and no setting of this user takes part."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QUANYI_", "DJANGO_"))}
    # The folder of tests/settings.py would be removed by the first suite; the type checker only imports the settings.
    return kept | {"PYTHONPATH": str(ROOT / "src"), "QUANYI_DATA": tempfile.gettempdir() + "/quanyi-types"} | more


def read_source(name: str, words: list[str]) -> Lane:
    """Run one static lane and show its output only when it fails."""
    started = time.monotonic()
    program = [str(BIN / words[0]), *words[1:]]
    answer = subprocess.run(program, cwd=ROOT, env=environment(), capture_output=True, text=True)
    if answer.returncode:
        print(f"\n== {name}\n{answer.stdout}{answer.stderr}", flush=True)
    return Lane(name, answer.returncode == 0, seconds=time.monotonic() - started)


def suite(name: str, marks: str, more: list[str], **settings: str) -> Lane:
    """Run the suite under some marks; its own closing line stays visible."""
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    words = [sys.executable, "-m", "pytest", "-m", marks, *more]
    status = subprocess.run(words, cwd=ROOT, env=environment(**settings)).returncode
    if status == NO_TESTS:
        return Lane(name, skipped="no test is marked for it")
    return Lane(name, status == 0, seconds=time.monotonic() - started)


def on_postgres(more: list[str]) -> Lane:
    """Run the suite on a PostgreSQL that exists for this run only."""
    name = "suite on PostgreSQL"
    programs = next((path for pattern in POSTGRES for path in sorted(Path("/").glob(pattern[1:]), reverse=True)), None)
    if programs is None and (found := shutil.which("initdb")):
        programs = Path(found).parent
    if programs is None or not (programs / "initdb").exists():
        return Lane(name, skipped="no PostgreSQL server programs (Debian: apt-get install postgresql)")
    owner = unprivileged()
    if owner is None:
        return Lane(name, skipped="PostgreSQL refuses to run as root, and there is no user postgres or nobody")
    with cluster(programs, owner) as address:
        return suite(name, "not browser and not slow", more, QUANYI_DATABASE=address)


def unprivileged() -> dict[str, str] | None:
    """Return the user under which PostgreSQL may run, as arguments of ``subprocess``; nothing to say if not root."""
    if os.geteuid() != 0:
        return {}
    known = Path("/etc/passwd").read_text().splitlines()
    names = [line.split(":")[0] for line in known]
    return next(({"user": name} for name in ("postgres", "nobody") if name in names), None)


@contextlib.contextmanager
def cluster(programs: Path, owner: dict[str, str]) -> Iterator[str]:
    """Start a private cluster, give its address, and remove it.

    Args:
        programs: folder of ``initdb`` and ``postgres``.
        owner: the user to run as, if another than this one.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="quanyi-pg-"))
    if owner:
        shutil.chown(folder, owner["user"])
    options = {"cwd": "/", "stdout": subprocess.DEVNULL, **owner}
    made = [programs / "initdb", "-D", folder / "data", "-U", "quanyi", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run([*made, "--locale=C.UTF-8"], check=True, **options)
    # A cluster that is thrown away needs no durability.
    speed = [
        word for setting in ("fsync=off", "synchronous_commit=off", "full_page_writes=off") for word in ("-c", setting)
    ]
    words = [programs / "postgres", "-D", folder / "data", "-p", str(port), "-h", "127.0.0.1", "-k", folder, *speed]
    server = subprocess.Popen(words, stderr=subprocess.DEVNULL, **options)
    try:
        wait_for(port, server)
        yield f"postgresql://quanyi@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Wait until a server listens."""
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended with status {server.returncode}")
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start within 30 s")


def in_browser(more: list[str]) -> Lane:
    """Run the journeys in the system's Chromium."""
    if not any(shutil.which(name) for name in BROWSERS):
        return Lane("browser", skipped="no Chromium (Debian: apt-get install chromium fonts-noto-cjk)")
    return suite("browser", "browser", ["-p", "no:xdist", *more])


def attempt(name: str, run: Callable[[], Lane]) -> Lane:
    """Run a lane; one that cannot even start has failed."""
    try:
        return run()
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        print(f"\n== {name}\n{error}", flush=True)
        return Lane(name)


def main() -> int:
    """Run the lanes and close with one line for each."""
    parser = argparse.ArgumentParser("quanyi test", description="Run every check of the repository.")
    parser.add_argument("--quick", action="store_true", help="source checks and the fast suite on SQLite only")
    parser.add_argument("words", nargs="*", help="words for pytest, such as tests/site; without source checks")
    options, more = parser.parse_known_args()
    more = [*options.words, *more]
    lanes: list[Lane] = []
    if not more:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            static = static_lanes(options.quick)
            jobs = [
                pool.submit(attempt, name, lambda n=name, w=words: read_source(n, w)) for name, words in static.items()
            ]
            lanes += [job.result() for job in jobs]
    parallel = ["-n", str(min(os.cpu_count() or 1, 8)), "--dist", "worksteal"]
    marks = "not browser and not slow" if options.quick else "not browser"
    # Only a run of every test can tell that an action has none (tests/records.py).
    whole = {} if options.quick or more else {"QUANYI_WHOLE_SUITE": "1"}
    lanes.append(attempt("suite on SQLite", lambda: suite("suite on SQLite", marks, [*parallel, *more], **whole)))
    if not options.quick:
        lanes.append(attempt("suite on PostgreSQL", lambda: on_postgres([*parallel, *more])))
        lanes.append(attempt("browser", lambda: in_browser(more)))
    print("\n" + "\n".join(map(str, lanes)))
    passed, skipped = sum(lane.passed for lane in lanes), sum(bool(lane.skipped) for lane in lanes)
    failed = len(lanes) - passed - skipped
    print(f"\nlanes: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
