"""Forms derived from commands."""

from quanyi.foundation.capabilities.forms.form import Field, Form

__all__ = ["Field", "Form"]
