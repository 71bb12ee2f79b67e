"""Navigation, panels, search kind, notices, and what happens when a clock of a complaint falls due."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quanyi.domains.complaints import pages
from quanyi.domains.complaints.listings import CASES, base
from quanyi.domains.complaints.models import Complaint
from quanyi.domains.complaints.queries import statistics, waiting
from quanyi.foundation.capabilities.api import detail
from quanyi.foundation.clocks.models import Clock
from quanyi.foundation.clocks.registry import on_moment
from quanyi.foundation.clocks.rules import Moment
from quanyi.foundation.notices import steps as notices
from quanyi.foundation.notices.registry import notice_kind
from quanyi.foundation.org import queries as org
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.org.steps import Context
from quanyi.foundation.search.registry import search_kind
from quanyi.foundation.ui.registry import Nav, register_nav, register_panel

register_nav(
    Nav(
        "complaints",
        _("Complaint handling"),
        "complaints",
        "complaints.see",
        10,
        under=("/list/complaints.", "/do/complaints.", "/bulk/complaints."),
    ),
    Nav("complaints", _("Complaint figures"), "complaints_dashboard", "complaints.see", 50),
)
search_kind(Complaint.kind, "complaints.see", _("Complaints"))

notice_kind("complaint_allocated", _("Please sign for the complaint allocated to your unit"))
notice_kind("complaint_returned", _("A unit returned a complaint: %(reason)s"))
notice_kind("complaint_assigned", _("A complaint was assigned to you"))
notice_kind("assist_asked", _("Your unit is asked to assist in a complaint"))
notice_kind("statement_asked", _("You are asked for a statement"))
notice_kind("statement_given", _("A statement was given"))
notice_kind("complaint_urged", _("You are urged to handle a complaint: %(text)s"))
notice_kind("extension_asked", _("An application for a further 30 days waits for your decision"))
notice_kind("extend_decided", _("Your application for a further 30 days was decided"))
notice_kind("restart_decided", _("Your application to count anew was decided"))
notice_kind("receipt_decided", _("Your correction of the day of receipt was decided"))
notice_kind("countersignature_asked", _("A proposed decision waits for your unit's countersignature"))
notice_kind("decision_returned", _("Your draft was returned: %(reason)s"))
notice_kind("deadline_three_days", _("Due within three days: %(what)s"))
notice_kind("deadline_one_day", _("Due tomorrow: %(what)s"))
notice_kind("deadline_due", _("Due today: %(what)s"))
notice_kind("deadline_overdue", _("Overdue: %(what)s"))


def remind(clock: Clock, moment: Moment, context: Context) -> None:
    """Remind the handler; when nobody handles yet, those who may sign for; after the deadline also the unit's head."""
    complaint = Complaint.objects.select_related("handler", "subject__unit").get(subject=clock.subject)
    unit = complaint.subject.unit
    people: dict[int, Any] = {}
    if complaint.handler:
        people[complaint.handler.pk] = complaint.handler
    else:
        people |= {
            user.pk: user for user in org.people(unit.path, "complaints.sign_for", context.today).filter(unit=unit)
        }
    if moment.days_before < 0 or not people:
        people |= {user.pk: user for user in org.people(unit.path, "complaints.approve", context.today)}
    notices.tell(list(people.values()), clock.subject, f"deadline_{moment.name}", {"what": clock.title}, context)


on_moment(Complaint.kind, remind)


def queue_head(request: HttpRequest, listing: Any) -> dict[str, Any] | None:
    """Return the key figures above the queue."""
    if listing.name != CASES.name:
        return None
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {"figures": statistics.queue_figures(Complaint.objects.visible_to(actor), timezone.localtime())}


def queue_actions(request: HttpRequest, listing: Any) -> dict[str, Any] | None:
    """Return the button that registers a complaint."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {} if listing.name == CASES.name and actor.may("complaints.register") else None


def home_panel(request: HttpRequest, obj: Any) -> dict[str, Any] | None:
    """Return what waits for the reader today: deadlines of their cases, and opinions asked of them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = request.GET.get("team")
    return waiting.home(actor, None if asked is None else asked == "1", timezone.now())


register_panel("listing.head", "complaints/queue_head.html", queue_head)
register_panel("listing.actions", "complaints/queue_actions.html", queue_actions, order=90)
register_panel("home", "complaints/home.html", home_panel, order=10)


@detail("complaints")
def values(actor: Actor, number: str) -> dict[str, Any]:
    """Return a case as the API tells it: the columns of the queue and the content, identity masked."""
    pages.find(actor, number)
    row = base(actor).get(subject__number=number)
    more = {"narrative": row.narrative, "claim": row.claim, "version": row.version}
    return {**CASES.values(row), **more, "state_code": row.state}
