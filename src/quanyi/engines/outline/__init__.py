"""Reads Chinese outline documents into a tree, and drafts from it what a yearly plan asks of whom."""

from quanyi.engines.outline.breakdown import duties_of_table, measures_of_table
from quanyi.engines.outline.drafting import Draft, Objective, Phase, draft
from quanyi.engines.outline.parsing import parse, render
from quanyi.engines.outline.tree import Caution, Cell, Document, Node, OutlineError, Part, Span, Table

__all__ = [
    "Caution",
    "Cell",
    "Document",
    "Draft",
    "Node",
    "Objective",
    "OutlineError",
    "Part",
    "Phase",
    "Span",
    "Table",
    "draft",
    "duties_of_table",
    "measures_of_table",
    "parse",
    "render",
]
