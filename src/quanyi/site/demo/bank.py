"""Units, people and products of the demo bank."""

import csv
import datetime
from collections.abc import Iterator
from pathlib import Path

from django.contrib.auth.hashers import make_password

from quanyi.foundation.org import steps as org
from quanyi.foundation.org.models import Role, Unit, User
from quanyi.foundation.org.steps import Context
from quanyi.foundation.reference.models import Product
from quanyi.foundation.reference.queries import codes

DATA = Path(__file__).parent / "data"
#: The log-ins of the demo are printed at start; an installation of a bank never loads this room.
PASSWORD = "Quanyi-2026"  # noqa: S105 the demo's published password
SHOWN = ("zhaoxy", "tangli", "xiaoyan", "chensy", "guoqiang", "chengang", "liuzheng", "fengjuan", "kefu01", "xitong")


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one data file."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def loaded() -> bool:
    """Tell whether this installation holds the demo bank already."""
    return Unit.objects.exists()


def build(context: Context) -> None:
    """Make the units, the people with their grants, and the products."""
    units: dict[str, Unit] = {}
    for row in rows("units.csv"):
        units[row["code"]] = org.add_unit(
            context,
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            parent=units.get(row["parent"]),
            legal_person=not row["parent"],
        )
    roles = {role.code: role for role in Role.objects.all()}
    # One hash for all: forty slow hashes would take longer than everything else here.
    password = make_password(PASSWORD)
    for row in rows("people.csv"):
        user = User(username=row["username"], name=row["name"], unit=units[row["unit"]], post=row["post"])
        user.password = password
        context.add(user)
        for grant in row["grants"].split():
            role, unit = grant.split("@")
            org.add_grant(context, user, roles[role], units[unit], datetime.date(2025, 1, 1))
    classes = {code.code: code for code in codes("business")}
    for row in rows("products.csv"):
        context.add(Product(code=row["code"], name=row["name"], category=classes[row["category"]]))


def logins() -> list[tuple[str, str, str, str]]:
    """Return the log-ins worth trying: user name, password, name, and what the person does where."""
    people = {user.username: user for user in User.objects.select_related("unit").filter(username__in=SHOWN)}
    return [(name, PASSWORD, people[name].name, f"{people[name].unit}，{people[name].post}") for name in SHOWN]
