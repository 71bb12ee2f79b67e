"""Import with its rows that came in and those rejected, the remembered mappings, and Export."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.org.models import Unit, User
from quanyi.foundation.subjects.models import Subject, Tracked, TrackedQuerySet


class State(models.TextChoices):
    """How far an import is."""

    OPENED = "opened", _("Columns to be matched")
    MAPPED = "mapped", _("Trial run")
    STARTED = "started", _("Imported")
    UNDONE = "undone", _("Import undone")
    DISCARDED = "discarded", _("Import discarded")


class Mode(models.TextChoices):
    """What the rows are."""

    LIVE = "live", _("New cases: deadlines run")
    HISTORY = "history", _("Past cases: dates and outcome are kept, no deadline runs")


class Import(Tracked):
    """One file that came in, from its upload to its undoing. ``job`` is the key of the job that works on it now."""

    kind: ClassVar[str] = "import"
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    importer = models.CharField(max_length=60)
    mode = models.CharField(_("Kind of rows"), max_length=10, choices=Mode.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("Unit"))
    state = models.CharField(_("State"), max_length=12, choices=State.choices, default=State.OPENED)
    file_name = models.CharField(_("File name"), max_length=150)
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    total = models.PositiveIntegerField(_("Rows"), default=0)
    mapping = models.JSONField(default=dict)
    preset = models.CharField(max_length=60, blank=True)
    checked = models.JSONField(default=dict)
    registered = models.PositiveIntegerField(_("Came in"), default=0)
    duplicates = models.PositiveIntegerField(_("Already there"), default=0)
    rejected = models.PositiveIntegerField(_("Left out"), default=0)
    job = models.PositiveBigIntegerField(null=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    file_removed_at = models.DateTimeField(null=True)
    objects: ClassVar[Any] = TrackedQuerySet.as_manager()
    #: Customers' names may stand in file names.
    confidential: ClassVar[frozenset[str]] = frozenset({"file_name"})

    def __str__(self) -> str:
        return self.subject.number


class Imported(models.Model):
    """A row that came in: under which key, and what the action made of it in which version."""

    source = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    importer = models.CharField(max_length=60)
    key = models.CharField(max_length=100, null=True)  # noqa: DJ001  # NULLs do not collide
    number = models.PositiveIntegerField()
    model = models.CharField(max_length=80)
    row = models.PositiveBigIntegerField()
    version = models.PositiveIntegerField(null=True)
    made = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")

    class Meta:
        unique_together = [("importer", "key")]


class Rejected(models.Model):
    """A row that was not taken in, with its errors in plain words, which quote the cell; deleted with the file."""

    source = models.ForeignKey(Import, models.CASCADE, related_name="rejects")
    number = models.PositiveIntegerField()
    errors = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["source", "number"], name="rejected_row")]


class Mapping(models.Model):
    """Which column fills which field, remembered for files with the same headings."""

    importer = models.CharField(max_length=60)
    signature = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        unique_together = [("importer", "signature")]


class Format(models.TextChoices):
    """The kinds of files that leave."""

    XLSX = "xlsx", _("Excel (.xlsx)")
    CSV = "csv", _("Text (.csv)")


class ExportState(models.TextChoices):
    """How far an export is."""

    WAITING = "waiting", _("Being made")
    READY = "ready", _("Ready")
    EXPIRED = "expired", _("Expired")


class Export(models.Model):
    """A file made from a list as one person sees it, for that person alone, until it expires."""

    listing = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, blank=True)
    format = models.CharField(max_length=4, choices=Format.choices)
    reason = models.CharField(_("Purpose of the export"), max_length=200)
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    rows = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    job = models.PositiveBigIntegerField(null=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["created_by", "-id"], name="export_owner")]

    def __str__(self) -> str:
        return f"{self.listing} {self.pk}"
