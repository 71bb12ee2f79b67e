"""Addresses of the staff console."""

from django.urls import path

from quanyi.faces.console import pages

urlpatterns = [path("", pages.home, name="home")]
