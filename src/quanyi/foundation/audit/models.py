"""Record, one per action; Seen, one per view of protected data, search, export or denial."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from quanyi.foundation.org.models import User
from quanyi.foundation.subjects.models import Subject


class Record(models.Model):
    """One action as it was carried out. Append-only: there is no way to change or delete it.

    ``labels`` keeps how the rows that ``input`` names were called at that time.
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=12)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=64)
    acting_for = models.CharField(max_length=64, blank=True)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="records")
    channel = models.CharField(max_length=12)
    reason = models.CharField(max_length=500, blank=True)
    input = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    labels = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    changes = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="record_subject")]


class Seen(models.Model):
    """Somebody looked at protected data, searched, exported or was refused."""

    at = models.DateTimeField()
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=64)
    what = models.CharField(max_length=80)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="views")
    purpose = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
