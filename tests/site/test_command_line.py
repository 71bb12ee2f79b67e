"""The command line finds its words, starts engines without Django, and serves a bank from an empty folder."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from importlib.util import find_spec
from pathlib import Path

import pytest

from quanyi.site import command_line

ROOT = Path(__file__).parents[2]


def quanyi(*words, **options):
    """Run a command as the launcher does, in a clean environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QUANYI_", "DJANGO_"))}
    environment = kept | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(
        [sys.executable, "-m", "quanyi", *words], env=environment, stdout=subprocess.PIPE, text=True, **options
    )


def test_help_lists_every_word(capsys):
    assert command_line.main(["help"]) == 0
    listed = re.search(r"commands: (.*)", capsys.readouterr().out).group(1).split()
    assert listed == sorted([*command_line.COMMANDS, *command_line.HOUSE_COMMANDS])


def test_an_unknown_word_is_told(capsys):
    assert command_line.main(["complain"]) == 2
    assert capsys.readouterr().err == "quanyi: no command 'complain'; 'quanyi help' lists them\n"


@pytest.mark.parametrize("word", sorted(command_line.HOUSE_COMMANDS))
def test_a_house_command_has_its_module(word):
    assert find_spec(command_line.HOUSE_COMMANDS[word]) is not None


def test_an_engine_command_starts_without_django_and_numpy():
    watch = "import sys; from quanyi.site.command_line import main; main(['due', '--help'])"
    code = (
        f"try:\n    {watch}\nexcept SystemExit:\n    print(sorted({{'django', 'numpy', 'polars'}} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True
    )
    assert answer.stdout.splitlines()[-1] == "[]"


def test_a_configuration_that_cannot_be_used_is_told_and_fails_the_check(tmp_path):
    (tmp_path / "quanyi.toml").write_text("hosts = [", "utf-8")
    process = quanyi("check", "--json", "--data", str(tmp_path))
    told = json.loads(process.communicate()[0])
    assert process.returncode == 1
    assert told["good"] is False
    assert str(tmp_path / "quanyi.toml") in told["error"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.slow
def test_serve_makes_a_bank_in_an_empty_folder_and_stops_cleanly(tmp_path):
    port = free_port()
    data = tmp_path / "bank"
    process = quanyi("serve", "--port", str(port), "--data", str(data), "--workers", "1", "--json", cwd=tmp_path)
    try:
        told = json.loads(process.stdout.readline())
        assert told == {"ready": True, "url": f"http://127.0.0.1:{port}/", "data": str(data), "accounts": []}
        with urllib.request.urlopen(f"{told['url']}health/") as answer:
            assert json.load(answer) == {"status": "ok"}
        assert (data / "quanyi.sqlite3").exists()
        assert data.stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "bank.keys" / "secret_key").stat().st_mode & 0o777 == 0o600
        second = quanyi("serve", "--port", str(port), "--data", str(data), stderr=subprocess.PIPE)
        assert second.communicate()[1] == f"quanyi: port {port} is in use; choose another with --port\n"
        assert second.returncode == 2
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
