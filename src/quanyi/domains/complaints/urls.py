"""Addresses of this room."""

from django.urls import path

from quanyi.domains.complaints import pages

urlpatterns = [path("complaints/<str:number>/", pages.detail, name="complaint")]
