"""`quanyi serve`: brings the database up to date, then keeps web and worker running."""

import argparse
import http.client
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quanyi.site import boot
from quanyi.site.serve.options import in_use, parser
from quanyi.site.serve.supervisor import Child, Supervisor

WORKER = Path(__file__).parents[2] / "foundation/queue/management/commands/worker.py"


def main(argv: Sequence[str]) -> int:
    """Serve until SIGTERM or SIGINT."""
    reader = parser("serve", "Serve web and worker.", os.environ.get("QUANYI_DATA", "var"))
    return serve(reader.parse_args(argv), demo=False)


def serve(options: argparse.Namespace, *, demo: bool) -> int:
    """Prepare the data folder, start the children and watch them.

    Args:
        options: what ``options.parser`` read.
        demo: load the demo bank first and print its log-ins.
    """
    if in_use(options.host, options.port):
        print(f"quanyi: port {options.port} is in use; choose another with --port", file=sys.stderr)
        return 2
    boot.use_data(options.data)
    prepared = subprocess.run(words("migrate", "--json", *(["--demo"] if demo else [])), stdout=subprocess.PIPE)  # noqa: S603  # own words
    if prepared.returncode:
        return prepared.returncode
    accounts = json.loads(prepared.stdout.splitlines()[-1])["accounts"]
    address = ("--host", options.host, "--port", str(options.port), "--workers", str(options.workers))
    children = [Child("web", words("web", *address))]
    if WORKER.exists():
        children.append(Child("worker", words("worker")))
    return Supervisor(children).run(lambda: answers(options) and announce(options, accounts))


def words(word: str, *arguments: str) -> list[str]:
    """Return the words that run another command of ours; the data folder is inherited through the environment."""
    return [sys.executable, "-m", "quanyi", word, *arguments]


def answers(options: argparse.Namespace) -> bool:
    """Tell whether the web is up and reaches the database."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)  # noqa: S104  # compared, not bound
    connection = http.client.HTTPConnection(host, options.port, timeout=5)
    try:
        # The name is one that the settings let in, whatever address the web listens on.
        connection.request("GET", "/health/", headers={"Host": f"localhost:{options.port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def announce(options: argparse.Namespace, accounts: list[dict[str, Any]]) -> bool:
    """Say where the bank is served, and who may sign in to the demo."""
    url = f"http://{options.host}:{options.port}/"
    if options.json:
        told = {"ready": True, "url": url, "data": str(Path(options.data).resolve()), "accounts": accounts}
        print(json.dumps(told, ensure_ascii=False), flush=True)
        return True
    print(f"quanyi serves {url} from {Path(options.data).resolve()} (Ctrl-C stops it)")
    if accounts:
        print("\nlog-ins of the demo bank:")
        for account in accounts:
            print(f"  {account['username']:<16} {account['password']:<20} {account['who']}")
    sys.stdout.flush()
    return True
