"""Opens subjects, numbers them, links, shares and recuses."""

from django.db import connection

from quanyi.foundation.org.models import Unit, User
from quanyi.foundation.org.steps import Context
from quanyi.foundation.subjects.models import Link, Recusal, Share, Subject


def next_number(prefix: str, context: Context) -> str:
    """Give out the next number under a prefix, such as ``TS202611240007``; concurrent callers wait for each other."""
    key = f"{prefix}{context.today:%Y%m%d}"
    with connection.cursor() as cursor:
        # One statement that also waits its turn: an import takes a number per row.
        cursor.execute(
            "INSERT INTO subjects_counter (prefix, value) VALUES (%s, 1)"
            " ON CONFLICT (prefix) DO UPDATE SET value = subjects_counter.value + 1 RETURNING value",
            [key],
        )
        return f"{key}{cursor.fetchone()[0]:04d}"


def open_subject(context: Context, *, kind: str, prefix: str, label: str, unit: Unit, url: str) -> Subject:
    """Open the subject of a new row.

    Args:
        context: the act.
        kind: the kind's name.
        prefix: letters in front of the number.
        label: what the thing is, without personal data.
        unit: the unit it belongs to.
        url: address of its page; ``{number}`` stands for the number.
    """
    number = next_number(prefix, context)
    subject = Subject(
        kind=kind, number=number, label=label, unit=unit, url=url.format(number=number), created_at=context.now
    )
    return context.add(subject)


def link(source: Subject, target: Subject, kind: str, context: Context) -> None:
    """Tie two subjects together; a tie that exists already stays as it is."""
    if not Link.objects.filter(source=source, target=target, kind=kind).exists():
        context.add(Link(source=source, target=target, kind=kind, created_at=context.now))


def share(subject: Subject, unit: Unit, role: str, context: Context) -> None:
    """Let another unit take part in a subject and see it."""
    if not Share.objects.filter(subject=subject, unit=unit, role=role).exists():
        context.add(Share(subject=subject, unit=unit, role=role))


def recuse(
    subject: Subject, reason: str, context: Context, *, user: User | None = None, unit: Unit | None = None
) -> None:
    """Hide a subject from a person, or from everybody who belongs to a unit (T20 art. 17)."""
    if not Recusal.objects.filter(subject=subject, user=user, unit=unit).exists():
        context.add(Recusal(subject=subject, user=user, unit=unit, reason=reason, created_at=context.now))


def move(subject: Subject, unit: Unit, context: Context) -> None:
    """Hand a subject to another unit."""
    context.change(subject, unit=unit)
