"""Commands and actions: what somebody asks for, and the one path on which it is carried out."""

from quanyi.foundation.capabilities.actions.action import Action, action, bulk, registry
from quanyi.foundation.capabilities.actions.command import As, Command, Ref, Upload
from quanyi.foundation.capabilities.actions.errors import ActionError, Denied, Invalid, NotFound, Refused, Reused, Stale

__all__ = [
    "Action",
    "ActionError",
    "As",
    "Command",
    "Denied",
    "Invalid",
    "NotFound",
    "Ref",
    "Refused",
    "Reused",
    "Stale",
    "Upload",
    "action",
    "bulk",
    "registry",
]
