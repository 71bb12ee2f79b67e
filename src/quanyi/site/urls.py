"""Every address of the back office."""

from django.urls import include, path

from quanyi import __version__
from quanyi.foundation.capabilities.api import build
from quanyi.foundation.ui import pages as ui
from quanyi.site.health import health

API = build(__version__)

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
    path("account/", include("allauth.account.urls")),
    path("api/v1/", API.urls),
]
