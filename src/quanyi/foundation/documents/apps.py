"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Stored files."""

    name = "quanyi.foundation.documents"
    label = "documents"
    verbose_name = _("Documents")
