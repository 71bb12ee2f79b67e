"""Builds the API from the registries: one POST per action, one GET per listing, one GET per kind of detail."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Header, NinjaAPI, Path, Query, Schema
from ninja.errors import ValidationError as BadRequest
from pydantic import ConfigDict, Field, create_model

from quanyi.foundation.audit import steps as audit
from quanyi.foundation.capabilities import actions, listings
from quanyi.foundation.capabilities.actions.action import Action
from quanyi.foundation.capabilities.actions.command import SENTENCES, UNKNOWN
from quanyi.foundation.org.rules import Actor

Reference = Annotated[str, Path(max_length=60)]
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=80)]
#: kind → (actor, number) → plain values, as masked as on the page; raises NotFound.
details: dict[str, Callable[[Actor, str], dict[str, Any]]] = {}


class Answer(Schema):
    """What a successful action tells: the number and address of the row and its new version."""

    number: str = ""
    url: str = ""
    version: int | None = None
    replayed: bool = False


class Problem(Schema):
    """What went wrong, in a sentence; ``errors`` maps fields to sentences."""

    code: str
    message: str
    errors: dict[str, list[str]] = {}


class Rows(Schema):
    """One page of a listing."""

    rows: list[dict[str, Any]]
    page: int
    total: int
    capped: bool


PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 422), Problem)


def detail(kind: str) -> Callable[[Callable[[Actor, str], dict[str, Any]]], Callable[[Actor, str], dict[str, Any]]]:
    """Register the plain values of one kind's detail page."""

    def register(values: Callable[[Actor, str], dict[str, Any]]) -> Callable[[Actor, str], dict[str, Any]]:
        details[kind] = values
        return values

    return register


def build(version: str) -> NinjaAPI:
    """Build the API over everything that is registered now.

    Args:
        version: the product's version.
    """
    api = NinjaAPI(title="Quanyi", version=version, urls_namespace="api", docs_url="/docs", openapi_url="/openapi.json")
    # Texts of the schema are lazy; the committed file is in English whatever language starts the process.
    with translation.override("en"):
        for act in sorted(actions.registry.values(), key=lambda a: a.name):
            add_action(api, act)
        for listing in sorted(listings.registry.values(), key=lambda item: item.name):
            add_listing(api, listing)
        for kind, values in sorted(details.items()):
            add_detail(api, kind, values)
    api.add_exception_handler(actions.ActionError, lambda request, error: problem(api, request, error))
    api.add_exception_handler(BadRequest, lambda request, error: malformed(api, request, error))
    return api


def problem(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    """Answer a refusal."""
    assert isinstance(error, actions.ActionError)
    body = {"code": error.code, "message": str(error), "errors": getattr(error, "errors", {})}
    return api.create_response(request, body, status=error.status)


def malformed(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    """Answer a body or query that does not fit its schema."""
    assert isinstance(error, BadRequest)
    errors: dict[str, list[str]] = {}
    for item in error.errors:
        text = str(SENTENCES.get(item["type"], UNKNOWN))
        text = text % item.get("ctx", {}) if "%(" in text else text
        errors.setdefault(str(item["loc"][-1]), []).append(text)
    body = {"code": "invalid", "message": str(actions.Invalid.sentence), "errors": errors}
    return api.create_response(request, body, status=422)


def described(act: Action) -> dict[str, Any]:
    """Return the operation's texts."""
    return {
        "operation_id": act.name,
        "summary": str(act.label),
        "description": act.help,
        "tags": [act.name.split(".")[0]],
    }


def add_action(api: NinjaAPI, act: Action) -> None:
    """Add the POST of one action; its body is the command, with the version of the row for an action on a row."""
    fields: dict[str, Any] = {"version": (Annotated[int | None, Field(ge=1, le=2**31 - 1)], None)} if act.target else {}
    name = "".join(part.capitalize() for part in act.name.replace(".", "_").split("_"))
    body = create_model(name, __base__=act.command, __module__=__name__, **fields)

    def run(request: HttpRequest, payload: Any, key: str, reference: str = "") -> dict[str, Any]:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        command = act.command.model_construct(**{n: getattr(payload, n) for n in act.command.model_fields})
        target = None
        try:
            target = act.find(actor, reference) if act.target is not None else None
            if not act.permitted(target, actor):
                raise actions.Denied
            command.resolve(actor)
            version = getattr(payload, "version", None)
            outcome = act(
                actor, command, now=timezone.localtime(), channel="api", target=target, version=version, key=key
            )
        except actions.Denied:
            audit.note_seen(actor, f"denied:{act.name}", timezone.now())
            raise
        return {**outcome.answer, "replayed": outcome.replayed}

    if act.target is None:

        def create(request: HttpRequest, payload: body, key: Key = "") -> dict[str, Any]:
            return run(request, payload, key)

        api.post(f"/actions/{act.name}", response={200: Answer, **PROBLEMS}, **described(act))(create)
    else:

        def change(request: HttpRequest, reference: Reference, payload: body, key: Key = "") -> dict[str, Any]:
            return run(request, payload, key, reference)

        address = f"/actions/{act.name}/{{reference}}"
        api.post(address, response={200: Answer, **PROBLEMS}, **described(act))(change)


def add_listing(api: NinjaAPI, listing: listings.Listing) -> None:
    """Add the GET of one listing; the same parameters as its page."""
    texts = {item.name: (Annotated[str, Field(max_length=100)], "") for item in listing.filters}
    parameters: Any = create_model(  # type: ignore[call-overload]  # the fields come as data
        "".join(part.capitalize() for part in listing.name.replace(".", "_").split("_")) + "Query",
        __config__=ConfigDict(extra="forbid"),
        tab=(Annotated[str, Field(max_length=40)], ""),
        q=(Annotated[str, Field(max_length=100)], ""),
        sort=(Annotated[str, Field(max_length=41)], ""),
        page=(Annotated[int, Field(ge=1, le=listings.CAP)], 1),
        **texts,
    )

    def rows(request: HttpRequest, query: Query[parameters]) -> dict[str, Any]:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if not actor.may(listing.permission):
            audit.note_seen(actor, f"denied:{listing.name}", timezone.now())
            raise actions.Denied
        given = {name: str(value) for name, value in query.model_dump().items()}
        page = listing.page(actor, listing.read(given))
        values = [listing.values(row) for row in page.rows]
        return {"rows": values, "page": page.number, "total": page.total, "capped": page.capped}

    columns = ", ".join(f"`{column.name}` ({column.label})" for column in listing.columns)
    api.get(
        f"/lists/{listing.name}",
        response={200: Rows, **PROBLEMS},
        operation_id=listing.name,
        summary=str(listing.label),
        description=f"Columns: {columns}.",
        tags=[listing.name.split(".")[0]],
    )(rows)


def add_detail(api: NinjaAPI, kind: str, values: Callable[[Actor, str], dict[str, Any]]) -> None:
    """Add the GET of one row's plain values."""

    def show(request: HttpRequest, number: Reference) -> dict[str, Any]:
        return values(request.actor, number)  # type: ignore[attr-defined]

    api.get(
        f"/{kind}/{{number}}",
        response={200: dict[str, Any], **PROBLEMS},
        operation_id=f"{kind}.detail",
        summary=f"One {kind}",
        tags=[kind],
    )(show)
