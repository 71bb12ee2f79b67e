"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferenceConfig(AppConfig):
    """Products, channels, codes."""

    name = "quanyi.foundation.reference"
    label = "reference"
    verbose_name = _("Reference data")
