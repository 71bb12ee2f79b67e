import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from quanyi.engines.sheets import Limits, SheetError, open_rows, read_table, read_tables, write_xlsx

TEXT = "编号,姓名,内容\r\n1,张三,服务态度\r\n2,李四,𠮷字\r\n"


def book(*sheets):
    """Make a workbook: each sheet a name and rows, or a name, rows and merged ranges."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows, *merged in sheets:
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
        for each in merged:
            page.merge_cells(each)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_each_encoding_a_bank_meets(encoding, tmp_path):
    path = tmp_path / "台账.csv"
    path.write_bytes(TEXT.encode(encoding))
    for source in (path, path.read_bytes()):
        table = read_table(source, "台账.csv")
        assert (table.columns, table.rows) == (
            ["编号", "姓名", "内容"],
            [["1", "张三", "服务态度"], ["2", "李四", "𠮷字"]],
        )
        assert (table.sheet, table.encoding, table.first_row) == ("台账", encoding, 2)


def test_utf_16_with_the_big_end_first_is_read():
    assert read_table(b"\xfe\xff" + TEXT.encode("utf-16-be"), "a.csv").columns == ["编号", "姓名", "内容"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_the_delimiter_is_found(delimiter):
    text = f"投诉台账\na{delimiter}b{delimiter}c\n1{delimiter}x y{delimiter}3\n4{delimiter}5{delimiter}6\n"
    table = read_table(text.encode(), "a.csv")
    assert (table.columns, table.rows[0], table.first_row) == (["a", "b", "c"], ["1", "x y", "3"], 3)


def test_a_delimiter_inside_quotes_or_text_does_not_mislead():
    text = "编号;内容\n1;退费，道歉，解释\n2;利率，费用，说明\n"
    assert read_table(text.encode(), "a.csv").columns == ["编号", "内容"]


def test_a_declared_delimiter_is_followed_and_keeps_its_row_number():
    table = read_table(b"sep=;\na;b\n1;2,3\n", "a.csv")
    assert (table.columns, table.rows, table.first_row) == (["a", "b"], [["1", "2,3"]], 3)


def test_line_breaks_and_quotes_inside_a_cell_are_kept():
    table = read_table('a,b\n"第一行\r\n第二行","说""好"""\n'.encode(), "a.csv")
    assert table.rows == [["第一行\r\n第二行", '说"好"']]


def test_the_tricks_that_keep_long_numbers_as_text_are_undone():
    assert read_table(b'a,b,c\n"=""0012""",6222020000000000000\t,\'=x\n', "a.csv").rows == [
        ["0012", "6222020000000000000", "=x"]
    ]


def test_blank_rows_keep_the_numbers_of_the_others_and_those_at_the_end_are_dropped():
    table = read_table(b"a,b\n\n1,2\n,\n3,4\n,\n\n", "a.csv")
    assert (table.first_row, table.rows) == (2, [[None, None], ["1", "2"], [None, None], ["3", "4"]])
    assert list(table.numbered()) == [(3, ["1", "2"]), (5, ["3", "4"])]


def test_a_short_row_is_padded_and_a_long_one_keeps_its_cells():
    table = read_table(b"a,b,c\n1\n1,2,3,4\n1,2,3\n", "a.csv")
    assert table.rows == [["1", None, None], ["1", "2", "3", "4"], ["1", "2", "3"]]


def test_columns_without_a_name_or_with_the_same_name_get_their_own():
    table = read_table(b"a,,a, a  b\n1,2,3,4\n1,2,3,4\n", "a.csv")
    assert table.columns == ["a", "列2", "a (2)", "a b"]


def test_a_merged_title_and_a_line_of_notes_above_the_header_are_passed_over():
    rows = [
        ["2026年消费投诉台账"],
        ["填报单位：城东支行", None, None, None, None, "日期：2026-01-05"],
        [],
        ["编号", "收到日期", "姓名", "业务", "原因", "金额"],
        [1, date(2026, 1, 2), "张三", "银行卡", "服务", 12.5],
    ]
    table = read_table(book(("台账", rows, "A1:F1")), "a.xlsx")
    assert table.columns == ["编号", "收到日期", "姓名", "业务", "原因", "金额"]
    assert (table.first_row, table.rows) == (5, [[1, date(2026, 1, 2), "张三", "银行卡", "服务", 12.5]])


def test_a_header_of_two_rows_joins_group_and_column():
    rows = [
        ["投诉台账"],
        ["编号", "投诉人", None, "办理", None],
        [None, "姓名", "电话", "承办人", "时限"],
        [1, "张三", "13800138000", "李四", 15],
    ]
    data = book(("台账", rows, "A1:E1", "A2:A3", "B2:C2", "D2:E2"))
    table = read_table(data, "a.xlsx")
    assert table.columns == ["编号", "投诉人/姓名", "投诉人/电话", "办理/承办人", "办理/时限"]
    assert (table.first_row, table.rows) == (4, [[1, "张三", "13800138000", "李四", 15]])


def test_a_header_of_years_is_still_a_header():
    table = read_table(book(("s", [["指标", 2024, 2025], ["件数", 3, 4]])), "a.xlsx")
    assert (table.columns, table.rows) == (["指标", "2024", "2025"], [["件数", 3, 4]])


def test_a_table_that_starts_further_down_and_right_keeps_its_row_numbers():
    made = openpyxl.Workbook()
    for column, name in ((3, "a"), (4, "b")):
        made.active.cell(5, column, name)
        made.active.cell(6, column, 1)
    stream = io.BytesIO()
    made.save(stream)
    table = read_table(stream.getvalue(), "a.xlsx")
    assert (table.columns, table.first_row) == (["列1", "列2", "a", "b"], 6)


def test_every_sheet_is_read_and_a_hidden_one_only_when_all_are_asked_for():
    made = openpyxl.load_workbook(io.BytesIO(book(("空", []), ("隐", [["h"], ["x"]]), ("显", [["v"], ["y"]]))))
    made["隐"].sheet_state = "hidden"
    stream = io.BytesIO()
    made.save(stream)
    data = stream.getvalue()
    assert read_table(data, "a.xlsx").sheet == "显"
    assert [table.sheet for table in read_tables(data, "a.xlsx")] == ["隐", "显"]
    assert read_tables(book(("空", [])), "a.xlsx") == []


def test_rows_are_read_one_by_one():
    opened = open_rows(b"a\n1\n2\n", "a.csv")
    assert (next(opened.rows), next(opened.rows), next(opened.rows, None)) == (["1"], ["2"], None)


def sheet_xml(body):
    """A minimal workbook with a hand-written sheet."""
    written = io.BytesIO()
    write_xlsx(written, ["a"], [["b"]])
    stream = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = (
                    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
                    + body
                    + b"</sheetData></worksheet>"
                )
            new.writestr(name, content)
    return stream.getvalue()


def shared_bomb():
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % n for n in range(1, 3001))
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet_xml(b"<row>" + cells + b"</row>"))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"<t>a</t>", b"<t>" + b"x" * 100_000 + b"</t>"))
    return stream.getvalue()


def bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * 20_000_000)
    return stream.getvalue()


def lying():
    """An archive whose directory declares less than a part holds."""
    data = bytearray(sheet_xml(b'<row r="1"><c r="A1"><v>1</v></c></row>'))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    return bytes(data).replace(size.to_bytes(4, "little"), (size // 2).to_bytes(4, "little"))


def climbing():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../xl/workbook.xml", "x")
    return stream.getvalue()


def promising():
    written, stream = io.BytesIO(), io.BytesIO()
    write_xlsx(written, ["a"], [["b"]])
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'uniqueCount="2"', b'uniqueCount="999999999999"'))
    return stream.getvalue()


HOSTILE = {
    "promises more than it holds": (promising(), "promises more than it holds"),
    "far apart cells": (sheet_xml(b'<row r="1"><c r="A1"/><c r="XFD1048576"/></row>'), "delete empty rows"),
    "lower case": (sheet_xml(b"<row><c r='a1'/><c r = 'xfd9'/></row>"), "columns, more than"),
    "prefixed": (sheet_xml(b'<x:row><x:c r="A1"/><x:c r="A99999999"/></x:row>'), "rows and"),
    "cells without address": (sheet_xml(b'<row r="900000">' + b"<c/>" * 1900 + b"</row>"), "are too many"),
    "one text a million times": (shared_bomb(), "repeat long texts"),
    "bomb": (bomb(), "times its size"),
    "lying directory": (lying(), "is damaged"),
    "climbing path": (climbing(), "points outside"),
    "cut off": (book(("s", [["a"], ["b"]]))[:2000], "damaged"),
    "no workbook": (b"PK\x05\x06" + b"\0" * 18, "is no .xlsx workbook"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as .xlsx"),
    "protected": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "web page": (b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table>", "web page"),
    "binary": (b"a,b\n\0\1\2", "zero bytes"),
    "unknown encoding": (b"a,b\n\xff\xff\xff", "unknown encoding"),
    "empty": (b"", "is empty"),
    "only blank": (b"\n,,\n", "holds no table"),
    "unclosed quote": (b'a,b\n1,"' + b"x" * 200_000, "quotation mark"),
    "too many columns": (b"," * 3000, "columns, more than"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_with_a_sentence(kind):
    data, sentence = HOSTILE[kind]
    limits = Limits(expanded=100_000_000)
    with pytest.raises(SheetError, match=sentence) as caught:
        read_table(data, "坏.xlsx", limits)
    assert str(caught.value).startswith("坏.xlsx")


def test_limits_on_size_and_rows_hold():
    with pytest.raises(SheetError, match="bytes are more than 3"):
        read_table(b"a\n1\n", "a.csv", Limits(size=3))
    with pytest.raises(SheetError, match="more than 2 rows"):
        read_table(b"a\n1\n2\n", "a.csv", Limits(rows=2))


def test_a_file_that_is_not_there_is_an_error():
    with pytest.raises(SheetError, match="cannot be opened"):
        read_table(Path("/nowhere/a.csv"), "a.csv")


@pytest.mark.parametrize("cut", range(0, 6000, 450))
def test_a_workbook_cut_or_changed_anywhere_is_read_or_refused_and_never_crashes(cut):
    data = book(("s", [["a", "b"], *[[n, "x"] for n in range(50)]]))
    for broken in (data[:cut], data[:cut] + bytes([data[cut % len(data)] ^ 255]) + data[cut + 1 :]):
        try:
            read_tables(broken, "a.xlsx")
        except SheetError as error:
            assert str(error)


SAMPLE = Path(__file__).parents[4] / "shared/samples/complaints/cfpb_2023_all_products.csv"


@pytest.mark.skipif(not SAMPLE.exists(), reason=f"{SAMPLE} is absent: no published ledger is read")
def test_a_published_ledger_is_read_as_the_csv_module_reads_it():
    table = read_table(SAMPLE, SAMPLE.name)
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        records = list(csv.reader(stream))
    assert table.columns == records[0]
    assert [[value or "" for value in row] for row in table.rows] == records[1:]
    assert len(table.rows) == 620
