import csv
import io
import zipfile
from datetime import UTC, date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quanyi.engines.sheets import SheetError, cell, read_table, uncell, write_csv, write_xlsx

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1", "＋1", "－1+1", "＠A", "\t=1", "\r=1", " =1", "=HYPERLINK(1)"]


def xlsx(columns, rows, **more):
    stream = io.BytesIO()
    write_xlsx(stream, columns, rows, **more)
    return stream.getvalue()


def test_no_cell_of_a_workbook_is_a_formula_or_a_link():
    data = xlsx(["=head", "＝头"], [[text, "https://example.org"] for text in FORMULAS], title="=1+1")
    book = openpyxl.load_workbook(io.BytesIO(data))
    kinds = {each.data_type for row in book.active.iter_rows() for each in row}
    assert kinds == {"s", "n"}  # n: the empty rest of the merged title
    assert book.active["A1"].value == "'=1+1"
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert all(b"<f>" not in archive.read(name) for name in archive.namelist())
    assert all(b"hyperlink" not in archive.read(name).lower() for name in archive.namelist() if "sheet" in name)


def test_a_workbook_is_read_back_with_its_types():
    row = ["＝text", -12, 1.5, True, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5), time(6, 7), None, "-12.50"]
    table = read_table(xlsx([str(n) for n in range(9)], [row]), "a.xlsx")
    assert table.rows == [row]


def test_a_csv_starts_with_its_mark_and_is_read_back():
    stream = io.BytesIO()
    rows = [["张三", "第一行\n第二行", '说"好"', date(2026, 1, 2), datetime(2026, 1, 2, 3, 4), True, -5, None, "=1"]]
    assert write_csv(stream, list("abcdefghi"), rows) == 1
    assert stream.getvalue().startswith(b"\xef\xbb\xbfa,b,c")
    table = read_table(stream.getvalue(), "a.csv")
    assert table.encoding == "utf-8-sig"
    assert table.rows == [
        ["张三", "第一行\n第二行", '说"好"', "2026-01-02", "2026-01-02 03:04:00", "TRUE", "-5", None, "=1"]
    ]


def test_no_field_of_a_csv_starts_a_formula():
    stream = io.BytesIO()
    write_csv(stream, ["a"], [[text] for text in FORMULAS])
    fields = [row[0] for row in csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline=""))][1:]
    assert fields == [f"'{text}" for text in FORMULAS]


def test_a_title_stands_above_a_frozen_and_filtered_header():
    book = openpyxl.load_workbook(io.BytesIO(xlsx(["编号", "内容"], [["1", "a"]], title="投诉台账")))
    page = book.active
    assert [[each.value for each in row] for row in page.iter_rows()] == [
        ["投诉台账", None],
        ["编号", "内容"],
        ["1", "a"],
    ]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A3", "A2:B3")
    assert [str(each) for each in page.merged_cells.ranges] == ["A1:B1"]


def test_widths_are_measured_with_chinese_characters_counting_twice_unless_given():
    measured = openpyxl.load_workbook(io.BytesIO(xlsx(["编号", "a"], [["客户反映办理业务", "b"]]))).active
    assert round(measured.column_dimensions["A"].width) == 19
    given_ = openpyxl.load_workbook(io.BytesIO(xlsx(["编号", "a"], [], widths=[40, 8]))).active
    assert round(given_.column_dimensions["A"].width) == 41


def test_a_text_too_long_for_a_cell_is_cut_and_says_so():
    (row,) = read_table(xlsx(["a"], [["投" * 40_000]]), "a.xlsx").rows
    assert str(row[0]).endswith("投…（超长，已截断）")
    (row,) = read_table(xlsx(["a"], [["𠮷" * 20_000]]), "a.xlsx").rows
    assert str(row[0]).startswith("𠮷𠮷")
    assert len(str(row[0]).encode("utf-16-le")) // 2 <= 32_767


def test_an_instant_keeps_its_wall_time_and_a_day_before_1900_is_text():
    row = [datetime(2026, 1, 2, 3, 4, tzinfo=UTC), date(1899, 12, 31)]
    assert read_table(xlsx(["a", "b"], [row]), "a.xlsx").rows == [[datetime(2026, 1, 2, 3, 4), "1899-12-31"]]


def test_rows_are_counted_and_read_one_by_one():
    assert write_xlsx(io.BytesIO(), ["a"], ([str(n)] for n in range(250))) == 250


@pytest.mark.parametrize(
    ("columns", "more", "sentence"), [([], {}, "at least one column"), (["a"], {"sheet": "a/b"}, "a/b")]
)
def test_an_impossible_workbook_is_refused(columns, more, sentence):
    with pytest.raises(SheetError, match=sentence):
        xlsx(columns, [], **more)


values = st.one_of(
    st.text(max_size=20).filter(lambda text: text == "" or not text.isspace()),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(values, min_size=3, max_size=3), max_size=5))
def test_whatever_is_written_no_formula_comes_out(rows):
    book = openpyxl.load_workbook(io.BytesIO(xlsx(["a", "b", "c"], rows)))
    kinds = {each.data_type for row in book.active.iter_rows() for each in row}
    assert "f" not in kinds
    stream = io.BytesIO()
    write_csv(stream, ["a", "b", "c"], rows)
    read = list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))
    assert len(read) == len(rows) + 1
    assert [[cell(uncell(field)) for field in row] for row in read] == read
