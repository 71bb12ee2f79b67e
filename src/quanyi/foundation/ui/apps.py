"""Registers the room of components with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Template components, stylesheet, icons, charts, shell and error pages; holds no models."""

    name = "quanyi.foundation.ui"
    label = "ui"
