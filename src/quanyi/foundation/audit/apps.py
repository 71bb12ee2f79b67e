"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Records of actions and of views."""

    name = "quanyi.foundation.audit"
    label = "audit"
    verbose_name = _("Audit trail")
