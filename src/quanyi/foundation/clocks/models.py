"""Legal rules in force, calendar years, clocks and their excluded periods."""

import datetime

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.subjects.models import Subject


class Lane(models.TextChoices):
    """The three kinds of deadline, never mixed."""

    STATUTORY = "statutory", _("Statutory")
    DEMANDED = "demanded", _("Demanded")
    INTERNAL = "internal", _("Internal")


class LawRule(models.Model):
    """One version of a rule on time, as data that the bank can edit.

    ``text`` is the mapping that ``engines.terms`` reads; ``lane`` tells statutory rules from the bank's own targets.
    """

    rule_id = models.CharField(_("Rule"), max_length=20)
    lane = models.CharField(_("Lane"), max_length=12, choices=Lane.choices, default=Lane.STATUTORY)
    edition = models.PositiveIntegerField(default=1)
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_to = models.DateField(_("Valid until"), null=True, blank=True)
    text = models.JSONField()

    class Meta:
        unique_together = [("rule_id", "edition")]
        ordering = ["rule_id", "-edition"]


class CalendarYear(models.Model):
    """A year's holidays and make-up workdays as published; overrides the shipped year."""

    year = models.PositiveSmallIntegerField(_("Year"), unique=True)
    version = models.PositiveIntegerField(default=1)
    data = models.JSONField()


class Clock(models.Model):
    """One deadline of one subject: its inputs, its result, and when it is looked at next.

    Lateness is never stored: it is ``ended_on`` (or today) against ``due_on``.
    """

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="clocks")
    lane = models.CharField(max_length=12, choices=Lane.choices)
    rule_id = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100)
    started_on = models.DateField()
    started_at = models.DateTimeField(null=True)
    first_started_on = models.DateField()
    complicated = models.BooleanField(default=False)
    extended = models.BooleanField(default=False)
    agreed_on = models.DateField(null=True)
    due_on = models.DateField()
    due_at = models.DateTimeField()
    original_due_on = models.DateField()
    provisional = models.BooleanField(default=False)
    suspended = models.BooleanField(default=False)
    rule_version = models.PositiveIntegerField(default=0)
    calendar_version = models.CharField(max_length=40, blank=True)
    article = models.CharField(max_length=200, blank=True)
    running = models.BooleanField(default=True)
    ended_on = models.DateField(null=True)
    ended_how = models.CharField(max_length=40, blank=True)
    checked_at = models.DateTimeField()
    next_check_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["next_check_at"], name="clock_next_check"),
            models.Index(fields=["subject", "running", "due_at"], name="clock_subject"),
            models.Index(fields=["lane", "running", "ended_on", "due_on", "subject"], name="clock_lateness"),
        ]

    def __str__(self) -> str:
        if (get_language() or "").startswith("zh"):
            return self.title
        return self.title_en[:1].upper() + self.title_en[1:]

    def is_late(self, today: datetime.date) -> bool:
        """Tell whether the deadline was missed, or is missed today."""
        return not self.suspended and (self.ended_on or today) > self.due_on


class Exclusion(models.Model):
    """A period that does not count (不计入时限), on one of the rule's lawful grounds and with its proof."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="exclusions")
    ground = models.CharField(max_length=40)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    proof = models.CharField(_("Proof"), max_length=200)
    told_on = models.DateField(_("Complainant told on"), null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
