"""Counts for the dashboard; every figure is counted over the rows the list behind it shows."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from quanyi.domains.complaints.models import Complaint
from quanyi.domains.complaints.rules import IN_HAND
from quanyi.foundation.capabilities.listings import CAP
from quanyi.foundation.clocks.models import Clock
from quanyi.foundation.org.models import Unit
from quanyi.foundation.reference.models import Code


@dataclass(frozen=True)
class Month:
    """One month of receipt: how many came, how many were answered, how many of those in time."""

    number: int
    received: int
    answered: int
    in_time: int

    @property
    def rate(self) -> float | None:
        """Share answered in time, in per cent; none when nothing was answered."""
        return round(100 * self.in_time / self.answered, 1) if self.answered else None


def of_year(rows: QuerySet[Complaint], year: int) -> QuerySet[Complaint]:
    """Keep what was received in a year."""
    return rows.filter(received_on__gte=datetime.date(year, 1, 1), received_on__lte=datetime.date(year, 12, 31))


def months(rows: QuerySet[Complaint], year: int) -> list[Month]:
    """Count a year by month of receipt: received, answered, answered within the statutory deadline. Two queries.

    Whoever answers late leaves a statutory clock that ended after its due date; the few late ones are counted.
    """
    kept = of_year(rows, year).order_by().values("received_on")
    late_clocks = Clock.objects.filter(lane="statutory", running=False, ended_on__gt=F("due_on")).values("subject_id")
    late = kept.filter(pk__in=late_clocks, answered_on__isnull=False).annotate(n=Count("*"))
    found = {number: [0, 0, 0] for number in range(1, 13)}
    for row in kept.annotate(n=Count("*"), answered=Count("answered_on")):
        found[row["received_on"].month][0] += row["n"]
        found[row["received_on"].month][1] += row["answered"]
    for missed in late:
        found[missed["received_on"].month][2] += missed["n"]
    return [Month(number, n, answered, answered - late_n) for number, (n, answered, late_n) in found.items()]


def by_code(rows: QuerySet[Complaint], year: int, field: str) -> list[dict[str, Any]]:
    """Count a year by a code list, largest first: code, names, number. Two queries."""
    counted = by_key(rows, year, f"{field}_id")
    found = [
        {"code": row.code, "name": row.name, "name_en": row.name_en, "n": counted[row.pk]}
        for row in Code.objects.filter(pk__in=counted)
    ]
    return sorted(found, key=lambda row: (-row["n"], row["code"]))


def by_unit(rows: QuerySet[Complaint], year: int) -> list[dict[str, Any]]:
    """Count a year by lead unit, largest first. Two queries."""
    counted = by_key(rows, year, "subject__unit_id")
    found = [{"code": row.code, "name": row.name, "n": counted[row.pk]} for row in Unit.objects.filter(pk__in=counted)]
    return sorted(found, key=lambda row: (-row["n"], row["code"]))


def by_key(rows: QuerySet[Complaint], year: int, field: str) -> dict[int, int]:
    """Count a year by a key. Grouped by day as well, so that the index by day serves it, and summed up here."""
    found: Counter[int] = Counter()
    for row in of_year(rows, year).order_by().values("received_on", field).annotate(n=Count("*")):
        if row[field] is not None:
            found[row[field]] += row["n"]
    return dict(found)


def headline(rows: QuerySet[Complaint], year: int, now: datetime.datetime) -> dict[str, int]:
    """Count what a head of office asks first: this year's cases, settled on the spot, open, overdue. Two queries."""
    of = (
        of_year(rows, year)
        .order_by()
        .aggregate(received=Count("*"), on_spot=Count("pk", filter=Q(state="closed_on_spot")))
    )
    owed = rows.filter(state__in=IN_HAND).order_by()
    return of | owed.aggregate(open=Count("pk"), overdue=Count("pk", filter=Q(subject__due_at__lt=now)))


def queue_figures(rows: QuerySet[Complaint], now: datetime.datetime) -> dict[str, Any]:
    """Count what stands above the queue: open, due within three days, overdue, settled on the spot since a day."""
    soon = Q(subject__due_at__gte=now, subject__due_at__lt=now + datetime.timedelta(days=3))
    owed = rows.filter(state__in=IN_HAND).order_by()
    found = owed.aggregate(
        open=Count("pk"), soon=Count("pk", filter=soon), overdue=Count("pk", filter=Q(subject__due_at__lt=now))
    )
    since = now.date().replace(day=1)
    month = rows.order_by().filter(state="closed_on_spot", received_on__gte=since)
    return found | {"on_spot": month.values("pk")[:CAP].count(), "since": since.isoformat()}
