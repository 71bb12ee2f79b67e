"""``quanyi screen`` prints one JSON object per text."""

import io
import json
import zipfile

import pytest

from quanyi.engines.wording.command import main


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def given(monkeypatch):
    def give(data: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))

    return give


def test_each_line_of_the_input_is_a_text(capsys, given):
    given("保本理财\n\n不保本\n".encode())
    assert main(["-"]) == 0
    first, second, third = lines(capsys)
    assert list(first) == ["findings", "missing"]
    assert list(first["findings"][0]) == [
        "rule", "article", "severity", "statutory", "start", "end", "text", "why", "suggestion"
    ]  # fmt: skip
    assert (first["findings"][0]["rule"], first["findings"][0]["start"], first["findings"][0]["end"]) == (
        "GUA-01",
        0,
        2,
    )
    assert second == third == {"findings": [], "missing": []}


def test_gbk_input_is_read(capsys, given):
    given("零风险".encode("gb18030"))
    assert main(["--json", "-"]) == 0
    assert [finding["text"] for finding in lines(capsys)[0]["findings"]] == ["零风险"]


def test_missing_statements_follow_kind_and_channel(capsys, given):
    given("贷款由江城银行发放，年化利率3.6%起（单利），以审批为准，请理性借贷".encode())
    assert main(["--kind", "loan", "--channel", "短信", "-"]) == 0
    assert [one["statement"] for one in lines(capsys)[0]["missing"]] == ["拒收（退订）方式"]


def test_a_file_is_one_text_and_names_its_source(capsys, tmp_path):
    path = tmp_path / "poster.txt"
    path.write_text("稳健理财\n保本", encoding="utf-8")
    assert main([str(path)]) == 0
    (line,) = lines(capsys)
    assert (line["source"], line["findings"][0]["start"]) == ("poster.txt", 5)


def test_a_row_of_a_table_is_a_text(capsys, tmp_path):
    path = tmp_path / "texts.csv"
    path.write_text("编号,文案\n1,保本理财\n2,理财有风险\n", encoding="utf-8")
    assert main([str(path)]) == 0
    first, second = lines(capsys)
    assert (first["source"], first["text"], len(first["findings"])) == ("texts.csv:2", "1\n保本理财", 1)
    assert (second["source"], second["findings"]) == ("texts.csv:3", [])


def test_the_members_of_an_archive_are_texts_of_their_own(capsys, tmp_path):
    path = tmp_path / "texts.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "零风险")
        archive.writestr("b.txt", "请谨慎")
    assert main([str(path)]) == 0
    assert [(line["source"], len(line["findings"])) for line in lines(capsys)] == [
        ("texts.zip/a.txt", 1),
        ("texts.zip/b.txt", 0),
    ]


def test_a_broken_file_is_named_and_the_run_goes_on(capsys, tmp_path):
    (tmp_path / "broken.docx").write_bytes(b"not a document")
    (tmp_path / "good.txt").write_text("零风险", encoding="utf-8")
    assert main([str(tmp_path / "broken.docx"), str(tmp_path / "no.txt"), str(tmp_path / "good.txt")]) == 2
    out = capsys.readouterr()
    assert [json.loads(line)["source"] for line in out.out.splitlines()] == ["good.txt"]
    assert [line.split(": ")[:2] for line in out.err.splitlines()] == [
        ["quanyi screen", "broken.docx"],
        ["quanyi screen", "no.txt"],
    ]


def test_strict_turns_findings_into_the_status(given, capsys):
    given("零风险".encode())
    assert main(["--strict", "-"]) == 1
    given("请谨慎".encode())
    assert main(["--strict", "-"]) == 0


def test_an_unknown_channel_is_an_error(capsys):
    assert main(["--channel", "fax", "-"]) == 2
    assert capsys.readouterr().err.startswith("quanyi screen: unknown channel 'fax'; known: app, call")


def test_a_word_list_of_the_bank_is_screened_too(capsys, given, tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("财源滚滚\n", encoding="gb18030")
    given("祝您财源滚滚".encode())
    assert main(["--words", str(path), "-"]) == 0
    assert [finding["rule"] for finding in lines(capsys)[0]["findings"]] == ["LIST-01"]
    assert main(["--words", str(tmp_path / "none.txt"), "-"]) == 2


def test_an_older_day_screens_by_the_law_of_that_day(capsys, given):
    given("高收益理财".encode())
    assert main(["--as-of", "2026-01-01", "-"]) == 0
    assert lines(capsys) == [{"findings": [], "missing": []}]
