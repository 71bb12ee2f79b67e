"""Spreadsheets in and out: .xlsx and .csv, UTF-8 and GB18030, within limits, and never a formula out."""

from quanyi.engines.sheets.cells import cell, uncell
from quanyi.engines.sheets.errors import SheetError
from quanyi.engines.sheets.limits import Limits
from quanyi.engines.sheets.reading import Rows, Table, open_rows, read_table, read_tables
from quanyi.engines.sheets.writing import write_csv, write_xlsx

__all__ = [
    "Limits",
    "Rows",
    "SheetError",
    "Table",
    "cell",
    "open_rows",
    "read_table",
    "read_tables",
    "uncell",
    "write_csv",
    "write_xlsx",
]
