"""How large a file may be before it is refused; checked before any parser sees it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is read.

    Attributes:
        size: bytes of the file.
        expanded: bytes of all parts of an archive once inflated.
        ratio: inflated bytes per stored byte, judged above ten megabytes only.
        members: parts of an archive.
        rows: rows of one sheet.
        columns: columns of one sheet.
        cells: rows times columns of one sheet, since the reader keeps a dense rectangle in memory.
        characters: characters of one cell.
    """

    size: int = 200_000_000
    expanded: int = 1_000_000_000
    ratio: int = 200
    members: int = 10_000
    rows: int = 1_048_576
    columns: int = 2_000
    cells: int = 30_000_000
    characters: int = 131_072


DEFAULT = Limits()
