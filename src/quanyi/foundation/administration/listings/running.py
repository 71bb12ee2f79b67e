"""Lists of jobs and of the rules on time."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.administration import queries
from quanyi.foundation.capabilities.listings import Column, Filter, Listing, Tab
from quanyi.foundation.clocks.models import Lane, LawRule
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.queue import registry
from quanyi.foundation.queue.models import Job, State


def kind_label(name: str) -> str:
    """Return what a kind of job is called; a kind that no room offers any more keeps its name."""
    kind = registry.kinds.get(name)
    return str(kind.label) if kind else name


def in_state(*states: str) -> Any:
    """Return the rows of a saved view by state."""

    def apply(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        return rows.filter(state__in=states)

    return apply


def wording(text: Any) -> str:
    """Return the text of a rule in the language of the reader."""
    if not isinstance(text, dict):
        return str(text or "")
    return str(text.get("zh" if (get_language() or "").startswith("zh") else "en", ""))


def term(row: LawRule) -> str:
    """Return the length of a rule as people read it."""
    length, unit = row.text.get("length"), row.text.get("unit")
    if length is None:
        return gettext("until a given moment")
    words = {
        "natural_day": ngettext("%(n)s natural day", "%(n)s natural days", length),
        "working_day": ngettext("%(n)s working day", "%(n)s working days", length),
        "hour": ngettext("%(n)s hour", "%(n)s hours", length),
        "month": ngettext("%(n)s month", "%(n)s months", length),
    }
    return words.get(str(unit), f"{length} {unit}") % {"n": length}


def confidence(row: LawRule) -> str:
    """Return whether a rule was checked against its source."""
    return gettext("Checked against the source") if row.text.get("confidence") == "H" else gettext("Unverified")


JOBS = Listing(
    "administration.jobs",
    label=_("Jobs"),
    permission="administration.see_jobs",
    rows=lambda actor: Job.objects.select_related("created_by"),
    columns=[
        Column("kind", _("Job"), lambda row: kind_label(row.kind)),
        Column("number", _("Job number"), lambda row: row.pk, sort=("pk",)),
        Column("state", _("State"), lambda row: row.get_state_display()),
        Column("attempts", _("Attempts"), lambda row: row.attempts, sort=("attempts", "pk")),
        Column("progress", _("Progress"), lambda row: f"{row.done:,} / {row.total:,}" if row.total else ""),
        Column("by", _("Started by"), lambda row: row.created_by.name if row.created_by else gettext("by itself")),
        Column("run_at", _("Due at"), lambda row: row.run_at, sort=("run_at", "pk")),
        Column("finished_at", _("Finished at"), lambda row: row.finished_at, sort=("finished_at", "pk")),
    ],
    order=("-pk",),
    filters=[
        Filter(
            "kind",
            _("Job"),
            lambda rows, value, actor: rows.filter(kind=value),
            lambda actor: sorted((name, kind_label(name)) for name in registry.kinds),
            main=True,
        ),
    ],
    tabs=[
        Tab("dead", _("Laid aside"), in_state(State.DEAD)),
        Tab("open", _("Waiting and running"), in_state(State.WAITING, State.RUNNING)),
        Tab("ended", _("Ended"), in_state(State.DONE, State.CANCELLED)),
    ],
    address=lambda row: reverse("administration_job", args=[row.pk]),
    empty=_("Nothing here. Jobs that failed too often wait under “Laid aside” until somebody looks at them."),
)

RULES = Listing(
    "administration.rules",
    label=_("Rules on time"),
    permission="administration.see_rules",
    rows=lambda actor: queries.newest_rules(),
    columns=[
        Column("rule", _("Rule"), lambda row: row.rule_id, sort=("rule_id",)),
        Column("subject", _("What must be done"), lambda row: wording(row.text.get("subject")), width=40),
        Column("trigger", _("Counted from"), lambda row: wording(row.text.get("trigger")), hidden=True, width=30),
        Column("term", _("Length of the term"), term),
        Column("lane", _("Lane"), lambda row: row.get_lane_display()),
        Column(
            "article", _("Legal basis"), lambda row: row.text.get("citation") or row.text.get("article", ""), width=40
        ),
        Column("version", _("Version"), lambda row: row.edition),
        Column("confidence", _("Checked"), confidence),
    ],
    order=("rule_id",),
    filters=[
        Filter(
            "lane",
            _("Lane"),
            lambda rows, value, actor: rows.filter(lane=value),
            lambda actor: [(str(k), str(label)) for k, label in Lane.choices],
            main=True,
        ),
    ],
    tabs=[
        Tab("all", _("All rules"), lambda rows, actor: rows),
        Tab("unverified", _("Unverified"), lambda rows, actor: rows.exclude(text__confidence="H")),
    ],
    search=lambda rows, text, actor: rows.filter(Q(rule_id__icontains=text) | Q(text__subject__zh__icontains=text)),
    address=lambda row: reverse("administration_rule", args=[row.rule_id]),
    hint=_("Number or subject of the rule"),
)
