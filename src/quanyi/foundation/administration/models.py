"""The mark that somebody still uses the password an administrator gave them."""

from django.db import models

from quanyi.foundation.org.models import User


class GivenPassword(models.Model):
    """A person must choose an own password before anything else; the row goes with that."""

    user = models.OneToOneField(User, models.CASCADE, related_name="given_password")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
