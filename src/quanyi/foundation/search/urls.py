"""Address of the search page."""

from django.urls import path

from quanyi.foundation.search import pages

urlpatterns = [path("search/", pages.search, name="search")]
