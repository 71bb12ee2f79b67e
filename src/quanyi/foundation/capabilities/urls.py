"""Addresses of the derived pages; rooms add their own detail pages."""

from django.urls import path

from quanyi.foundation.capabilities import pages

urlpatterns = [
    path("do/<str:name>/", pages.action_page, name="action"),
    path("do/<str:name>/<str:reference>/", pages.action_page, name="action"),
    path("bulk/<str:name>/", pages.bulk_page, name="bulk"),
    path("list/<str:name>/", pages.listing_page, name="listing"),
]
