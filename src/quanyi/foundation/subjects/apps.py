"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubjectsConfig(AppConfig):
    """Subjects, links, shares and recusals."""

    name = "quanyi.foundation.subjects"
    label = "subjects"
    verbose_name = _("Subjects")
