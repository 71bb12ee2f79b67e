"""Counts for the dashboard; every figure is counted over the rows the list behind it shows."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractMonth

from quanyi.domains.complaints.models import Complaint
from quanyi.domains.complaints.rules import OPEN
from quanyi.foundation.capabilities.listings import CAP


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
    """Count a year by month of receipt: received, answered, answered within the statutory deadline. Two queries."""
    kept = of_year(rows, year).order_by()
    received = dict(
        kept.annotate(m=ExtractMonth("received_on")).values("m").annotate(n=Count("pk")).values_list("m", "n")
    )
    clocks = kept.filter(subject__clocks__lane="statutory", subject__clocks__running=False, answered_on__isnull=False)
    in_time = Q(subject__clocks__ended_on__lte=F("subject__clocks__due_on"))
    answered = {
        row["m"]: row
        for row in clocks.annotate(m=ExtractMonth("received_on"))
        .values("m")
        .annotate(n=Count("pk", distinct=True), good=Count("pk", filter=in_time, distinct=True))
    }
    return [
        Month(m, received.get(m, 0), answered.get(m, {}).get("n", 0), answered.get(m, {}).get("good", 0))
        for m in range(1, 13)
    ]


def by_code(rows: QuerySet[Complaint], year: int, field: str) -> list[dict[str, Any]]:
    """Count a year by a code list, largest first: code, names, number."""
    kept = of_year(rows, year).order_by().filter(**{f"{field}__isnull": False})
    counted = (
        kept.values(f"{field}__code", f"{field}__name", f"{field}__name_en").annotate(n=Count("pk")).order_by("-n")
    )
    return [
        {
            "code": row[f"{field}__code"],
            "name": row[f"{field}__name"],
            "name_en": row[f"{field}__name_en"],
            "n": row["n"],
        }
        for row in counted
    ]


def by_unit(rows: QuerySet[Complaint], year: int) -> list[dict[str, Any]]:
    """Count a year by lead unit, largest first."""
    counted = (
        of_year(rows, year).order_by().values("subject__unit__code", "subject__unit__name").annotate(n=Count("pk"))
    )
    return [
        {"code": row["subject__unit__code"], "name": row["subject__unit__name"], "n": row["n"]}
        for row in counted.order_by("-n")
    ]


def headline(rows: QuerySet[Complaint], year: int, now: datetime.datetime) -> dict[str, int]:
    """Count what a head of office asks first: this year's cases, open, due within three days, overdue. One query."""
    soon = now + datetime.timedelta(days=3)
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    is_open = Q(state__in=OPEN)
    return rows.order_by().aggregate(
        received=Count("pk", filter=Q(received_on__gte=first, received_on__lte=last)),
        open=Count("pk", filter=is_open),
        soon=Count("pk", filter=is_open & Q(subject__due_at__gte=now, subject__due_at__lt=soon)),
        overdue=Count("pk", filter=is_open & Q(subject__due_at__lt=now)),
        on_spot=Count("pk", filter=Q(state="closed_on_spot", received_on__gte=first, received_on__lte=last)),
    )


def queue_figures(rows: QuerySet[Complaint], now: datetime.datetime) -> dict[str, int]:
    """Count what stands above the queue: open, due within three days, overdue, settled on the spot this month."""
    soon = Q(subject__due_at__gte=now, subject__due_at__lt=now + datetime.timedelta(days=3))
    owed = rows.filter(state__in=OPEN).order_by()
    found = owed.aggregate(
        open=Count("pk"), soon=Count("pk", filter=soon), overdue=Count("pk", filter=Q(subject__due_at__lt=now))
    )
    month = rows.order_by().filter(state="closed_on_spot", received_on__gte=now.date().replace(day=1))
    return found | {"on_spot": month.values("pk")[:CAP].count()}
