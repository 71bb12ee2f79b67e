"""The one error of the terms engine, raised with a sentence that can be shown as it is."""


class TermError(ValueError):
    """A rule, a calendar or a question about time that cannot be answered; the text says what and why."""
