"""Puts products and code lists into the navigation, and their buttons on the lists."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.capabilities import actions
from quanyi.foundation.capabilities.listings import Listing
from quanyi.foundation.ui.registry import Nav, register_nav, register_panel

register_nav(
    Nav(
        "administration",
        _("Products"),
        "listing",
        "reference.see_products",
        53,
        ("reference.products",),
        ("/reference/products/",),
    ),
    Nav(
        "administration",
        _("Code lists"),
        "listing",
        "reference.see_codes",
        56,
        ("reference.lists",),
        ("/reference/lists/", "/reference/import/", "/list/reference.codes/"),
    ),
)


def new_button(request: HttpRequest, listing: Listing) -> dict[str, Any] | None:
    """Return the button above the products or the lists."""
    name = {"reference.products": "reference.add_product", "reference.lists": "reference.import_codes"}.get(
        listing.name
    )
    if name is None or not request.actor.may(name):  # type: ignore[attr-defined]  # set by capabilities' middleware
        return None
    url = reverse("reference_import") if name.endswith("import_codes") else reverse("action", args=[name])
    return {"act": actions.registry[name], "url": f"{url}?{urlencode({'back': request.path})}"}


register_panel("listing.actions", "reference/new.html", new_button)
