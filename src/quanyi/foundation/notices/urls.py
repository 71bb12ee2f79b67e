"""Address of the inbox."""

from django.urls import path

from quanyi.foundation.notices import pages

urlpatterns = [path("notices/", pages.inbox, name="notices")]
