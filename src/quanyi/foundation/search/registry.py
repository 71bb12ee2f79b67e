"""Where rooms declare the kinds of subjects that the search page shows."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Kind:
    """One kind of subject on the search page."""

    kind: str
    permission: str
    label: str | Promise
    order: int


kinds: dict[str, Kind] = {}


def search_kind(kind: str, permission: str, label: str | Promise, order: int = 100) -> None:
    """Declare that subjects of a kind can be found.

    Args:
        kind: the kind of subject.
        permission: who may know of such subjects, for example ``complaints.see``.
        label: heading of its group of results.
        order: place among the groups.

    Raises:
        ValueError: the kind is declared twice.
    """
    if kind in kinds:
        raise ValueError(f"two rooms declare the search kind {kind}")
    kinds[kind] = Kind(kind, permission, label, order)
