"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Components, page frames, navigation."""

    name = "quanyi.foundation.ui"
    label = "ui"
    verbose_name = _("User interface")
