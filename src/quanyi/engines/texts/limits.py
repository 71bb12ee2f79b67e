"""How much of a file is read before it is refused."""

from dataclasses import dataclass, field

from quanyi.engines.sheets import Limits


@dataclass(frozen=True, slots=True)
class TextLimits:
    """The largest input that is read.

    Attributes:
        sheets: limits of one file: its size, what it unpacks to, the size of tables.
        unpacked: bytes of all files inside an archive or a mail together, at every depth.
        depth: how many containers may lie inside each other.
        files: how many files a container may hold, at every depth together.
        pages: pages of a PDF.
        seconds: how long one PDF may take.
        memory: bytes that the reader of a PDF may use.
    """

    sheets: Limits = field(default_factory=Limits)
    unpacked: int = 1_000_000_000
    depth: int = 3
    files: int = 2_000
    pages: int = 5_000
    seconds: int = 60
    memory: int = 2_000_000_000


DEFAULT = TextLimits()
