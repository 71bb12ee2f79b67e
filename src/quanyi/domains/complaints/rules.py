"""What the law and the office decide about a complaint, without a database."""

import datetime
import re

#: States in which the case is with the bank and an answer is still owed.
OPEN = (
    "registered",
    "allocated",
    "returned",
    "investigating",
    "awaiting_statement",
    "countersigning",
    "awaiting_approval",
    "awaiting_notice",
    "in_appraisal",
    "in_mediation",
    "reopened",
)
#: What the office counts as in hand: besides these, a sender still to be fed back and a decision under re-examination.
IN_HAND = (*OPEN, "feedback_due", "reexamining")
#: States in which work on the facts goes on.
WORKING = ("investigating", "awaiting_statement", "reopened")
#: The stations of the steps bar, in order.
STATIONS = (
    "registered",
    "allocated",
    "investigating",
    "countersigning",
    "awaiting_approval",
    "awaiting_notice",
    "closed",
)
STATION_OF = {
    "registered": 0,
    "allocated": 1,
    "returned": 1,
    "investigating": 2,
    "awaiting_statement": 2,
    "in_appraisal": 2,
    "in_mediation": 2,
    "reopened": 2,
    "countersigning": 3,
    "awaiting_approval": 4,
    "awaiting_notice": 5,
    "notified": 6,
    "feedback_due": 6,
    "closed": 7,
    "closed_on_spot": 7,
    "archived": 7,
    "withdrawn": 7,
    "not_handled": 7,
    "passed_on": 7,
    "merged": 7,
    "reexamining": 6,
    "in_litigation": 6,
    "history": 7,
}
#: The five words a consumer reads.
PLAIN = {
    "registered": "received",
    "in_mediation": "mediation",
    "notified": "answered",
    "feedback_due": "answered",
    "closed": "answered",
    "closed_on_spot": "answered",
    "archived": "answered",
    "withdrawn": "withdrawn",
}
#: T20 art. 43: "20 or more" includes 20; art. 29: such a joint visit is a major complaint.
MAJOR_PERSONS = 20


def masked_name(name: str) -> str:
    """Return a name as lists show it: the first character of a Chinese name, the first letter of another."""
    name = name.strip()
    return f"{name[0]}**" if name else ""


def masked_phone(phone: str) -> str:
    """Return a telephone number as lists show it: the last four digits, of a mobile also the first three."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return f"****{digits[-4:]}" if len(digits) > 4 else "****" if digits else ""


def normal_phone(phone: str) -> str:
    """Return a telephone number in the form in which two numbers are compared: digits without +86."""
    digits = re.sub(r"\D", "", phone)
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def late_registration(received_on: datetime.date, registered_at: datetime.datetime) -> int:
    """Return by how many days a complaint was registered after it was received (迟登)."""
    return max(0, (registered_at.date() - received_on).days)


def is_major(persons: int, joint_visit: bool) -> bool:
    """Tell whether T20 art. 29 makes this a major complaint by its number of persons."""
    return joint_visit and persons >= MAJOR_PERSONS
