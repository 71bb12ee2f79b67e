"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    """The life of a complaint."""

    name = "quanyi.domains.complaints"
    label = "complaints"
    verbose_name = _("Complaints")
