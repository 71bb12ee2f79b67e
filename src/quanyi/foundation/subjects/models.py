"""Subject, the row that every tracked thing has; Link, Share and Recusal; the one rule of sight."""

from collections.abc import Hashable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from quanyi.foundation.org.models import Unit, User
from quanyi.foundation.org.rules import Actor, Holder, Range, Staff, System, lineage, memory


class Subject(models.Model):
    """One tracked thing: its number, a label without personal data, its unit and its page.

    ``due_at`` and ``due_lane`` mirror the earliest open clock, so that queues sort by one index.
    """

    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    url = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_lane = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "due_at", "id"], name="subject_due"),
            models.Index(fields=["unit", "kind", "due_at"], name="subject_unit_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


class Link(models.Model):
    """Two subjects belong together: ``source`` *kind* ``target`` (merged into, raised from, approved by …)."""

    source = models.ForeignKey(Subject, models.CASCADE, related_name="links")
    target = models.ForeignKey(Subject, models.CASCADE, related_name="backlinks")
    kind = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta:
        unique_together = [("source", "target", "kind")]


class Share(models.Model):
    """Another unit takes part in a subject (协办) and therefore sees it."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="shares")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)

    class Meta:
        unique_together = [("subject", "unit", "role")]


class Recusal(models.Model):
    """For this person, or for everybody of this unit, the subject does not exist (T20 art. 17)."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="recusals")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, unit__isnull=True) | Q(user__isnull=True, unit__isnull=False),
                name="recusal_of_one",
            )
        ]


class Counter(models.Model):
    """The last number given out under a prefix."""

    prefix = models.CharField(max_length=40, primary_key=True)
    value = models.PositiveIntegerField(default=0)


def in_ranges(ranges: list[Range]) -> Q:
    """Return the condition that a unit lies in one of the ranges."""
    condition = Q(pk__in=[])
    for low, high in ranges:
        condition |= Q(path__gte=low, path__lt=high)
    return condition


#: Up to here keys are looked up once per request and written into the queries; beyond, the queries ask themselves.
FEW = 500


def keys(actor: Staff, name: Hashable, rows: models.QuerySet[Any]) -> Any:
    """Return the keys that a query gives, looked up once per actor; too many of them stay a sub-query.

    A page asks a dozen queries under the same scope: keys written out spare the database and us the same nested
    question each time.
    """
    known = memory(actor)
    if name not in known:
        found = list(rows[: FEW + 1])
        known[name] = found if len(found) <= FEW else None
    return known[name] if known[name] is not None else rows


def reaches_all(actor: Staff, permission: str) -> bool:
    """Tell whether a person's grants hold every unit, so that no condition on the unit is needed; asked once each."""
    known, key = memory(actor), ("reaches_all", permission)
    if key not in known:
        ranges = actor.ranges(permission)
        known[key] = bool(ranges) and not Unit.objects.exclude(in_ranges(ranges)).exists()
    return bool(known[key])


def sight(actor: Actor, permission: str, subject: str) -> Q:
    """Return the one rule of sight as a condition on a row.

    Args:
        actor: who looks.
        permission: the permission to see this kind, for example ``complaints.see``.
        subject: the look-up from the row to its subject: ``""`` for Subject itself, else e.g. ``"subject__"``.

    The row is visible when its unit, or a unit that takes part, lies in a granted range, and no recusal names the
    person or their unit.
    """
    key = f"{subject.removesuffix('__')}_id" if subject else "pk"
    if isinstance(actor, System):
        return Q()
    if isinstance(actor, Holder):
        return Q(**{key: actor.subject_id})
    named = Q(user_id=actor.user_id) | Q(unit__path__in=lineage(actor.unit_path))
    recusals = Recusal.objects.filter(named).values_list("subject_id", flat=True).distinct()
    hidden = keys(actor, "recused", recusals)
    kept = ~Q(**{f"{key}__in": hidden}) if hidden != [] else Q()
    if reaches_all(actor, permission):
        return kept
    # The units stay a sub-query: with their keys written out SQLite sorts a whole province to show its newest 25.
    inside = Unit.objects.filter(in_ranges(actor.ranges(permission))).values("pk")
    shares = Share.objects.filter(unit__in=inside).values_list("subject_id", flat=True).distinct()
    shared = keys(actor, ("shared", permission), shares)
    within = Q(**{f"{subject}unit__in": inside})
    return kept & (within | Q(**{f"{key}__in": shared}) if shared != [] else within)


class TrackedQuerySet(models.QuerySet[Any]):
    """Rows of one kind; pages and the API read them only through ``visible_to``."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the rows this actor may know of."""
        return self.filter(sight(actor, f"{self.model._meta.app_label}.see", self.model.subject_path))


class Tracked(models.Model):
    """A row with a subject: it is found through ``visible_to`` and changed through actions alone."""

    #: The kind's name in Subject and the look-up to the subject, for rows that belong to another row's subject.
    kind: ClassVar[str] = ""
    subject_path: ClassVar[str] = "subject__"
    #: Fields that hold personal data; the audit trail shows a mark in their place.
    confidential: ClassVar[frozenset[str]] = frozenset()

    version = models.PositiveIntegerField(default=1)

    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True


def visible_subjects(actor: Actor, kinds: dict[str, str]) -> Q:
    """Return the condition on Subject that an actor may know of it.

    Args:
        actor: who looks.
        kinds: kind of subject → permission to see it.
    """
    if isinstance(actor, System | Holder):
        return sight(actor, "", "")
    condition = Q(pk__in=[])
    for kind, permission in kinds.items():
        if actor.may(permission):
            condition |= Q(kind=kind) & sight(actor, permission, "")
    return condition
