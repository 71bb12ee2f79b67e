"""An importer and a list for the tests: people of the bank, who have a number, a name and a version."""

from typing import Annotated

import pytest
from pydantic import Field

from quanyi.foundation.capabilities import listings
from quanyi.foundation.capabilities.actions import As, Command, Ref, Refused, action
from quanyi.foundation.capabilities.actions import registry as actions
from quanyi.foundation.exchange import registry, rules
from quanyi.foundation.exchange.models import Import
from quanyi.foundation.org import queries as org
from quanyi.foundation.org.models import Role, RolePermission, Unit, User
from quanyi.foundation.org.steps import Context
from quanyi.foundation.queue.steps import work_once


class Hire(Command):
    """A person."""

    username: Annotated[str, Field(min_length=1, max_length=64), As("工号")]
    name: Annotated[str, Field(min_length=1, max_length=10), As("姓名", sensitive=True)]
    post: Annotated[str, Field(max_length=64), As("岗位")] = ""
    unit: Annotated[str, Ref(org.every_unit), As("机构")]


def hire(command: Hire, context: Context) -> User:
    """Hire somebody."""
    if command.name == "王拒绝":
        raise Refused("此人不可录用")
    values = {"username": command.username, "name": command.name, "post": command.post}
    return context.add(User(unit=command.ref("unit"), **values))


def record(command: Hire, context: Context) -> User:
    """Keep somebody who was hired long ago."""
    user = hire(command, context)
    return context.change(user, is_active=False)


FIELDS = [
    registry.ImportField("username", "工号", ("员工编号", "ID"), required=True),
    registry.ImportField("name", "姓名", ("员工姓名",), required=True),
    registry.ImportField("post", "岗位", ("职务",)),
    registry.ImportField("hired", "入职日期", (), parse=rules.day),
    registry.ImportField("unit", "机构", ("所属机构",)),
]


def built(values, setting):
    """Hand the values over; the unit of the import stands in for a missing one."""
    values.pop("hired", None)
    return {"unit": setting.unit.code} | values


def leave(user: User, context: Context) -> None:
    """Undo a hiring."""
    if user.name == "王不撤":
        raise Refused("不可撤销")
    context.remove(user)


@pytest.fixture
def people(bank, folder):
    """Declare the importer; who handles complaints may hire, the department head may undo."""
    action("test.hire", "录用")(hire)
    action("test.record", "补录")(record)
    preset = registry.Preset(
        "roster", "花名册", {"username": "ID", "name": "Full name"}, {"post": "柜员"}, {"name": {"Wang": "王小明"}}
    )
    made = registry.importer(
        "test.people",
        "人员",
        fields=FIELDS,
        action="test.hire",
        history="test.record",
        build=built,
        key=lambda values: values["username"],
        known=lambda keys: set(User.objects.filter(username__in=keys).values_list("username", flat=True)),
        undo=leave,
        presets=[preset],
    )
    for role in Role.objects.filter(code="handler"):
        for name in ("test.hire", "test.record"):
            RolePermission.objects.create(role=role, action=name)
    yield made
    del registry.importers["test.people"], actions["test.hire"], actions["test.record"]


@pytest.fixture
def units(bank, folder):
    """Declare a list of units that everybody with exchange.export may open."""
    yield listings.Listing(
        "test.units",
        label="机构清单",
        permission="exchange.export",
        rows=lambda actor: Unit.objects.filter(path__startswith=actor.unit_path[:8]),
        columns=[
            listings.Column("code", "机构号", lambda row: row.code, sort=("code",)),
            listings.Column("name", "名称", lambda row: row.name),
            listings.Column("kind", "类型", lambda row: row.get_kind_display(), hidden=True),
        ],
        order=("path",),
        filters=[listings.Filter("kind", "类型", lambda rows, value, actor: rows.filter(kind=value))],
    )
    del listings.registry["test.units"]


@pytest.fixture
def act(bank, now):
    """Carry an action out as somebody."""

    def done(person, name, target=None, **values):
        made, actor = actions[name], bank.actor(person)
        row = made.find(actor, str(target)) if target else None
        return made(actor, made.command.parse(values, actor), now=now, channel="web", target=row).row

    return done


@pytest.fixture
def work(now):
    """Let the worker do everything that is due, at the instant of the tests; returns the last job."""

    def done(clock=lambda: now):
        last = None
        while job := work_once(clock):
            last = job
        return last

    return done


@pytest.fixture
def opened(people, act, bank):
    """Open a file of people at branch A1 as Ann."""

    def done(content, name="人员.csv", mode="live"):
        data = content.encode() if isinstance(content, str) else content
        file = {"name": name, "content": data}
        return act(bank.people.ann, "exchange.open", importer="test.people", mode=mode, unit="A1", file=file)

    return done


@pytest.fixture
def matched(opened, act, bank, work):
    """Open a file, match what was proposed, let the trial run end."""

    def done(content, **more):
        importing = opened(content, **more)
        columns = [f"{name}={column}" for name, column in importing.mapping["columns"].items()]
        act(bank.people.ann, "exchange.map", importing.subject.number, columns=columns)
        work()
        return Import.objects.get(pk=importing.pk)

    return done
