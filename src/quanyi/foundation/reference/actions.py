"""Keeps products and code lists: new editions from a file, official codes filled in, products added and retired."""

import datetime
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, StringConstraints

from quanyi.engines.sheets import SheetError
from quanyi.foundation.capabilities.actions import As, Command, Invalid, Ref, Refused, Upload, action
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.org.steps import Context
from quanyi.foundation.reference import queries, rules, steps
from quanyi.foundation.reference.models import Code, CodeList, Product

ProductName = Annotated[str, StringConstraints(min_length=1, max_length=120)]
ProductCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
#: Sentences about a file beyond these are left out: the first ones tell what to mend.
SHOWN = 20
CONFIDENCE = [("H", gettext_lazy("Checked against the source")), ("L", gettext_lazy("Unverified"))]


def category(code: Code) -> str:
    """Return a business category with the one above it."""
    return code.full_name


class AddProduct(Command):
    """A new product."""

    code: Annotated[ProductCode, As(gettext_lazy("Product code"))]
    name: Annotated[ProductName, As(gettext_lazy("Product name"))]
    category: Annotated[str, Ref(queries.choosable("business"), label=category), As(gettext_lazy("Business category"))]


@action("reference.add_product", gettext_lazy("Add a product"), icon="plus")
def add_product(command: AddProduct, context: Context) -> Product:
    """Add a product or service under its business category (JR/T 0169)."""
    if Product.objects.filter(code__iexact=command.code).exists():
        raise Invalid({"code": [_("This product code is taken")]})
    return context.add(Product(code=command.code, name=command.name, category=command.ref("category")))


class ChangeProduct(Command):
    """Name and category of a product."""

    name: Annotated[ProductName, As(gettext_lazy("Product name"))]
    category: Annotated[str, Ref(queries.choosable("business"), label=category), As(gettext_lazy("Business category"))]


@action(
    "reference.change_product",
    gettext_lazy("Change the product"),
    target=Product,
    lookup="code",
    icon="pencil",
    place="product",
)
def change_product(product: Product, command: ChangeProduct, context: Context) -> None:
    """Rename a product or put it under another category; earlier cases keep naming the product."""
    context.change(product, name=command.name, category=command.ref("category"))


class RetireProduct(Command):
    """Why the product is no longer offered."""

    reason: Annotated[
        str, StringConstraints(min_length=1, max_length=500), As(gettext_lazy("Why it is no longer offered"), lines=2)
    ]


@action(
    "reference.retire_product",
    gettext_lazy("Retire the product"),
    target=Product,
    lookup="code",
    icon="archive",
    tone="danger",
    place="product",
    guard=lambda product, actor: "" if product.active else _("This product is retired already"),
)
def retire_product(product: Product, command: RetireProduct, context: Context) -> None:
    """Take a product off the choices of new cases; those that name it stay as they are."""
    context.change(product, active=False)


@action(
    "reference.offer_product",
    gettext_lazy("Offer the product again"),
    target=Product,
    lookup="code",
    icon="refresh",
    place="product",
    guard=lambda product, actor: _("This product is on sale") if product.active else "",
)
def offer_product(product: Product, command: Command, context: Context) -> None:
    """Put a retired product back among the choices."""
    context.change(product, active=True)


def lists(actor: Actor) -> list[tuple[str, str]]:
    """Return the lists of codes by name, each once."""
    return list({edition.code: (edition.code, str(edition)) for edition in queries.editions().reverse()}.values())


class ImportCodes(Command):
    """A new edition of a list, as a file."""

    list: Annotated[str, As(gettext_lazy("List"), choices=lists)]
    edition: Annotated[str, StringConstraints(min_length=1, max_length=40), As(gettext_lazy("Edition"))]
    valid_from: Annotated[
        datetime.date,
        As(gettext_lazy("Valid from"), help=gettext_lazy("The edition in force until then ends the day before")),
    ]
    source: Annotated[
        str, StringConstraints(min_length=1, max_length=200), As(gettext_lazy("Document that sets the codes"))
    ]
    confidence: Annotated[
        str,
        Field(pattern="^[HL]$"),
        As(gettext_lazy("Checked"), choices=lambda actor: [(k, str(v)) for k, v in CONFIDENCE]),
    ]
    file: Annotated[
        Upload,
        As(
            gettext_lazy("File (CSV or XLSX)"),
            help=gettext_lazy("Columns: code, parent, name, name_en, official, article; parents above their children"),
        ),
    ]


def told(faults: list[tuple[int, str]]) -> list[str]:
    """Return the faults of a file as sentences with their line."""
    shown = [_("Line %(line)s: %(fault)s") % {"line": n, "fault": text} if n else text for n, text in faults[:SHOWN]]
    if len(faults) > SHOWN:
        shown.append(_("… and %(n)s more") % {"n": len(faults) - SHOWN})
    return shown


def checked(command: ImportCodes) -> rules.Checked:
    """Read and check the file of a new edition; the import and the check before it do the same.

    Raises:
        Invalid: the list does not exist, the edition exists, or the file cannot be read or has faults.
    """
    if command.list not in dict(lists(None)):  # type: ignore[arg-type]  # code lists are the same for everybody
        raise Invalid({"list": [_("There is no such code list")]})
    if CodeList.objects.filter(code=command.list, edition=command.edition).exists():
        raise Invalid({"edition": [_("This edition exists already; give the new one another name")]})
    try:
        found = rules.check(steps.lines(command.file.content, command.file.name))
    except SheetError as error:
        raise Invalid({"file": [str(error)]}) from error
    if found.faults:
        raise Invalid({"file": told(found.faults)})
    if not found.rows:
        raise Invalid({"file": [_("The file holds no code")]})
    return found


@action("reference.import_codes", gettext_lazy("Import an edition"), icon="table-import")
def import_codes(command: ImportCodes, context: Context) -> CodeList:
    """Store a new dated edition of a code list; earlier cases keep the codes of their edition."""
    found = checked(command)
    newest = CodeList.objects.filter(code=command.list).order_by("-valid_from").first()
    assert newest is not None, "checked() found the list"
    if command.valid_from <= newest.valid_from:
        text = _("The newest edition holds from %(day)s; a new one begins later")
        raise Invalid({"valid_from": [text % {"day": newest.valid_from}]})
    edition = CodeList(
        code=newest.code,
        edition=command.edition,
        name=newest.name,
        name_en=newest.name_en,
        source=command.source,
        confidence=command.confidence,
        valid_from=command.valid_from,
    )
    context.add(edition)
    steps.fill(edition, found.rows)
    steps.supersede(edition, context)
    return edition


class FillOfficial(Command):
    """Two columns: our code and the official one."""

    file: Annotated[
        Upload,
        As(
            gettext_lazy("File (CSV or XLSX)"),
            help=gettext_lazy("Columns: code and official, from the bank's own copy of the standard"),
        ),
    ]


@action(
    "reference.fill_official",
    gettext_lazy("Fill in official codes"),
    target=CodeList,
    icon="certificate",
    place="edition",
)
def fill_official(edition: CodeList, command: FillOfficial, context: Context) -> None:
    """Fill in the official codes of a standard from the bank's licensed copy; names and structure stay."""
    try:
        rows = steps.lines(command.file.content, command.file.name)
    except SheetError as error:
        raise Invalid({"file": [str(error)]}) from error
    long = [
        (n, _("The official code is longer than 40 characters")) for n, r in rows if len(r.get("official", "")) > 40
    ]
    if long:
        raise Invalid({"file": told(long)})
    pairs = [(row["code"], row["official"]) for _number, row in rows if row.get("official")]
    if not pairs:
        raise Invalid({"file": [_("The file holds no official code")]})
    missing = steps.fill_official(edition, pairs, context)
    if missing:
        raise Refused(
            _("Nothing was changed: this edition has no code %(codes)s") % {"codes": "、".join(missing[:SHOWN])}
        )
