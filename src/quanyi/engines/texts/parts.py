"""What a file is cut into: a named piece of text, or a table."""

from dataclasses import dataclass

from quanyi.engines.sheets import Table


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a file.

    Attributes:
        name: where it is: ``a.docx``, ``a.pdf#2`` (page), ``a.pptx#3`` (slide), ``a.xlsx#台账`` (sheet),
            ``a.zip/b/c.docx`` (inside an archive), ``a.eml/附件.pdf#1``.
        text: the text; empty for a table.
        table: the table of a .csv or a sheet, else None.
    """

    name: str
    text: str
    table: Table | None = None
