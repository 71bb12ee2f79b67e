"""Where rooms declare the kinds of notices they send, with a sentence per kind that is rendered for each reader."""

from dataclasses import dataclass

from django.utils.functional import Promise

from quanyi.foundation.ui.rules import TONES


@dataclass(frozen=True)
class Kind:
    """One kind of notice; see ``notice_kind``."""

    code: str
    text: str | Promise
    icon: str
    tone: str
    channels: tuple[str, ...]


kinds: dict[str, Kind] = {}


def notice_kind(
    code: str, text: str | Promise, *, icon: str = "bell", tone: str = "info", channels: tuple[str, ...] = ()
) -> None:
    """Declare a kind of notice.

    Args:
        code: ``room.what``.
        text: a lazy sentence; ``%(name)s`` stands for a parameter. No personal data: it also leaves by mail.
        icon: name of an icon.
        tone: how urgent it looks.
        channels: ways out of the house besides the inbox (``mail``, ``sms``).

    Raises:
        ValueError: the code is taken, or there is no such tone.
    """
    if code in kinds:
        raise ValueError(f"two kinds of notices are called {code}")
    if tone not in TONES:
        raise ValueError(f"notice {code}: tone must be one of {', '.join(TONES)}")
    kinds[code] = Kind(code, text, icon, tone, channels)
