"""The one error of the texts engine, raised with a sentence that can be shown as it is."""


class TextError(ValueError):
    """A file whose text cannot be read; the text says which file, why, and what to do."""
