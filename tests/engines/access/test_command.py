"""The command ``quanyi access`` from files to counts and lists."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quanyi.engines.access import command

GRANTS = """系统,柜员号,权限,授权日期
核心,zhang,转账录入,2025-01-01
核心,zhang,转账复核,2025-01-01
核心,li,转账录入,2026-11-20
信贷,chen,查询,2025-01-01
核心,test01,查询,2025-01-01
核心,ghost,查询,2025-01-01
"""
USAGE = """系统,柜员号,权限,使用时间
核心,zhang,转账录入,2026-11-23 08:00:00
信贷,chen,查询,2026-11-01 08:00:00
核心,zhang,转账录入,2027-01-01 08:00:00
"""
PEOPLE = """工号,姓名,部门,岗位,状态,离职日期
zhang,张三,营业部,柜员,在职,
li,李四,营业部,柜员,在职,
chen,陈六,信贷部,经理,离职,2026-10-01
test01,测试,科技部,,在职,
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    contents = {"grants": GRANTS, "usage": USAGE, "people": PEOPLE, "toxic": "权限A,权限B\n转账录入,转账复核\n"}
    argv = ["--as-of", "2026-11-24"]
    for name, content in contents.items():
        (tmp_path / f"{name}.csv").write_text(content, encoding="gb18030")
        argv += [f"--{name}", str(tmp_path / f"{name}.csv")]
    return argv


def test_counts_and_lists_are_given_as_json(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([*files, "--json", "--lists"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["counts"] == {
        "unused": 3, "dormant": 2, "never_used": 2, "generic": 1, "orphan": 1, "leavers": 1, "excess": 0,
        "incompatible": 1, "equal_sets": 1, "units": 4,
    }  # fmt: skip
    assert answer["ignored"] == {"events after the day of the audit": 1}
    assert answer["lists"]["leavers"] == [
        {"system": "信贷", "account": "chen", "person": "chen", "unit": "信贷部", "left_on": "2026-10-01", "grants": 1,
         "used_on": "2026-11-01", "used_after": True}
    ]  # fmt: skip
    assert answer["columns"]["usage"] == {
        "account": "柜员号",
        "permission": "权限",
        "system": "系统",
        "used_on": "使用时间",
    }
    assert answer["not_judged"]["movers"] == "the list of people has no date of moving"
    assert {row["unit"]: row["score"] for row in answer["units"]} == {
        None: 0.0,
        "信贷部": 0.0,
        "科技部": 0.0,
        "营业部": 100 / 3,
    }


def test_the_state_gives_the_same_answer_without_the_log(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = ["--state", str(tmp_path / "last-use.parquet"), "--json", "--lists"]
    assert command.main([*files, *state]) == 0
    with_log = json.loads(capsys.readouterr().out)
    at = files.index("--usage")
    assert command.main([*files[:at], *files[at + 2 :], *state]) == 0
    without = json.loads(capsys.readouterr().out)
    assert without["lists"] == with_log["lists"]
    assert without["counts"] == with_log["counts"]


def test_a_reader_gets_plain_words(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([*files, "--lists", "--limit", "1"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert "           1  incompatible duties held" in out
    assert " 33.3         2       3  营业部" in out
    assert "           –  reach to sensitive data: no list of sensitive assets was given" in out


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (["--map", "grants.post=x"], "grants has no field 'post'"),
        (["--map", "post"], "write TABLE.FIELD=HEADING"),
        (["--map", "usage.used_on=日子"], "the file has no column '日子'"),
        (["--before", "/nowhere.csv"], "there is no file /nowhere.csv"),
    ],
)
def test_a_wrong_call_ends_with_status_two_and_one_sentence(
    files: list[str], extra: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([*files, *extra]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def run_python(script: str, *argv: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-c", script, *argv], capture_output=True, text=True, check=False, env=environment
    )


def test_without_polars_the_command_says_how_to_install_it(files: list[str]) -> None:
    script = """import sys; sys.modules['polars'] = None
from quanyi.engines.access.command import main
sys.exit(main(sys.argv[1:]))"""
    done = run_python(script, *files)
    assert done.returncode == 2
    assert "pip install 'quanyi[analysis]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_is_imported_without_loading_polars() -> None:
    done = run_python("import sys; from quanyi.engines.access import command; print('polars' in sys.modules)")
    assert done.stdout == "False\n"
