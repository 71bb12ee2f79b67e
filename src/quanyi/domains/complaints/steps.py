"""What several actions of this room do alike: notify, part rows, the digest of a decision."""

import datetime
import hashlib
import json
from typing import Any

from quanyi.domains.complaints import queries
from quanyi.domains.complaints.models import Complaint, Decision, Notification
from quanyi.domains.complaints.rules import masked_name, masked_phone
from quanyi.foundation.org.steps import Context


def identity(complainant: str, phone: str) -> dict[str, str]:
    """Return who complains as a complaint keeps it: in full, as lists show it, and the key for repeat cases."""
    return {
        "complainant": complainant,
        "phone": phone,
        "complainant_masked": masked_name(complainant),
        "phone_masked": masked_phone(phone),
        "contact_key": queries.contact_key(phone),
    }


def told(
    complaint: Complaint, what: str, context: Context, *, way: str, on: datetime.date, proof: str, **more: Any
) -> Notification:
    """Keep what the complainant was told, with its proof (T20 21)."""
    return context.add(
        Notification(
            complaint=complaint,
            at=context.now,
            by_id=context.user_id,
            what=what,
            way=way,
            told_on=on,
            proof=proof,
            **more,
        )
    )


def digest(decision: Decision) -> str:
    """Return the digest of exactly what is decided, so that an approval holds for these words alone."""
    names = ("verified", "upheld", "liability", "findings", "basis", "redress_id", "amount_fen", "remedies")
    words = json.dumps({name: getattr(decision, name) for name in names}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()
