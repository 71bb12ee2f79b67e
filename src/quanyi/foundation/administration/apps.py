"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdministrationConfig(AppConfig):
    """Administration."""

    name = "quanyi.foundation.administration"
    label = "administration"
    verbose_name = _("Administration")
