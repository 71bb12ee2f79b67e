"""Units, people, roles and who was granted which role where."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """What a unit is in the bank."""

    HEAD_OFFICE = "head_office", _("Head office")
    DEPARTMENT = "department", _("Department")
    BRANCH = "branch", _("First-level branch")
    SUB_BRANCH = "sub_branch", _("Sub-branch")
    CENTRE = "centre", _("Centre")


class Unit(models.Model):
    """A department, branch or outlet in the tree of the bank.

    ``path`` holds four digits per level; a subtree is the range ``path <= x < after(path)``.
    """

    code = models.CharField(_("Unit code"), max_length=32, unique=True)
    name = models.CharField(_("Unit name"), max_length=100)
    kind = models.CharField(_("Unit kind"), max_length=20, choices=UnitKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=64, unique=True)
    legal_person = models.BooleanField(_("Own legal person"), default=False)
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Superior institution")
    )
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Looks people up by their user name."""


class User(AbstractBaseUser):
    """A person of the bank who signs in."""

    #: What the audit trail shows as changed without its value.
    confidential = frozenset({"password", "email", "phone"})

    username = models.CharField(_("User name"), max_length=64, unique=True)
    name = models.CharField(_("Name"), max_length=64)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Telephone"), max_length=32, blank=True)
    post = models.CharField(_("Post"), max_length=64, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name=_("Unit"))
    language = models.CharField(_("Language"), max_length=10, default="zh-hans")
    is_active = models.BooleanField(_("Active"), default=True)
    version = models.PositiveIntegerField(default=1)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]  # Django declares it without ClassVar

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A role of the role table; the bank may add its own.

    Roles with the same ``exclusive`` mark can never be held together by one person (the three administrators).
    """

    code = models.SlugField(_("Role code"), max_length=40, unique=True)
    label = models.CharField(_("Role"), max_length=64)
    label_en = models.CharField(_("Role in English"), max_length=64)
    exclusive = models.CharField(max_length=20, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.label


class RolePermission(models.Model):
    """One cell of the table role × action."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="permissions")
    action = models.CharField(max_length=80)

    class Meta:
        unique_together = [("role", "action")]


class SeededAction(models.Model):
    """An action whose shipped permissions were loaded once; later edits by the bank stay."""

    action = models.CharField(max_length=80, primary_key=True)


class Grant(models.Model):
    """A person holds a role for a unit and everything below it, from a day to a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        unique_together = [("user", "role", "unit")]


class Deputy(models.Model):
    """While somebody is away, a deputy acts with their grants; every record names both."""

    absent = models.ForeignKey(User, models.CASCADE, related_name="deputies")
    deputy = models.ForeignKey(User, models.CASCADE, related_name="deputy_for")
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
