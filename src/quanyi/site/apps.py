"""Registers the roof with Django and lets every room declare what it has."""

import importlib
import importlib.util

from django.apps import AppConfig, apps

#: Modules in which rooms register themselves: imported once all models are there.
DECLARING = ("actions", "jobs", "listings", "xray", "declarations")


class SiteConfig(AppConfig):
    """The roof: it is installed last and imports what the rooms declare."""

    name = "quanyi.site"
    label = "site"

    def ready(self) -> None:
        """Import the declaring modules of every room, so that the registries are complete."""
        for config in apps.get_app_configs():
            if config.name.startswith("quanyi.") and config.label not in {"capabilities", "site"}:
                for module in DECLARING:
                    if importlib.util.find_spec(f"{config.name}.{module}") is not None:
                        importlib.import_module(f"{config.name}.{module}")
