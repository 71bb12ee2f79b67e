"""The home page: what waits for the reader, declared by the rooms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def home(request: HttpRequest) -> HttpResponse:
    """Show the workbench: each room puts its part on it."""
    return render(request, "console/home.html", {"today": timezone.localdate()})
