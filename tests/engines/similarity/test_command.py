"""The command ``quanyi similar`` from a file or the standard input to groups and topics."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quanyi.engines.similarity import command

LINES = [
    "信用卡年费被重复扣收,要求退还",
    "您好,信用卡年费被重复扣收,要求退还",
    "柜台排队时间太长",
    "信用卡年费被重复扣收,要求退还",
]


def answer_of(argv: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert command.main([*argv, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_lines_are_grouped_in_any_encoding(tmp_path: Path, encoding: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "texts.txt"
    path.write_text("\r\n".join(LINES), encoding=encoding, newline="")
    assert answer_of([str(path)], capsys) == {
        "texts": 4, "threshold": 0.6, "grouped": 3, "group_count": 1,
        "groups": [
            {"size": 3, "lowest": 0.875, "representative": {"id": "1", "text": LINES[0]},
             "members": [{"id": "1", "score": 1.0}, {"id": "2", "score": 0.875}, {"id": "4", "score": 1.0}]}
        ],
    }  # fmt: skip


def test_the_standard_input_is_read_line_by_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = LINES[0].encode() + b"\n" + LINES[1].encode("gb18030") + b"\n\xff\xff\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    answer = answer_of(["-"], capsys)
    assert (answer["texts"], answer["grouped"]) == (3, 2)


def test_a_table_gives_texts_and_their_numbers_by_heading(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "complaints.csv"
    rows = [f'T{at},"{text}\n第二行",2026-11-16' for at, text in enumerate(LINES)]
    path.write_text("\n".join(["编号,投诉内容,日期", *rows]), encoding="gb18030")
    answer = answer_of([str(path), "--id-column", "编号"], capsys)
    assert [member["id"] for member in answer["groups"][0]["members"]] == ["T0", "T1", "T3"]
    assert command.main([str(path)]) == 0
    assert capsys.readouterr().out.startswith("4 texts, 1 groups of 3 texts\n\n3 texts, alike at least 0.8")


def test_topics_come_by_week_and_unit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "complaints.csv"
    usual = [f"柜台排队时间太长,2026/{9 + at // 28}/{at % 28 + 1} 10:00,东城" for at in range(70)]
    new = [f"{greeting}刷脸登录失败,2026/11/16,西城" for greeting in ("昨天", "今天", "又", "App", "老人")]
    path.write_text("\n".join(["内容,日期,机构", *usual, *new, "无日期,,西城"]), encoding="utf-8")
    answer = answer_of([str(path), "--topics", "--unit-column", "机构"], capsys)
    assert (answer["texts"], answer["undated"]) == (75, 1)
    assert [(topic["week"], topic["unit"], topic["terms"], topic["texts"]) for topic in answer["topics"]] == [
        ("2026-W47", None, ["刷脸登录失败"], 5)
    ]
    assert command.main([str(path), "--topics"]) == 0
    assert "2026-W47  all units: 刷脸登录失败" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "argv", "message"),
    [
        ("none.txt", None, [], "there is no file"),
        ("bad.txt", b"\xff\xfe\x00\xd8\x00", [], "neither UTF-8 nor GB18030"),
        ("x.csv", "甲,乙\n1,2\n".encode(), [], "no column for the text; the columns are '甲', '乙'"),
        ("x.txt", b"a\n", ["--topics"], "needs a .csv or .tsv table"),
        ("x.csv", b"text,date\na,2026-13-01\n", ["--topics"], "record 2: '2026-13-01' is not a date"),
        ("x.csv", b"text,date\na,01/31/26\n", ["--topics"], "--date-format"),
    ],
)
def test_bad_input_ends_with_status_two_and_one_sentence(
    tmp_path: Path, name: str, content: bytes | None, argv: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert command.main([str(tmp_path / name), *argv]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("argv", [["--threshold", "0"], ["--threshold", "x"], ["--limit", "0"], ["--week", "2026-11"]])
def test_an_option_out_of_range_is_refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["-", *argv])
    assert stopped.value.code == 2
    assert argv[1] in capsys.readouterr().err


def test_the_command_is_imported_without_numpy_or_the_term_matcher() -> None:
    script = """import sys; from quanyi.engines.similarity import command
print({'numpy', 'ahocorasick_rs'} & set(sys.modules))"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment)
    assert done.stdout == "set()\n"
