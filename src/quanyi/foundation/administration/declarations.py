"""Puts the administration into the navigation, its buttons on the lists, and takes people in from a roster."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.administration.pages.forms import starters
from quanyi.foundation.administration.pages.roles import grouped
from quanyi.foundation.administration.queries import taken
from quanyi.foundation.administration.steps import forget_person, unit_code
from quanyi.foundation.capabilities.listings import Listing
from quanyi.foundation.exchange.registry import ImportField, importer
from quanyi.foundation.ui.registry import Nav, register_nav, register_panel

#: Listing → the actions that make a new row of it.
NEW = {
    "administration.people": ("administration.add_person",),
    "administration.units": ("administration.new_unit",),
}


def forms(*names: str) -> tuple[str, ...]:
    """Return the beginnings of the addresses of some actions' forms, which belong to one entry."""
    return tuple(f"{where}administration.{name}/" for name in names for where in ("/do/", "/administration/form/"))


PERSON = (
    "add_person",
    "change_person",
    "give_password",
    "deactivate_person",
    "reactivate_person",
    "grant_role",
    "set_deputy",
    "withdraw_grant",
    "end_deputy",
)
UNIT = ("new_unit", "change_unit", "move_unit", "close_unit", "reopen_unit")


def listed(name: str, label: Any, permission: str, order: int, under: tuple[str, ...] = ()) -> Nav:
    """Return the navigation entry of a listing."""
    return Nav("administration", label, "listing", f"administration.{permission}", order, (name,), under)


register_nav(
    listed("administration.people", _("People"), "see_people", 10, ("/administration/people/", *forms(*PERSON))),
    listed("administration.units", _("Units"), "see_units", 20, ("/administration/units/", *forms(*UNIT))),
    listed("administration.grants", _("Roles granted"), "see_grants", 30),
    listed("administration.deputies", _("Leave and deputies"), "see_grants", 40),
    Nav(
        "administration",
        _("Role table"),
        "administration_roles",
        "administration.see_roles",
        50,
        (),
        forms("add_role", "change_role", "set_permissions"),
    ),
    listed("administration.rules", _("Rules on time"), "see_rules", 60, ("/administration/rules/",)),
    Nav("administration", _("Calendars"), "administration_calendars", "administration.see_rules", 70),
    listed("administration.jobs", _("Jobs"), "see_jobs", 80, ("/administration/jobs/",)),
    Nav("administration", _("Schedules"), "administration_schedules", "administration.see_jobs", 90),
    Nav("administration", _("Settings"), "administration_settings", "administration.see_settings", 100),
    listed("administration.trail", _("Audit trail"), "see_trail", 110, ("/administration/trail/",)),
    listed("administration.views", _("Views and denials"), "see_views", 120),
)


def new_buttons(request: HttpRequest, listing: Listing) -> dict[str, Any] | None:
    """Return the buttons above a list."""
    actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    found = starters(actor, NEW.get(listing.name, ()), request.path)
    return {"starters": found} if found else None


register_panel("listing.actions", "administration/starters.html", new_buttons)
register_panel("administration.permissions", "administration/permissions.html", grouped)

importer(
    "administration.people",
    _("People from the staff roster"),
    fields=[
        ImportField("username", _("User name"), ("工号", "员工号", "员工编号", "登录名", "账号"), required=True),
        ImportField("name", _("Name"), ("员工姓名",), required=True),
        ImportField(
            "unit",
            _("Unit"),
            ("机构代码", "机构编号", "所属机构", "部门", "部门名称", "机构名称"),
            required=True,
            parse=unit_code,
            help=_("Code or full name of the unit"),
        ),
        ImportField("post", _("Post"), ("职务", "岗位名称")),
        ImportField("phone", _("Telephone"), ("手机号", "手机", "电话")),
        ImportField("email", _("E-mail"), ("邮箱", "电子邮件")),
    ],
    action="administration.add_person",
    key=lambda values: values["username"].lower(),
    known=taken,
    undo=forget_person,
)
