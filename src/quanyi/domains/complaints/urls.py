"""Addresses of this room."""

from django.urls import path

from quanyi.domains.complaints import pages

urlpatterns = [
    path("complaints/", pages.queue, name="complaints"),
    path("complaints/dashboard/", pages.dashboard, name="complaints_dashboard"),
    path("complaints/earlier/", pages.earlier, name="complaints_earlier"),
    path("complaints/<str:number>/", pages.detail, name="complaint"),
]
