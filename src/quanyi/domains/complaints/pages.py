"""The page of one case."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quanyi.domains.complaints import queries
from quanyi.domains.complaints.models import Complaint, Request
from quanyi.domains.complaints.queries import statistics
from quanyi.domains.complaints.rules import STATION_OF, late_registration
from quanyi.foundation.audit import queries as audit
from quanyi.foundation.audit.steps import note_seen
from quanyi.foundation.capabilities import actions
from quanyi.foundation.capabilities.actions.history import events
from quanyi.foundation.capabilities.pages import buttons, listing_page
from quanyi.foundation.clocks import queries as clocks
from quanyi.foundation.clocks.models import Clock
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.ui.rules import Chart, Series, Tab

#: The name of the action that decides a request of each kind.
DECIDED_BY = {"extend": "complaints.decide_extension", "restart": "complaints.confirm", "receipt": "complaints.confirm"}


def find(actor: Actor, number: str) -> Complaint:
    """Return a case in sight.

    Raises:
        NotFound: it does not exist for this actor.
    """
    row = queries.visible(actor).select_related("channel", "first_asked").filter(subject__number=number).first()
    if row is None:
        raise actions.NotFound
    return row


def detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case: content, deadlines with why, next steps, opinions, what was done."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    complaint = find(actor, number)
    subject = complaint.subject
    earlier = list(queries.earlier(complaint.phone, complaint.received_on, actor, complaint)[:50])
    next_buttons = buttons(actor, complaint, "next")
    context: dict[str, Any] = {
        "complaint": complaint,
        "subject": subject,
        "legs": list(complaint.legs.select_related("source")),
        "stations": stations(),
        "station": STATION_OF[complaint.state] + 1,
        "late": 0
        if complaint.history
        else late_registration(complaint.received_on, timezone.localtime(complaint.registered_at)),
        "earlier": ngettext("%(n)s earlier case within a year", "%(n)s earlier cases within a year", len(earlier))
        % {"n": len(earlier)}
        if earlier
        else "",
        "earlier_rows": earlier,
        "clear": queries.shown_in_clear(actor, subject, timezone.localdate()),
        "reveal": address("complaints.reveal", complaint, actor, number),
        "clocks": [explained(clock) for clock in sorted(clocks.of(subject), key=weight)],
        "next": next_buttons,
        "can": [item for item in next_buttons if not item.reason],
        "cannot": [item for item in next_buttons if item.reason],
        "first": next((item for item in next_buttons if not item.reason), None),
        "more": buttons(actor, complaint, "more"),
        **opinions(actor, complaint),
        **process(request, actor, complaint),
    }
    return render(request, "complaints/detail.html", context)


def weight(clock: Clock) -> tuple[bool, bool, datetime.datetime]:
    """Order the deadlines of a case: running before ended, the statutory one before all others, then by date."""
    return (not clock.running, clock.lane != "statutory", clock.due_at)


def stations() -> list[str]:
    """Return the labels of the steps bar."""
    return [
        _("Registration"),
        _("Allocation and signing"),
        _("Investigation"),
        _("Countersigning"),
        _("Approval"),
        _("Notification"),
        _("Closing and filing"),
    ]


def address(name: str, target: Any, actor: Actor, reference: Any) -> str:
    """Return the address of an action's form when it is possible now, else an empty text."""
    act = actions.registry[name]
    return reverse("action", args=[name, reference]) if not act.why_not(target, actor) else ""


def explained(clock: Clock) -> dict[str, Any]:
    """Return a clock with every day and why, for the panel *why this date*."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    # Demanded dates are typed and internal ones are the bank's own: only the law's date needs its reasons.
    timeline = clocks.timeline(clock, timezone.localdate()) if clock.lane == "statutory" else None
    number = 0
    days = []
    for day in timeline.days if timeline else ():
        number += day.counted
        why = day.why.text(language)  # type: ignore[arg-type]  # one of the engine's two languages
        days.append({"date": day.date, "counted": day.counted, "number": number, "why": why})
    sentence = _("Received on %(start)s; %(article)s") % {"start": clock.started_on, "article": clock.article}
    return {"clock": clock, "days": days, "sentence": sentence, "id": f"why-{clock.pk}", "url": f"#why-{clock.pk}"}


def opinions(actor: Actor, complaint: Complaint) -> dict[str, Any]:
    """Return what other people were asked and said, with the address where the actor may answer."""
    decision = queries.decision(complaint)
    signatures: QuerySet[Any] = (
        decision.countersignatures.select_related("unit", "signed_by") if decision else Request.objects.none()
    )
    asked = complaint.requests.select_related("by", "decided_by")
    return {
        "requests": [request_line(row, actor) for row in asked],
        "assists": [
            {"row": row, "url": address("complaints.answer_assist", row, actor, row.pk)}
            for row in complaint.assists.select_related("unit")
        ],
        "statements": list(complaint.statements.select_related("person")),
        "decision": decision,
        "decision_state": decision_word(decision.state) if decision else "",
        "countersignatures": [
            {"row": row, "url": address("complaints.countersign", row, actor, row.pk)} for row in signatures
        ],
    }


def request_line(row: Request, actor: Actor) -> dict[str, Any]:
    """Return a request with its title and, for whoever may decide, the button or the reason against it."""
    titles = {
        "extend": _("Further 30 days"),
        "restart": _("Count anew for new facts"),
        "receipt": _("Corrected day of receipt"),
    }
    act = actions.registry[DECIDED_BY[row.what]]
    may = row.state == "submitted" and act.permitted(row, actor)
    return {
        "row": row,
        "title": titles[row.what],
        "url": reverse("action", args=[act.name, row.pk]) if may else "",
        "reason": act.why_not(row, actor) if may else "",
    }


def decision_word(state: str) -> str:
    """Return how the state of a proposed decision reads."""
    words = {"draft": _("Draft"), "submitted": _("Submitted"), "returned": _("Returned"), "approved": _("Approved")}
    return words[state]


def process(request: HttpRequest, actor: Actor, complaint: Complaint) -> dict[str, Any]:
    """Return the open part of the lower card: what was done, materials, reply, internal notes."""
    labels = {
        "done": _("What was done"),
        "materials": _("Materials"),
        "reply": _("Reply to the complainant"),
        "notes": _("Internal notes"),
    }
    chosen = request.GET.get("part", "done")
    part = chosen if chosen in labels else "done"
    values: dict[str, Any] = {
        "part": part,
        "process_tabs": [Tab(label, f"?part={name}#process", None, name == part) for name, label in labels.items()],
    }
    if part == "reply":
        values["notifications"] = list(complaint.notifications.order_by("-pk"))
    elif part == "notes":
        values["notes"] = list(complaint.notes.select_related("by").order_by("-pk"))
        values["note_url"] = address("complaints.add_note", complaint, actor, complaint.subject.number)
    elif part == "done":
        values["events"] = events(audit.history(complaint.subject)[:100])
    return values


def dashboard(request: HttpRequest) -> HttpResponse:
    """Show a year in figures; the charts follow as fragments, or all at once with ``?whole=1``."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may("complaints.see"):
        raise actions.Denied
    today = timezone.localdate()
    asked = request.GET.get("year", "")
    known = asked.isascii() and asked.isdecimal() and len(asked) == 4 and 2000 <= int(asked) <= today.year
    year = int(asked) if known else today.year
    rows = Complaint.objects.visible_to(actor)
    listing = reverse("listing", args=["complaints.cases"])
    chosen = request.GET.get("chart", "")
    if chosen in CHARTS:
        chart = CHARTS[chosen](rows, year, listing)
        return render(request, "complaints/chart.html", {"charts": [chart]})
    whole = request.GET.get("whole") == "1"
    context = {
        "year": year,
        "years": range(today.year, today.year - 5, -1),
        "listing": listing,
        "figures": statistics.headline(rows, year, timezone.now()),
        "charts": [draw(rows, year, listing) for draw in CHARTS.values()] if whole else [],
        "names": list(CHARTS),
    }
    return render(request, "complaints/dashboard.html", context)


def span(year: int) -> str:
    """Return the filter that keeps what was received in a year."""
    return f"tab=all&from={year}-01-01&to={year}-12-31"


def month_chart(rows: QuerySet[Complaint], year: int, listing: str) -> Chart:
    """Draw received complaints and the share answered in time by month of receipt."""
    months = statistics.months(rows, year)
    return Chart(
        title=_("Complaints and share answered in time"),
        labels=[month_label(month.number) for month in months],
        series=[
            Series(_("Received"), [month.received for month in months]),
            Series(_("Answered in time"), [month.rate for month in months], kind="line", share=True),
        ],
        unit=_("cases"),
        links=[f"{listing}?tab=all&month={year}-{month.number:02d}" for month in months],
        notes=_("By month of receipt; in time: notified, with proof, on or before the statutory date."),
    )


def month_label(number: int) -> str:
    """Return how a month stands under a chart: 11月, Nov."""
    if is_chinese():
        return _("month %(number)s") % {"number": number}
    return str(MONTHS_3[number]).capitalize()


def bars(title: str, counted: list[dict[str, Any]], name: str, year: int, listing: str) -> Chart:
    """Draw counts as bars, each leading to the list behind it."""
    return Chart(
        title=title,
        labels=[row["name"] if is_chinese() else row.get("name_en", row["name"]) for row in counted],
        series=[Series(_("Received"), [row["n"] for row in counted])],
        kind="bars",
        unit=_("cases"),
        links=[f"{listing}?{span(year)}&{name}={row['code']}" for row in counted],
    )


def reason_chart(rows: QuerySet[Complaint], year: int, listing: str) -> Chart:
    """Draw counts by reason."""
    return bars(_("Complaints by reason"), statistics.by_code(rows, year, "reason"), "reason", year, listing)


def business_chart(rows: QuerySet[Complaint], year: int, listing: str) -> Chart:
    """Draw counts by business category."""
    counted = statistics.by_code(rows, year, "business")
    return bars(_("Complaints by business category"), counted, "business", year, listing)


def unit_chart(rows: QuerySet[Complaint], year: int, listing: str) -> Chart:
    """Draw counts by lead unit, the twelve largest."""
    return bars(_("Complaints by lead unit"), statistics.by_unit(rows, year)[:12], "lead", year, listing)


CHARTS = {"month": month_chart, "reason": reason_chart, "business": business_chart, "unit": unit_chart}


def is_chinese() -> bool:
    """Tell whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue under its own short address."""
    return listing_page(request, "complaints.cases")


@require_POST
def earlier(request: HttpRequest) -> HttpResponse:
    """Show the cases of the same telephone number within a year; a POST keeps the number out of logs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may("complaints.register"):
        raise actions.Denied
    phone = request.POST.get("phone", "")[:32]
    rows = list(queries.earlier(phone, timezone.localdate(), actor)[:6])
    if phone:
        note_seen(actor, "complaints.earlier", timezone.now(), detail={"hits": len(rows)})
    return render(request, "complaints/earlier.html", {"rows": rows})
