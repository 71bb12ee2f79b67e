"""Puts the home page into the navigation."""

from django.utils.translation import gettext_lazy as _

from quanyi.foundation.ui.registry import Nav, register_nav

register_nav(Nav("home", _("Workbench"), "home", "", 10))
