"""The one error of the sheets engine, raised with a sentence that can be shown as it is."""


class SheetError(ValueError):
    """A spreadsheet that cannot be read or written; the text says where, what, and what to do."""
