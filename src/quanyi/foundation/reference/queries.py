"""Reads code lists and products as they are in force."""

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from quanyi.foundation.org.rules import Actor
from quanyi.foundation.reference.models import Code, CodeList, Product, in_force


def codes(name: str, day: datetime.date | None = None) -> QuerySet[Code]:
    """Return the codes of a list in force on a day (today when none is given), in order."""
    edition = CodeList.objects.filter(in_force(day or timezone.localdate()), code=name).order_by("-valid_from")
    return Code.objects.filter(list__in=edition.values("pk")[:1], active=True).select_related("parent__parent")


def choosable(name: str) -> "Chooser":
    """Return what a ``Ref`` field asks for its rows: the codes of one list."""
    return Chooser(name)


class Chooser:
    """The rows of one list, whoever chooses: code lists hold nothing confidential."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, actor: Actor) -> QuerySet[Code]:
        """Return the codes."""
        return codes(self.name)


def products(actor: Actor) -> QuerySet[Product]:
    """Return the products on sale."""
    return Product.objects.filter(active=True).select_related("category")


def choice(name: str, code: str) -> Code:
    """Return one code of a list in force today."""
    return codes(name).get(code=code)


def editions() -> QuerySet[CodeList]:
    """Return every edition of every list, newest first within its list."""
    return CodeList.objects.all()


def current_edition(name: str, day: datetime.date) -> CodeList | None:
    """Return the edition of a list in force on a day, or none."""
    return CodeList.objects.filter(in_force(day), code=name).order_by("-valid_from").first()


def all_products(actor: Actor) -> QuerySet[Product]:
    """Return every product, retired ones too."""
    return Product.objects.select_related("category__parent")


def all_codes(actor: Actor) -> QuerySet[Code]:
    """Return the codes of every edition with list and parent."""
    return Code.objects.select_related("list", "parent")
