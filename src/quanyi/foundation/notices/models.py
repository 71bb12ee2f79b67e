"""Notice, what a person is told in the house; Delivery, what is to leave it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.org.models import User
from quanyi.foundation.subjects.models import Subject


class Notice(models.Model):
    """One sentence for one person. Kind and parameters are stored, so that each reader has it in their language."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    subject = models.ForeignKey(Subject, models.CASCADE, null=True, related_name="notices")
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "read_at", "-id"], name="notice_inbox")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class DeliveryState(models.TextChoices):
    """How far a delivery is."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Delivery(models.Model):
    """One message that is to leave the house: written with the act that causes it, sent by the worker afterwards."""

    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="deliveries")
    channel = models.CharField(max_length=12)
    address = models.CharField(max_length=254)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        #: One effect per notice and channel, however often the worker tries.
        unique_together = [("notice", "channel")]
        indexes = [models.Index(fields=["state", "id"], name="delivery_state")]
