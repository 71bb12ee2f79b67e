"""The command line: one line a text, one line a column, blocks for large files, clear errors."""

import io
import json
import sys

import pytest

from quanyi.engines.pii import command, stream


def run(capsys, *argv, stdin=b"", monkeypatch=None):
    if monkeypatch is not None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    status = command.main(argv)
    out = capsys.readouterr()
    return status, [json.loads(line) for line in out.out.splitlines()], out.err


def test_each_line_of_the_input_gives_one_line(capsys, monkeypatch):
    text = "手机13812345678\n\n没有\n身份证110101199003074610".encode()
    status, lines, _ = run(capsys, "-", stdin=text, monkeypatch=monkeypatch)
    assert status == 0
    assert [[(f["type"], f["start"], f["end"], f["masked"]) for f in line["findings"]] for line in lines] == [
        [("mobile", 2, 13, "138****5678")],
        [],
        [],
        [("cn_id_card", 3, 21, "110***********4610")],
    ]
    assert set(lines[0]["findings"][0]) >= {"type", "start", "end", "masked", "confidence", "level", "why"}


def test_gbk_input_and_shown_values(capsys, monkeypatch):
    status, lines, _ = run(capsys, "--show", "-", stdin="手机13812345678\n".encode("gbk"), monkeypatch=monkeypatch)
    assert (status, lines[0]["findings"][0]["text"]) == (0, "13812345678")


def test_a_text_file_is_one_text(capsys, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("第一行\n手机13812345678\n", encoding="utf-8")
    status, lines, _ = run(capsys, "--json", str(path))
    assert status == 0
    assert [(f["start"], f["end"]) for f in lines[0]["findings"]] == [(6, 17)]


def table(tmp_path, rows=40):
    path = tmp_path / "t.csv"
    body = "".join(f'客户{n},139{n:08},"a, b"\n' for n in range(rows))
    path.write_text("编号,手机号,备注\n" + body, encoding="gb18030")
    return path


def test_a_table_gives_one_line_a_column(capsys, tmp_path):
    status, lines, _ = run(capsys, "--json", str(table(tmp_path)))
    assert status == 0
    assert [(line["column"], line["verdict"], line["level"], line["share"]) for line in lines] == [
        ("编号", "none", "", 0.0),
        ("手机号", "mobile", "C2", 1.0),
        ("备注", "none", "", 0.0),
    ]


def test_every_line_of_a_table_is_counted_by_column(capsys, tmp_path):
    status, lines, _ = run(capsys, "--json", "--every", str(table(tmp_path)))
    assert status == 0
    assert [(line["lines"], line["counts"]) for line in lines] == [(41, {}), (41, {"mobile": 40}), (41, {})]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("block", [50, 997, 1 << 20])
def test_counts_do_not_depend_on_the_blocks(tmp_path, monkeypatch, block, jobs):
    path = table(tmp_path)
    ranges = stream.cuts(path, block)
    assert (ranges[0][0], ranges[-1][1]) == (0, path.stat().st_size)
    assert [a[1] for a in ranges[:-1]] == [b[0] for b in ranges[1:]]
    monkeypatch.setattr(stream, "cuts", lambda _: ranges)
    counts = stream.count_file(path, "gb18030", ",", jobs=jobs)
    assert (counts.types, counts.cells) == ({"mobile": 40}, {(1, "mobile"): 40})


def test_a_line_longer_than_a_block_is_cut_from_its_beginning(tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"a\n" + b"x" * 25 + b"\nb")
    assert stream.cuts(path, 10) == [(0, 2), (2, 12), (12, 22), (22, 29)]


def test_rows_are_sampled_from_all_over_a_file(tmp_path):
    path = table(tmp_path, 20_000)
    shape = stream.layout(path)
    rows = stream.sample_rows(path, shape, 500)
    assert (shape.encoding, shape.delimiter, shape.columns) == ("gb18030", ",", ("编号", "手机号", "备注"))
    assert len(rows) == 500
    assert {row[2] for row in rows} == {"a, b"}
    assert max(int(row[1]) for row in rows) - min(int(row[1]) for row in rows) > 15_000


def test_a_missing_file_is_named_and_the_others_are_answered(capsys, tmp_path):
    status, lines, err = run(capsys, "--json", str(tmp_path / "none.txt"), str(table(tmp_path)))
    assert (status, len(lines)) == (2, 3)
    assert err.strip().endswith("none.txt: there is no such file")


def test_a_large_file_that_is_no_text_is_refused(tmp_path, capsys):
    path = tmp_path / "x.txt"
    path.write_bytes(b"\xff\xfea\0b\0")
    status, lines, err = run(capsys, "--json", "--every", str(path))
    assert (status, lines) == (2, [])
    assert "must be UTF-8 or GB18030" in err


def test_an_unknown_type_is_named(capsys):
    status, _, err = run(capsys, "--types", "phone", "x.txt")
    assert status == 2
    assert "unknown type 'phone'" in err


def test_people_read_lines_without_json(capsys, tmp_path):
    assert command.main([str(table(tmp_path))]) == 0
    assert "手机号\tmobile\tC2\t100%" in capsys.readouterr().out
