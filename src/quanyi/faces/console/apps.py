"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsoleConfig(AppConfig):
    """The staff console."""

    name = "quanyi.faces.console"
    label = "console"
    verbose_name = _("Console")
