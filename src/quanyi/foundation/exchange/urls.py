"""Addresses of imports and exports."""

from django.urls import path

from quanyi.foundation.exchange import pages

urlpatterns = [
    path("imports/", pages.imports, name="imports"),
    path("imports/<str:number>/", pages.import_page, name="import"),
    path("imports/<str:number>/rejected/", pages.rejected_file, name="import_rejected"),
    path("exports/", pages.exports, name="exports"),
    path("exports/new/", pages.export_new, name="export_new"),
    path("exports/<int:pk>/", pages.export_page, name="export"),
    path("exports/<int:pk>/file/", pages.export_file, name="export_file"),
]
