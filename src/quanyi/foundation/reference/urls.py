"""Addresses of products and code lists."""

from django.urls import path

from quanyi.foundation.reference import pages

urlpatterns = [
    path("reference/products/<str:code>/", pages.product, name="reference_product"),
    path("reference/lists/<int:pk>/", pages.edition, name="reference_edition"),
    path("reference/import/", pages.check, name="reference_import"),
]
