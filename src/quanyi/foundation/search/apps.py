"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Search over subjects."""

    name = "quanyi.foundation.search"
    label = "search"
    verbose_name = _("Search")
