"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    """Units, people, roles and grants."""

    name = "quanyi.foundation.org"
    label = "org"
    verbose_name = _("Organisation")
