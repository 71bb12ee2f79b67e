"""Lists are read as banks write them: headings in two languages, old encodings, several separators, several dates."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from quanyi.engines.access import tables
from quanyi.engines.access.columns import InputError, assign

ROW = {"account": "007", "permission": "转账复核", "system": "核心", "granted_on": date(2026, 1, 5), "person": None}


def read(path: Path, name: str = "grants", **told: str) -> list[dict[str, object]]:
    return tables.read(tables.open_table(path, name, told, path.parent / "scratch")).to_dicts()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_a_chinese_list_is_read_in_any_encoding_and_with_any_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    lines = [["柜员号", "权限名称", "系统", "授权日期"], [" 007 ", "转账复核", "核心", "2026-01-05 09:30:00"]]
    path = tmp_path / "g.csv"
    path.write_text("\r\n".join(separator.join(line) for line in lines), encoding=encoding, newline="")
    assert read(path) == [ROW]


@pytest.mark.parametrize(
    "written", ["2026-01-05", "2026/1/5", "2026.01.05", "20260105", "2026年1月5日", "2026-01-05T08:00:00Z"]
)
def test_a_date_is_read_in_any_unambiguous_way_of_writing(tmp_path: Path, written: str) -> None:
    path = tmp_path / "g.csv"
    path.write_text(f"account,permission,system,granted_on\n007,转账复核,核心,{written}\n", encoding="utf-8")
    assert read(path) == [ROW]


@pytest.mark.parametrize("written", ["05/01/2026", "2026-02-30", "yesterday", "0"])
def test_what_is_no_date_is_refused_with_its_row_and_column(tmp_path: Path, written: str) -> None:
    path = tmp_path / "g.csv"
    path.write_text(f"account,permission,开通日期\na,b,2026-01-01\na,c,{written}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(path)
    assert str(error.value) == f"grants: row 2, column '开通日期': '{written}' is not a date; write 2026-01-31"


def test_parquet_numbers_keep_their_form_as_names(tmp_path: Path) -> None:
    path = tmp_path / "g.parquet"
    pl.DataFrame(
        {"account": [7.0, None], "permission": [12, 13], "granted_on": [date(2026, 1, 5), None]}
    ).write_parquet(path)
    assert [(row["account"], row["permission"], row["granted_on"]) for row in read(path)] == [
        ("7", "12", date(2026, 1, 5)),
        (None, "13", None),
    ]


def test_columns_parted_by_spaces_without_headings_are_account_and_permission(tmp_path: Path) -> None:
    path = tmp_path / "matrix.txt"
    path.write_text("        1          1\n       10          2\n", encoding="utf-8")
    assert [(row["account"], row["permission"]) for row in read(path)] == [("1", "1"), ("10", "2")]


def test_an_absent_column_is_named_with_the_option_that_helps(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("ID,角色\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(path)
    assert str(error.value) == (
        "grants: no column for account; the file's columns are 'ID', '角色'. "
        "Say which it is, for example --map grants.account='ID'"
    )
    assert [(row["account"], row["permission"]) for row in read(path, account="ID")] == [("1", "2")]


def test_a_told_heading_wins_and_an_empty_one_takes_a_field_away() -> None:
    headings = ["账号", "权限", "系统", "上级系统"]
    assert assign("grants", headings, {"system": "上级系统"})["system"] == "上级系统"
    assert assign("grants", headings, {"system": ""}) == {"account": "账号", "permission": "权限"}
    with pytest.raises(InputError, match="the file has no column '部门'"):
        assign("grants", headings, {"system": "部门"})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"one\n1\n", "has one column only"),
        (b"a,b\n\xff\xff,\xff\xff\n", "neither UTF-8 nor GB18030"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "g.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read(path)


def test_a_broken_row_and_a_false_parquet_are_refused(tmp_path: Path) -> None:
    ragged = tmp_path / "g.csv"
    ragged.write_text("account,permission\na,b\na,b,c,d\n", encoding="utf-8")
    with pytest.raises(InputError, match="a row cannot be read"):
        read(ragged)
    false = tmp_path / "g.parquet"
    false.write_bytes(b"PAR1 no")
    with pytest.raises(InputError, match="cannot be read"):
        read(false)
