"""What documents offer: take a file in, read it, take it back."""

from quanyi.foundation.documents.steps.disk import Damaged, read, remove
from quanyi.foundation.documents.steps.keep import content, keep, store, withdraw

__all__ = ["Damaged", "content", "keep", "read", "remove", "store", "withdraw"]
