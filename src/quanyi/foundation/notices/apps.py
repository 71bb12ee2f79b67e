"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Inbox and outbox."""

    name = "quanyi.foundation.notices"
    label = "notices"
    verbose_name = _("Notices")
