"""Complaints in bulk for the benchmarks: as many rows of each table as the actions would have written."""

import datetime
import itertools
import random

from django.db import connection, transaction

from quanyi.domains.complaints.models import Complaint, Leg
from quanyi.foundation.audit.models import Record
from quanyi.foundation.clocks.models import Clock
from quanyi.foundation.org.models import Unit, User
from quanyi.foundation.reference.models import Product
from quanyi.foundation.reference.queries import choice, codes
from quanyi.foundation.search import steps as search
from quanyi.foundation.search.rules import normal
from quanyi.foundation.subjects.models import Subject
from quanyi.site.demo import bank

BATCH = 2_000
DAY = datetime.timedelta(days=1)
OPEN_SHARE = 0.03
STATES = ("registered", "allocated", "investigating", "awaiting_approval", "awaiting_notice")


def write(count: int, dice: random.Random, now: datetime.datetime) -> None:
    """Write complaints over two years, three in a hundred of them open."""
    world = {
        "units": list(Unit.objects.filter(kind__in=["sub_branch", "centre"])),
        "people": list(User.objects.filter(grants__role__code="handler")),
        "products": list(Product.objects.select_related("category")),
        "reasons": list(codes("reason")),
        "sources": list(codes("source")),
        "channels": list(codes("channel")),
        "matter": choice("matter", "complaint"),
        "titles": [row["title"] for row in bank.rows("scenarios.csv")],
        "texts": [row["narrative"] for row in bank.rows("scenarios.csv")],
    }
    numbers = iter(range(count))
    while part := list(itertools.islice(numbers, BATCH)):
        with transaction.atomic():
            batch(part, count, dice, now, world)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def batch(part: list[int], count: int, dice: random.Random, now: datetime.datetime, world: dict) -> None:
    """Write one batch."""
    subjects, plans = [], []
    for number in part:
        is_open = number >= count * (1 - OPEN_SHARE)
        day = now.date() - DAY * (dice.randint(0, 20) if is_open else dice.randint(21, 730))
        due = day + 15 * DAY
        due_at = datetime.datetime.combine(due, datetime.time(23, 59, 59), now.tzinfo)
        unit = dice.choice(world["units"])
        made = datetime.datetime.combine(day, datetime.time(10), now.tzinfo)
        name = f"TS{day:%Y%m%d}{number:07d}"
        subjects.append(
            Subject(
                kind="complaint",
                number=name,
                label=dice.choice(world["titles"]),
                unit=unit,
                url=f"/complaints/{name}/",
                created_at=made,
                due_at=due_at if is_open else None,
                due_lane="statutory" if is_open else "",
            )
        )
        plans.append((is_open, day, due, due_at, made))
    Subject.objects.bulk_create(subjects)
    rows = [complaint(subject, plan, dice, world) for subject, plan in zip(subjects, plans, strict=True)]
    Complaint.objects.bulk_create(rows)
    Leg.objects.bulk_create(
        [Leg(complaint=row, at=row.registered_at, source=row.source, received_on=row.received_on) for row in rows]
    )
    Clock.objects.bulk_create([clock(row, plan) for row, plan in zip(rows, plans, strict=True)])
    Record.objects.bulk_create([record(row, number) for row in rows for number in range(3)])
    for row in rows:
        search.write(row.pk, normal(f"{row.subject.number} {row.subject.label} {row.product.name}"), now)


def complaint(subject: Subject, plan: tuple, dice: random.Random, world: dict) -> Complaint:
    """Return one complaint."""
    is_open, day, due, _due_at, made = plan
    product = dice.choice(world["products"])
    state = dice.choice(STATES) if is_open else dice.choice(("closed", "archived", "archived", "closed_on_spot"))
    return Complaint(
        subject=subject,
        state=state,
        matter=world["matter"],
        complainant="王秀兰",
        phone="13812346721",
        complainant_masked="王**",
        phone_masked="138****6721",
        contact_key=f"{dice.getrandbits(250):x}",
        narrative=dice.choice(world["texts"]),
        source=dice.choice(world["sources"]),
        channel=dice.choice(world["channels"]),
        business=product.category,
        reason=dice.choice(world["reasons"]),
        product=product,
        received_on=day,
        registered_at=made,
        handler=dice.choice(world["people"]) if state not in {"registered", "allocated"} else None,
        answered_on=None if is_open else min(due, day + dice.randint(1, 17) * DAY),
    )


def clock(row: Complaint, plan: tuple) -> Clock:
    """Return the statutory clock of a complaint."""
    is_open, day, due, due_at, made = plan
    return Clock(
        subject=row.subject,
        lane="statutory",
        rule_id="CMP-01",
        title="作出处理决定并告知投诉人",
        title_en="decide on the complaint and notify the complainant",
        started_on=day,
        first_started_on=day,
        due_on=due,
        due_at=due_at,
        original_due_on=due,
        article="《银行业保险业消费投诉处理管理办法》第十八条第一款",
        running=is_open,
        ended_on=row.answered_on,
        ended_how="" if is_open else "notified",
        checked_at=made,
        next_check_at=due_at - 3 * DAY if is_open else None,
    )


def record(row: Complaint, number: int) -> Record:
    """Return a record of a complaint."""
    names = ("complaints.register", "complaints.allocate", "complaints.sign_for")
    return Record(
        at=row.registered_at,
        action=names[number],
        actor_kind="staff",
        actor_name="唐莉",
        subject=row.subject,
        channel="web",
        input={"title": row.subject.label},
        changes=[{"model": "complaints.Complaint", "pk": row.pk, "values": {"state": ["registered", row.state]}}],
    )
