"""Document, a file handed in for a subject; its bytes lie under their hash."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.org.models import User
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.search.queries import sight_permissions
from quanyi.foundation.subjects.models import Subject, Tracked, TrackedQuerySet, visible_subjects


class Documents(TrackedQuerySet):
    """Documents are seen by whoever sees their subject."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the documents of subjects that this actor may know of."""
        subjects = Subject.objects.filter(visible_subjects(actor, sight_permissions()))
        return self.filter(subject__in=subjects.values("pk"))


class Document(Tracked):
    """A file handed in for a subject. It is never changed or deleted, only withdrawn, and that with a reason."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="documents")
    name = models.CharField(_("File name"), max_length=150)
    kind = models.CharField(_("Kind"), max_length=20)
    size = models.PositiveBigIntegerField(_("Size"))
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(_("Reason for withdrawal"), max_length=200, blank=True)

    objects: ClassVar[Any] = Documents.as_manager()
    #: Customers' names stand in file names.
    confidential: ClassVar[frozenset[str]] = frozenset({"name"})

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="document_subject")]

    def __str__(self) -> str:
        return self.name

    @property
    def withdrawn(self) -> bool:
        """Whether the document was taken back."""
        return self.withdrawn_at is not None
