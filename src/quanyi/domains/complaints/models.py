"""A complaint and what belongs to it: legs, contacts, statements, extensions, decisions, notifications, notes."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.org.models import Unit, User
from quanyi.foundation.org.rules import Actor, Staff
from quanyi.foundation.reference.models import Code, Product
from quanyi.foundation.subjects.models import Subject, Tracked, TrackedQuerySet, sight


class State(models.TextChoices):
    """Where a complaint stands; the labels are those of the office."""

    REGISTERED = "registered", _("Awaiting allocation")
    ALLOCATED = "allocated", _("Awaiting signing-for")
    RETURNED = "returned", _("Returned")
    INVESTIGATING = "investigating", _("Under investigation")
    AWAITING_STATEMENT = "awaiting_statement", _("Awaiting statement")
    COUNTERSIGNING = "countersigning", _("Being countersigned")
    AWAITING_APPROVAL = "awaiting_approval", _("Awaiting approval")
    AWAITING_NOTICE = "awaiting_notice", _("Awaiting notification")
    IN_APPRAISAL = "in_appraisal", _("In appraisal (time excluded)")
    IN_MEDIATION = "in_mediation", _("In mediation (time excluded)")
    REOPENED = "reopened", _("Reopened")
    NOTIFIED = "notified", _("Answered")
    FEEDBACK_DUE = "feedback_due", _("Feedback to the sender due")
    CLOSED = "closed", _("Closed")
    CLOSED_ON_SPOT = "closed_on_spot", _("Settled on the spot")
    ARCHIVED = "archived", _("Filed away")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_HANDLED = "not_handled", _("Not handled (told)")
    PASSED_ON = "passed_on", _("Passed on to another channel")
    MERGED = "merged", _("Merged")
    REEXAMINING = "reexamining", _("In re-examination")
    IN_LITIGATION = "in_litigation", _("In arbitration or litigation")
    HISTORY = "history", _("Historical case to be determined")


class Level(models.TextChoices):
    """How grave a complaint is; major only as T20 art. 29 defines it."""

    ORDINARY = "ordinary", _("Ordinary")
    SENSITIVE = "sensitive", _("Sensitive")
    MAJOR = "major", _("Major")


class Capacity(models.TextChoices):
    """In whose name the complaint comes (T20 13, 14)."""

    OWN = "own", _("The complainant in person")
    PROXY = "proxy", _("Proxy with authorisation")
    HEIR = "heir", _("Heir")
    ORGANISATION = "organisation", _("Organisation")
    JOINT = "joint", _("Joint complaint")


class Way(models.TextChoices):
    """How a notification reaches the complainant (T20 21)."""

    HANDED = "handed", _("Handed over")
    POSTED = "posted", _("Posted")
    SENT = "sent", _("Sent by text message or e-mail")
    DIALLED = "dialled", _("By telephone")
    VISITED = "visited", _("Delivered at the door")
    AGREED = "agreed", _("Another way agreed with the complainant")


class Verified(models.TextChoices):
    """Whether the facts are as told."""

    FULL = "full", _("Verified")
    PART = "part", _("Partly verified")
    NO = "no", _("Not verified")


class Upheld(models.TextChoices):
    """Whether the claim is supported."""

    FULL = "full", _("Upheld")
    PART = "part", _("Partly upheld")
    NO = "no", _("Not upheld")


class Liability(models.TextChoices):
    """Internal finding; never shown to the complainant."""

    OPEN = "open", _("To be determined")
    LIABLE = "liable", _("Liable")
    NOT_LIABLE = "not_liable", _("Not liable")


class Complaint(Tracked):
    """One complaint. Its unit is the lead unit; its number and label stand in ``subject``."""

    kind = "complaint"
    confidential = frozenset({"complainant", "phone", "narrative", "contact_key"})

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.REGISTERED)
    matter = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("Kind of matter"))
    level = models.CharField(_("Level"), max_length=12, choices=Level.choices, default=Level.ORDINARY)
    capacity = models.CharField(_("Capacity"), max_length=14, choices=Capacity.choices, default=Capacity.OWN)
    persons = models.PositiveIntegerField(_("Persons"), default=1)

    complainant = models.CharField(_("Complainant"), max_length=64)
    phone = models.CharField(_("Telephone"), max_length=32, blank=True)
    complainant_masked = models.CharField(max_length=64)
    phone_masked = models.CharField(max_length=32, blank=True)
    contact_key = models.CharField(max_length=64, blank=True, db_index=True)
    narrative = models.TextField(_("What the complainant says"))
    claim = models.CharField(_("Claim"), max_length=500, blank=True)

    source = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("Intake source"))
    channel = models.ForeignKey(Code, models.PROTECT, null=True, related_name="+", verbose_name=_("Business channel"))
    business = models.ForeignKey(Code, models.PROTECT, null=True, related_name="+", verbose_name=_("Business category"))
    reason = models.ForeignKey(Code, models.PROTECT, null=True, related_name="+", verbose_name=_("Reason"))
    customer_view = models.CharField(_("Reason as the customer sees it"), max_length=100, blank=True)
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+", verbose_name=_("Product"))

    received_on = models.DateField(_("Received on"))
    received_proof = models.CharField(_("Proof of receipt"), max_length=200, blank=True)
    registered_at = models.DateTimeField(_("Registered at"))
    first_asked = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("First asked"))
    complained_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("Handler"))
    answered_on = models.DateField(_("Answered on"), null=True)
    closed_on = models.DateField(_("Closed on"), null=True)
    outcome = models.CharField(_("Outcome"), max_length=500, blank=True)
    satisfied = models.BooleanField(_("Satisfied"), null=True)
    history = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["state", "subject"], name="complaint_state"),
            # Covers the yearly figures: they are counted from the index alone.
            models.Index(
                fields=["received_on", "answered_on", "state", "business", "reason", "subject"],
                name="complaint_received",
            ),
            models.Index(fields=["handler", "state"], name="complaint_handler"),
        ]

    def __str__(self) -> str:
        return str(self.subject)


class Part(models.Model):
    """Base of what belongs to one complaint and shares its subject."""

    complaint = models.ForeignKey(Complaint, models.CASCADE)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["pk"]


class Leg(Part):
    """One copy of the case as it came in (来件): sender, its number, its own date and its own feedback."""

    source = models.ForeignKey(Code, models.PROTECT, related_name="+")
    number = models.CharField(_("Number of the sender"), max_length=60, blank=True)
    received_on = models.DateField(_("Received on"))
    demanded_on = models.DateField(_("Demanded by"), null=True)
    fed_back_on = models.DateField(_("Fed back on"), null=True)
    feedback = models.CharField(_("Feedback"), max_length=500, blank=True)

    class Meta(Part.Meta):
        default_related_name = "legs"
        indexes = [models.Index(fields=["source", "number"], name="leg_number")]


class Contact(Part):
    """One attempt to reach the complainant."""

    happened_at = models.DateTimeField(_("Time"))
    reached = models.BooleanField(_("Reached"))
    result = models.CharField(_("Result"), max_length=500)
    recording = models.CharField(_("Recording number"), max_length=60, blank=True)

    class Meta(Part.Meta):
        default_related_name = "contacts"


class StatementQuerySet(TrackedQuerySet):
    """The person asked sees the statement although the case itself does not exist for them (T20 17)."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the statements of cases in sight and those asked of the actor."""
        seen = sight(actor, "complaints.see", self.model.subject_path)
        return self.filter(seen | Q(person_id=actor.user_id) if isinstance(actor, Staff) else seen)


class Statement(Tracked, Part):
    """A statement asked of a person concerned, who sees the question and nothing else of the case."""

    kind = "statement"
    subject_path = "complaint__subject__"
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    question = models.TextField(_("Question"))
    answer = models.TextField(_("Statement"), blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = StatementQuerySet.as_manager()  # type: ignore[misc]  # Django's own pattern

    class Meta(Part.Meta):
        default_related_name = "statements"


class Assist(Tracked, Part):
    """Another unit was asked to assist (协办)."""

    kind = "assist"
    subject_path = "complaint__subject__"
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    question = models.CharField(_("What is asked"), max_length=500)
    answer = models.CharField(_("Answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta(Part.Meta):
        default_related_name = "assists"


class Asked(models.TextChoices):
    """State of something that a second person decides."""

    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class Request(Tracked, Part):
    """What another person decides about time: the further 30 days, a restart, a corrected day of receipt."""

    kind = "request"
    subject_path = "complaint__subject__"
    what = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=Asked.choices, default=Asked.SUBMITTED)
    reason = models.CharField(_("Reason"), max_length=500)
    day = models.DateField(_("Day"), null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    opinion = models.CharField(_("Opinion"), max_length=500, blank=True)

    class Meta(Part.Meta):
        default_related_name = "requests"


class Decision(Tracked, Part):
    """The proposed decision and what became of it. A returned draft stays; the next one is a new row."""

    kind = "decision"
    subject_path = "complaint__subject__"
    verified = models.CharField(_("Facts"), max_length=6, choices=Verified.choices)
    upheld = models.CharField(_("Claim"), max_length=6, choices=Upheld.choices)
    liability = models.CharField(_("Liability"), max_length=12, choices=Liability.choices, default=Liability.OPEN)
    findings = models.TextField(_("Findings"))
    basis = models.TextField(_("Basis and reasons"))
    redress = models.ForeignKey(Code, models.PROTECT, null=True, related_name="+", verbose_name=_("Redress"))
    amount_fen = models.BigIntegerField(_("Amount"), default=0)
    remedies: Any = models.JSONField(default=list)
    state = models.CharField(max_length=12, default="draft")
    digest = models.CharField(max_length=64, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta(Part.Meta):
        default_related_name = "decisions"


class Countersignature(Tracked, Part):
    """A unit's word on the proposed decision (会签)."""

    kind = "countersignature"
    subject_path = "complaint__subject__"
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="countersignatures")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    agreed = models.BooleanField(null=True)
    opinion = models.CharField(_("Opinion"), max_length=500, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta(Part.Meta):
        default_related_name = "countersignatures"


class Notification(Part):
    """What the complainant was told, how and when, and the proof of it (T20 21)."""

    what = models.CharField(max_length=20)
    way = models.CharField(_("Way"), max_length=12, choices=Way.choices)
    told_on = models.DateField(_("Told on"))
    proof = models.CharField(_("Proof"), max_length=200)
    text = models.TextField(_("Text"), blank=True)
    reached = models.BooleanField(default=True)

    class Meta(Part.Meta):
        default_related_name = "notifications"


class Note(Part):
    """Words that stay in the house (内部备注) or that went to the complainant (答复投诉人)."""

    inward = models.BooleanField(default=True)
    text = models.TextField(_("Text"))

    class Meta(Part.Meta):
        default_related_name = "notes"


class FollowUp(Part):
    """A call after the answer, by another person than the handler (回访)."""

    satisfied = models.BooleanField(_("Satisfied"))
    text = models.CharField(_("Result"), max_length=500)

    class Meta(Part.Meta):
        default_related_name = "follow_ups"
