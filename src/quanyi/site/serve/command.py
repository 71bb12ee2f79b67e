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


def main(argv: Sequence[str]) -> int:
    """Serve until SIGTERM or SIGINT."""
    reader = parser("serve", "Serve web and worker.", os.environ.get("QUANYI_DATA", "var"))
    return serve(reader.parse_args(argv), demo=False)


def serve(options: argparse.Namespace, *, demo: bool) -> int:
    """Prepare the data folder, start the children and watch them.

    Args:
        options: what ``options.parser`` read.
        demo: found the demo bank first and print its log-ins; its year is carried through beside the web.
    """
    if in_use(options.host, options.port):
        print(f"quanyi: port {options.port} is in use; choose another with --port", file=sys.stderr)
        return 2
    boot.use_data(options.data)
    prepared = subprocess.run(words("migrate", "--json", *(["--demo"] if demo else [])), stdout=subprocess.PIPE)  # noqa: S603  # own words
    if prepared.returncode:
        return prepared.returncode
    told = json.loads(prepared.stdout.splitlines()[-1])
    address = ("--host", options.host, "--port", str(options.port), "--workers", str(options.workers))
    children = [Child("web", words("web", *address)), Child("worker", words("worker"))]
    if told["new"]:
        children.append(Child("demo-year", words("demo-year"), once=True))
    return Supervisor(children).run(lambda: answers(options) and announce(options, told))


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


def announce(options: argparse.Namespace, prepared: dict[str, Any]) -> bool:
    """Say where the bank is served, and who may sign in to the demo."""
    url = f"http://{options.host}:{options.port}/"
    if options.json:
        told = {"ready": True, "url": url, "data": str(Path(options.data).resolve()), "accounts": prepared["accounts"]}
        print(json.dumps(told, ensure_ascii=False), flush=True)
        return True
    print(f"quanyi serves {url} from {Path(options.data).resolve()} (Ctrl-C stops it)")
    if prepared["new"]:
        print("six hundred complaints of a year are being carried through; the numbers grow for about a minute")
    if prepared["accounts"]:
        print("\nlog-ins of the demo bank:")
        for account in prepared["accounts"]:
            print(f"  {account['username']:<10} {account['password']:<13} {account['name']} {account['post']}")
    sys.stdout.flush()
    return True
