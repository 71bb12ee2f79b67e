"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Imports and exports."""

    name = "quanyi.foundation.exchange"
    label = "exchange"
    verbose_name = _("Exchange")
