"""The ways in which an action says no; each carries a sentence for the person who asked."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _


class ActionError(Exception):
    """Base of the refusals; ``status`` is the answer of the API, ``code`` its machine word."""

    status = 400
    code = "error"
    sentence = _("The request could not be carried out")

    def __init__(self, sentence: object = None) -> None:
        if sentence is not None:
            self.sentence = sentence  # type: ignore[assignment]  # lazy texts and plain texts both end up as text
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return str(self.sentence)


class NotFound(ActionError, Http404):
    """The row does not exist, or not for this actor: the two look alike."""

    status = 404
    code = "not_found"
    sentence = _("This record does not exist, or you have no access to it")


class Denied(ActionError, PermissionDenied):
    """The role table does not give this actor the action in this unit."""

    status = 403
    code = "denied"
    sentence = _("Your roles do not allow this here")


class Refused(ActionError):
    """The one business exception: the rules forbid it now; the sentence says why and what to do."""

    status = 409
    code = "refused"


class Stale(ActionError):
    """Somebody else changed the row after it was shown."""

    status = 409
    code = "stale"
    sentence = _(
        "Somebody changed this record after you opened it. Nothing of yours is lost: "
        "compare with the current state below and submit again."
    )


class Reused(ActionError):
    """An idempotency key came back with another request."""

    status = 422
    code = "key_reused"
    sentence = _("This key was already used for another request")


class Invalid(ActionError):
    """Some fields cannot be used; ``errors`` maps each field to its sentences."""

    status = 422
    code = "invalid"
    sentence = _("Please correct the marked fields")

    def __init__(self, errors: Mapping[str, Sequence[object]]) -> None:
        self.errors = {field: [str(text) for text in texts] for field, texts in errors.items()}
        super().__init__()
