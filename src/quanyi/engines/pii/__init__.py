"""Finds, grades and masks personal information in texts, tables and files."""

from quanyi.engines.pii.columns import ColumnVerdict, TableVerdict, judge_column, judge_table
from quanyi.engines.pii.findings import Finding, Findings
from quanyi.engines.pii.levels import Level, grade, level_of
from quanyi.engines.pii.masking import mask
from quanyi.engines.pii.scanning import STRUCTURED, redact, scan
from quanyi.engines.pii.tokens import Tokens

__all__ = [
    "STRUCTURED",
    "ColumnVerdict",
    "Finding",
    "Findings",
    "Level",
    "TableVerdict",
    "Tokens",
    "grade",
    "judge_column",
    "judge_table",
    "level_of",
    "mask",
    "redact",
    "scan",
]
