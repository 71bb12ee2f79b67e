"""Forms derived from commands."""

from quanyi.foundation.capabilities.forms.form import Field, Form, submitted

__all__ = ["Field", "Form", "submitted"]
