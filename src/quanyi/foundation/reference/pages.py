"""The page of a product, the page of an edition, and the check of a file before its import."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from quanyi.foundation.capabilities import actions
from quanyi.foundation.capabilities.actions import Invalid
from quanyi.foundation.capabilities.forms.form import Form, submitted
from quanyi.foundation.capabilities.pages import action_page, buttons
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.reference import queries, rules
from quanyi.foundation.reference.actions import ImportCodes, checked
from quanyi.foundation.reference.models import CodeList, Product
from quanyi.foundation.ui.rules import Problem


def allowed(request: HttpRequest, permission: str) -> Actor:
    """Return the actor of a request who may open a page.

    Raises:
        Denied: the role table does not give the permission.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    if not actor.may(permission):
        raise actions.Denied
    return actor


def product(request: HttpRequest, code: str) -> HttpResponse:
    """Show a product and what may be done with it."""
    actor = allowed(request, "reference.see_products")
    row = Product.objects.select_related("category__parent").filter(code=code).first()
    if row is None:
        raise Http404
    filled = {"name": row.name, "category": row.category.code, "back": request.path}
    found = [
        (button, f"{button.url}?{urlencode(filled)}") for button in buttons(actor, row, "product") if not button.reason
    ]
    return render(request, "reference/product.html", {"product": row, "buttons": found})


def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an edition of a list with its codes as a tree."""
    actor = allowed(request, "reference.see_codes")
    row = CodeList.objects.filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404
    found = [(button, f"{button.url}?{urlencode({'back': request.path})}") for button in buttons(actor, row, "edition")]
    codes = [(code, depth(code)) for code in row.codes.select_related("parent__parent")]
    values = {"edition": row, "verified": row.confidence == "H", "buttons": found, "codes": codes}
    return render(request, "reference/edition.html", values)


def depth(code: object) -> str:
    """Return how deep a code lies, as white space that every font draws alike."""
    above, steps = getattr(code, "parent", None), 0
    while above is not None and steps < 3:
        above, steps = getattr(above, "parent", None), steps + 1
    return "　" * steps


def check(request: HttpRequest) -> HttpResponse:
    """Check the file of a new edition without storing anything, or hand it to the import."""
    actor = allowed(request, "reference.import_codes")
    act = actions.registry["reference.import_codes"]
    if request.method == "POST" and "check" not in request.POST:
        return action_page(request, act.name)
    values = submitted(ImportCodes, request) if request.method == "POST" else {}
    errors: dict[str, list[str]] = {}
    report: dict[str, object] | None = None
    if request.method == "POST":
        try:
            report = result(ImportCodes.parse(values, actor))
        except Invalid as error:
            errors = error.errors
    form = Form(ImportCodes, actor, initial=values, errors=errors)
    problems = [Problem(f"{item.label}: {text}", item.id) for item in form for text in item.errors]
    shown = {
        "form": form,
        "act": act,
        "report": report,
        "problems": problems,
        "back": reverse("listing", args=["reference.lists"]),
    }
    return render(request, "reference/import.html", shown, status=422 if errors else 200)


def result(command: ImportCodes) -> dict[str, object]:
    """Return what the import of a file would do."""
    found = checked(command)
    before = queries.current_edition(command.list, command.valid_from)
    old = {code.code: code.name for code in before.codes.all()} if before else {}
    new = {row["code"]: row["name"] for row in found.rows}
    filled = sum(bool(row["official"]) for row in found.rows)
    return {"rows": len(found.rows), "filled": filled, "before": before, "difference": rules.compare(old, new)}
