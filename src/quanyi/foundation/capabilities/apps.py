"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CapabilitiesConfig(AppConfig):
    """Actions, forms, listings, API."""

    name = "quanyi.foundation.capabilities"
    label = "capabilities"
    verbose_name = _("Capabilities")
