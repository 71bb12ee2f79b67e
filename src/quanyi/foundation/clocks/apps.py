"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClocksConfig(AppConfig):
    """Clocks and legal rules."""

    name = "quanyi.foundation.clocks"
    label = "clocks"
    verbose_name = _("Clocks")
