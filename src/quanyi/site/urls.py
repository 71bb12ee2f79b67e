"""Every address of the back office."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path

from quanyi import __version__
from quanyi.foundation.capabilities.api import build
from quanyi.foundation.ui import pages as ui
from quanyi.site.health import health

API = build(__version__)


def closed(request: HttpRequest) -> HttpResponse:
    """Answer an address that the bank does not use as one that does not exist."""
    raise Http404


handler400 = "quanyi.foundation.ui.pages.invalid"
handler403 = "quanyi.foundation.ui.pages.denied"
handler404 = "quanyi.foundation.ui.pages.missing"
handler500 = "quanyi.foundation.ui.pages.broken"

urlpatterns = [
    path("health/", health, name="health"),
    path("gallery/", ui.gallery, name="gallery"),
    path("", include("quanyi.foundation.capabilities.urls")),
    path("", include("quanyi.foundation.search.urls")),
    path("", include("quanyi.foundation.documents.urls")),
    path("", include("quanyi.foundation.notices.urls")),
    path("", include("quanyi.foundation.exchange.urls")),
    path("", include("quanyi.foundation.administration.urls")),
    path("", include("quanyi.foundation.reference.urls")),
    path("", include("quanyi.domains.complaints.urls")),
    path("", include("quanyi.faces.console.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    # Accounts are administered in the house: allauth's pages for addresses, sign-up and reset by mail stay shut.
    re_path(r"^account/(?!login/$|logout/$|password/change/$|reauthenticate/$|inactive/$)", closed, name="closed"),
    path("account/", include("allauth.account.urls")),
    path("api/v1/", API.urls),
]
