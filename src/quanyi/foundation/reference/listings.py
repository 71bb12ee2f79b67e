"""Lists of products, editions and codes."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.capabilities.listings import Column, Filter, Listing, Tab
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.reference import queries
from quanyi.foundation.reference.models import CodeList


def categories(actor: Actor) -> list[tuple[str, str]]:
    """Return the business categories to filter by."""
    return [(code.code, code.full_name) for code in queries.codes("business")]


def of_category(rows: QuerySet[Any], value: str, actor: Actor) -> QuerySet[Any]:
    """Keep the products of a category or of one below it."""
    return rows.filter(Q(category__code=value) | Q(category__parent__code=value))


def editions(actor: Actor) -> list[tuple[str, str]]:
    """Return the editions to filter by."""
    return [(str(row.pk), f"{row} {row.edition}") for row in queries.editions()]


def of_edition(rows: QuerySet[Any], value: str, actor: Actor) -> QuerySet[Any]:
    """Keep the codes of an edition."""
    return rows.filter(list_id=int(value)) if value.isascii() and value.isdecimal() and len(value) < 19 else rows.none()


def confidence(row: CodeList) -> str:
    """Return whether an edition was checked against its source."""
    return str(_("Checked against the source") if row.confidence == "H" else _("Unverified"))


PRODUCTS = Listing(
    "reference.products",
    label=_("Products"),
    permission="reference.see_products",
    rows=queries.all_products,
    columns=[
        Column("name", _("Product name"), lambda row: row.name, sort=("name", "pk")),
        Column("code", _("Product code"), lambda row: row.code, sort=("code",)),
        Column("category", _("Business category"), lambda row: row.category.full_name, width=24),
        Column("active", _("On sale"), lambda row: row.active),
    ],
    order=("code",),
    filters=[Filter("category", _("Business category"), of_category, categories, main=True)],
    tabs=[
        Tab("active", _("On sale"), lambda rows, actor: rows.filter(active=True)),
        Tab("retired", _("Retired"), lambda rows, actor: rows.filter(active=False)),
    ],
    search=lambda rows, text, actor: rows.filter(Q(code__icontains=text) | Q(name__icontains=text)),
    address=lambda row: reverse("reference_product", args=[row.code]),
    hint=_("Name or code of the product"),
    empty=_("No products yet. Add the first one, so that cases can name it."),
)

LISTS = Listing(
    "reference.lists",
    label=_("Code lists"),
    permission="reference.see_codes",
    rows=lambda actor: queries.editions().annotate(
        size=Count("codes"), filled=Count("codes", filter=~Q(codes__official=""))
    ),
    columns=[
        Column("name", _("List"), str, sort=("name", "pk")),
        Column("edition", _("Edition"), lambda row: row.edition),
        Column("valid_from", _("Valid from"), lambda row: row.valid_from, sort=("valid_from", "pk")),
        Column("valid_to", _("Valid until"), lambda row: row.valid_to),
        Column("size", _("Codes"), lambda row: row.size),
        Column("filled", _("With official code"), lambda row: row.filled),
        Column("source", _("Document that sets the codes"), lambda row: row.source, width=30),
        Column("confidence", _("Checked"), confidence),
    ],
    order=("code", "-valid_from", "pk"),
    tabs=[
        Tab("all", _("All editions"), lambda rows, actor: rows),
        Tab("unverified", _("Unverified"), lambda rows, actor: rows.exclude(confidence="H")),
    ],
    search=lambda rows, text, actor: rows.filter(
        Q(name__icontains=text) | Q(name_en__icontains=text) | Q(edition__icontains=text)
    ),
    address=lambda row: reverse("reference_edition", args=[row.pk]),
    hint=_("Name or edition of the list"),
)

CODES = Listing(
    "reference.codes",
    label=_("Codes"),
    permission="reference.see_codes",
    rows=queries.all_codes,
    columns=[
        Column("name", _("Name of the code"), str, sort=("name", "pk")),
        Column("code", _("Code"), lambda row: row.code, sort=("code", "pk")),
        Column("list", _("List"), lambda row: str(row.list)),
        Column("edition", _("Edition"), lambda row: row.list.edition),
        Column("parent", _("Under"), lambda row: str(row.parent) if row.parent else ""),
        Column("official", _("Official code"), lambda row: row.official, sort=("official", "pk")),
        Column("article", _("Article"), lambda row: row.article),
        Column("active", _("In use"), lambda row: row.active),
    ],
    order=("list__code", "-list__valid_from", "order", "pk"),
    filters=[Filter("edition", _("Edition"), of_edition, editions, main=True)],
    search=lambda rows, text, actor: rows.filter(
        Q(code__icontains=text) | Q(name__icontains=text) | Q(name_en__icontains=text) | Q(official__iexact=text)
    ),
    hint=_("Name, code or official code"),
)
