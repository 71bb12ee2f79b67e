"""A living year: six hundred complaints carried through the real actions, each at its own time."""

import datetime
import random
import time
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from quanyi.foundation.capabilities import actions
from quanyi.foundation.notices.models import Notice
from quanyi.foundation.org import queries as org
from quanyi.foundation.org.models import User
from quanyi.foundation.org.rules import Staff, System
from quanyi.foundation.org.steps import Context
from quanyi.site.demo import bank, endings
from quanyi.site.demo.case import Case

COUNT = 600
#: Complaints by month of the year: more after the January statements and around 3·15.
MONTHS = (58, 47, 66, 55, 50, 53, 48, 50, 54, 49, 45, 40)
#: How many of them came within the last three weeks, so that every desk has work.
RECENT = 75
SEED = 2026
BATCH = 5
#: Seconds between two batches, in which others may write.
GAP = 0.02


class Crew:
    """The people of the demo bank, loaded once, and their acts at past instants."""

    def __init__(self, today: datetime.date) -> None:
        self.actors: dict[str, Staff] = {user.username: org.staff(user, today) for user in User.objects.all()}

    def act(self, name: str, username: str, now: datetime.datetime, target: Any = None, **values: Any) -> Any:
        """Carry an action out as somebody, at an instant; returns the row."""
        act = actions.registry[name]
        actor = self.actors[username]
        command = act.command.parse(values, actor)
        return act(actor, command, now=now, channel="web", target=target).row


def found() -> None:
    """Found the demo bank: units, people and products; a moment's work."""
    with transaction.atomic():
        bank.build(Context(System("demo"), timezone.localtime(), "command"))


def live() -> None:
    """Carry the year's complaints through; the same day gives the same year.

    Batches are short and leave a gap, because people may already be looking at the bank.
    """
    now = timezone.localtime()
    crew = Crew(now.date())
    cases = [*drawn(now), *endings.staged(random.Random(SEED), list(bank.rows("scenarios.csv")), now)]  # noqa: S311
    for start in range(0, len(cases), BATCH):
        with transaction.atomic():
            for case in cases[start : start + BATCH]:
                case.play(crew)
        time.sleep(GAP)
    with transaction.atomic():
        endings.repeated(crew, next(case for case in cases if endings.waits(case)))
        endings.remembered(crew, now)
    Notice.objects.filter(created_at__lt=now - datetime.timedelta(days=5)).update(read_at=now)


def load() -> None:
    """Load the whole demo bank up to now."""
    found()
    live()


def drawn(now: datetime.datetime) -> Iterator[Case]:
    """Draw the cases of the year, oldest first."""
    dice = random.Random(SEED)  # noqa: S311 the same bank at every load, nothing secret
    scenarios = list(bank.rows("scenarios.csv"))
    chance = COUNT - endings.COUNT
    days = sorted(day_of(dice, now.date(), recent=number < RECENT) for number in range(chance))
    for number, day in enumerate(days):
        yield Case(dice, scenarios[number % len(scenarios)], day, now)


def day_of(dice: random.Random, today: datetime.date, *, recent: bool) -> datetime.date:
    """Draw a day of receipt within the year that ends today, or within its last three weeks."""
    if recent:
        return today - datetime.timedelta(days=int(21 * dice.random() ** 1.3))
    first = today.replace(day=1)
    months = [(first - datetime.timedelta(days=30 * back)).replace(day=1) for back in range(11, -1, -1)]
    month = dice.choices(months, [MONTHS[month.month - 1] for month in months])[0]
    last = min((month + datetime.timedelta(days=27)), today)
    return month + datetime.timedelta(days=dice.randint(0, (last - month).days))
