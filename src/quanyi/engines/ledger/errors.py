"""The one error of the ledger engine, raised with a sentence that can be shown as it is."""


class LedgerError(ValueError):
    """Something that cannot be put into a ledger, or a call that makes no sense; tampering is a Fault, not an error."""
