"""The memory of answered requests, so that a repeated POST is answered and not carried out again."""

from django.db import models


class Answered(models.Model):
    """The answer to one ``Idempotency-Key`` of one actor; written in the transaction of the action itself."""

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        unique_together = [("actor", "key")]
