"""Text out of files: documents, PDF, web pages, mails, archives, tables; within limits, hostile ones refused."""

from quanyi.engines.texts.errors import TextError
from quanyi.engines.texts.limits import TextLimits
from quanyi.engines.texts.parts import Part
from quanyi.engines.texts.reading import KINDS, read_bytes, read_parts

__all__ = ["KINDS", "Part", "TextError", "TextLimits", "read_bytes", "read_parts"]
