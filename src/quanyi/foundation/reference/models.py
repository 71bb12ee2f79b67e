"""Code lists in dated editions, their codes, and the bank's products."""

import datetime

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class CodeList(models.Model):
    """One edition of a list: a facet of JR/T 0169, the intake sources, the closed list of grounds, …"""

    code = models.SlugField(_("List"), max_length=40)
    edition = models.CharField(_("Edition"), max_length=40)
    name = models.CharField(_("Name"), max_length=100)
    name_en = models.CharField(_("Name in English"), max_length=100)
    source = models.CharField(_("Source"), max_length=200)
    confidence = models.CharField(_("Confidence"), max_length=8)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid until"), null=True, blank=True)

    class Meta:
        unique_together = [("code", "edition")]
        ordering = ["code", "-valid_from"]

    def __str__(self) -> str:
        return self.name if (get_language() or "").startswith("zh") else self.name_en


class Code(models.Model):
    """One entry of a list. ``code`` is our stable id; ``official`` is filled from the bank's licensed copy."""

    list = models.ForeignKey(CodeList, models.CASCADE, related_name="codes")
    code = models.CharField(_("Code"), max_length=60)
    name = models.CharField(_("Name"), max_length=120)
    name_en = models.CharField(_("Name in English"), max_length=160)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    official = models.CharField(_("Official code"), max_length=40, blank=True)
    article = models.CharField(_("Article"), max_length=100, blank=True)
    more = models.JSONField(default=dict, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(_("In use"), default=True)

    class Meta:
        unique_together = [("list", "code")]
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name if (get_language() or "").startswith("zh") else self.name_en

    @property
    def full_name(self) -> str:
        """The name with the names above it."""
        return f"{self.parent.full_name} / {self}" if self.parent else str(self)


class Product(models.Model):
    """A product or service of the bank, under its business category (facet B)."""

    code = models.CharField(_("Product code"), max_length=40, unique=True)
    name = models.CharField(_("Product name"), max_length=120)
    category = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("Business category"))
    active = models.BooleanField(_("On sale"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


def in_force(day: datetime.date) -> models.Q:
    """Return the condition that a list's edition is in force on a day."""
    return models.Q(valid_from__lte=day) & (models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day))
