"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QueueConfig(AppConfig):
    """Jobs and schedules."""

    name = "quanyi.foundation.queue"
    label = "queue"
    verbose_name = _("Queue")
