"""Addresses of the room alone, for its own browser tests."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from quanyi.foundation.ui import pages


def login(request: HttpRequest) -> HttpResponse:
    """Show the page of a locked account, in the frame of signed-out pages."""
    return render(request, "account/locked.html", {"failure_limit": 5}, status=429)


urlpatterns = [
    path("", pages.gallery, name="home"),
    path("gallery/", pages.gallery, name="gallery"),
    path("search/", pages.gallery, name="search"),
    path("notices/", pages.gallery, name="notices"),
    path("missing/", pages.missing, name="missing"),
    path("broken/", pages.broken, name="broken"),
    path("locked/", login, name="locked"),
    path("i18n/", include("django.conf.urls.i18n")),
]
