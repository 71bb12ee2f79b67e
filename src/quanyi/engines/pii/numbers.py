"""Recognises numbers that stand in one run of letters and digits: identity, cards, telephones, permits."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from quanyi.engines.pii import checks, labels
from quanyi.engines.pii.codes import ALNUM, DIGIT, UPPER, Array, Codes, columns
from quanyi.engines.pii.findings import Batch, batch
from quanyi.engines.pii.pack import load


@dataclass(frozen=True)
class Runs:
    """Maximal runs of [0-9A-Za-z] of a text; the characters of long ones are gathered once for all recognisers."""

    codes: Codes
    start: Array
    end: Array
    length: Array
    gathered: dict[int, tuple[Array, Array]] = field(default_factory=dict, compare=False)

    def of_length(self, size: int) -> tuple[Array, Array]:
        """Starts of the runs of 8 to 19 characters that have ``size``, and their characters in columns."""
        if not self.gathered:
            long = np.flatnonzero((self.length >= SHORTEST) & (self.length <= LONGEST))
            starts, lengths = self.start[long], self.length[long]
            for one in range(SHORTEST, LONGEST + 1):
                chosen = starts[lengths == one]
                self.gathered[one] = (chosen, columns(self.codes.folded, chosen, one))
        return self.gathered[size]


#: Lengths of the runs that :meth:`Runs.of_length` gathers.
SHORTEST, LONGEST = 8, 19


@lru_cache(maxsize=1)
def bits() -> dict[str, int]:
    """Reason name → bit."""
    return {name: 1 << index for index, (name, _) in enumerate(load().reasons)}


@lru_cache(maxsize=32)
def rule(name: str) -> tuple[int, float, float]:
    """Number, base confidence and label confidence of a rule."""
    pack = load()
    index = pack.index(name)
    return index, pack.rules[index].base, pack.rules[index].label


def role(*names: str) -> np.uint32:
    """Bits of some label roles together."""
    known = labels.roles()
    return np.uint32(sum(known[name] for name in names))


def as_digits(units: Array) -> Array:
    """Code units as digits 0-9; what is no digit becomes 10 or more."""
    if units.dtype == np.uint8:
        result: Array = units - np.uint8(48)
    else:
        result = np.minimum(units - np.uint16(48), 99).astype(np.uint8)
    return result


@dataclass(frozen=True)
class Surroundings:
    """What stands around candidates: label roles, and whether they belong to an amount, a fraction or a longer code."""

    roles: Array
    amount: Array
    fraction: Array
    chained: Array

    def any(self, *names: str) -> Array:
        """Whether a label of one of the roles stands before."""
        found: Array = (self.roles & role(*names)) != 0
        return found

    @property
    def plain(self) -> Array:
        """No sign that the number is an amount, a fraction, a part of a code or named as something else."""
        result: Array = ~(self.amount | self.fraction | self.chained | self.any("code", "amount"))
        return result


def surroundings(codes: Codes, starts: Array, ends: Array) -> Surroundings:
    """Reads the characters beside candidates once for all recognisers."""
    left, right = codes.unit(starts - 1), codes.unit(ends)
    left_alnum = (codes.kind(starts - 2) & ALNUM) != 0
    right_alnum = (codes.kind(ends + 1) & ALNUM) != 0
    dot, dash = ord("."), ord("-")
    left_digit = (codes.kind(starts - 2) & DIGIT) != 0
    right_digit = (codes.kind(ends + 1) & DIGIT) != 0
    marks = labels.amount_marks()
    amount = ((marks[left] & 1) | (marks[right] & 2)) != 0
    fraction = ((left == dot) & left_digit) | ((right == dot) & right_digit)
    chained = ((left == dash) & left_alnum) | ((right == dash) & right_alnum)
    return Surroundings(labels.before(codes, starts), amount, fraction, chained | (right == ord("@")))


def _emit(rule_id: str, starts: Array, ends: Array, keep: Array, labelled: Array, reasons: Array | int) -> Batch:
    """A batch of the kept rows with the rule's base or label confidence and the label reason."""
    index, base, label = rule(rule_id)
    confidence = np.where(labelled, label, base)
    bits_of = np.asarray(reasons, dtype=np.uint32) | np.where(labelled, np.uint32(bits()["label"]), np.uint32(0))
    bits_of = np.broadcast_to(bits_of, starts.shape)
    return batch(starts[keep], ends[keep], index, confidence[keep], bits_of[keep])


def id_rows(digits: Array, last: Array) -> tuple[Array, Array]:
    """Whether columns of 18 are identity numbers (17 digits and the last as 0-10), and the reasons."""
    good = digits[:17].max(axis=0, initial=0) < 10
    clean = np.where(good, digits, 0)
    good &= checks.id_check(clean, last)
    good &= checks.dates(checks.number(clean, 6, 10), checks.number(clean, 10, 12), checks.number(clean, 12, 14))
    region = checks.region_table()[checks.number(clean, 0, 6)]
    b = bits()
    reasons = np.where(region == 2, b["region"], b["province"]) | b["checksum"] | b["date"]
    return good & ((region > 0) | (clean[0] == 9)), reasons.astype(np.uint32)


def _eighteen(codes: Codes, runs: Runs) -> list[Batch]:
    """Runs of 18: resident identity, permanent residence, unified social credit code."""
    starts, chars = runs.of_length(18)
    if starts.size == 0:
        return []
    ends = starts + 18
    digits = as_digits(chars)
    last = np.where((chars[17] | 32) == ord("x"), 10, digits[17])
    is_id, reasons = id_rows(digits, last)
    all_digits = digits.max(axis=0) < 10
    is_uscc = ~is_id & (digits[2:8].max(axis=0) < 10)
    maybe = chars[:, is_uscc]
    is_uscc[is_uscc] = checks.uscc(np.where((maybe >= 97) & (maybe <= 122), maybe - 32, maybe))
    pick = is_id | is_uscc
    starts, ends, digits, reasons = starts[pick], ends[pick], digits[:, pick], reasons[pick]
    is_id, is_uscc, all_digits = is_id[pick], is_uscc[pick], all_digits[pick]
    context = surroundings(codes, starts, ends)
    usual = _usual_openings()[np.minimum(digits[0], 9) * 10 + np.minimum(digits[1], 9)]
    is_uscc &= ~all_digits | context.any("uscc") | (usual & context.plain)
    is_uscc &= ~context.any("id") | context.any("uscc")
    nine = digits[0] == 9
    first = bits()["checksum"]
    return [
        _emit("PII-ID-18", starts, ends, is_id & ~nine, context.any("id"), reasons),
        _emit(
            "PII-RESIDENCE-18", starts, ends, is_id & nine & ~context.fraction, context.any("id", "residence"), first
        ),
        _emit("PII-USCC", starts, ends, is_uscc, context.any("uscc"), first | bits()["region"]),
    ]


@lru_cache(maxsize=1)
def _usual_openings() -> Array:
    """Over two-digit numbers: whether registration and institution codes of GB 32100 table 1 begin so."""
    usual = np.zeros(100, dtype=bool)
    usual[[11, 12, 13, 19, 21, 29, 31, 32, 33, 34, 35, 39, 41, 49, 51, 52, 53, 54, 59, 91, 92, 93]] = True
    return usual


def id15_rows(digits: Array) -> Array:
    """Whether columns of 15 digits hold a division code of the table and a date yymmdd."""
    good = digits.max(axis=0, initial=0) < 10
    clean = np.where(good, digits, 0)
    good &= checks.region_table()[checks.number(clean, 0, 6)] == 2
    good &= checks.dates(1900 + checks.number(clean, 6, 8), checks.number(clean, 8, 10), checks.number(clean, 10, 12))
    result: Array = good
    return result


def _fifteen(codes: Codes, runs: Runs) -> list[Batch]:
    """Runs of 15: the old identity number and the old permanent residence card."""
    starts, chars = runs.of_length(15)
    if starts.size == 0:
        return []
    ends, digits = starts + 15, as_digits(chars)
    context = surroundings(codes, starts, ends)
    b = bits()
    letters = ((columns(codes.kinds, starts, 3) & UPPER) != 0).all(axis=0)
    residence = letters & (digits[3:].max(axis=0) < 10)
    clean = np.where(residence, digits, 0)
    residence &= checks.dates(
        1900 + checks.number(clean, 7, 9), checks.number(clean, 9, 11), checks.number(clean, 11, 13)
    )
    labelled = context.any("id")
    keep = id15_rows(digits) & (context.plain | labelled) & ~context.amount
    return [
        _emit("PII-ID-15", starts, ends, keep, labelled, b["region"] | b["date"]),
        _emit("PII-RESIDENCE-15", starts, ends, residence & context.plain, context.any("id", "residence"), b["date"]),
    ]


def card_rows(digits: Array, labelled: Array) -> tuple[Array, Array, Array]:
    """Whether columns of digits are bank cards, with confidence and reasons."""
    size = digits.shape[0]
    solid = digits.max(axis=0, initial=0) < 10
    clean = np.where(solid, digits, 0)
    good = checks.luhn(clean)
    lengths, known = checks.prefix_tables()
    prefix = checks.number(clean, 0, 6)
    network = ((lengths[prefix] >> size) & 1) != 0
    issuer = known[prefix] & network
    _, base, label = rule("PII-CARD")
    confidence = np.where(labelled, label, np.where(issuer, base, base - 0.10))
    confidence = np.where(labelled & ~network, 0.75, confidence)
    confidence = np.where(good, confidence, 0.5)
    keep = (good & (network | labelled)) | (~good & labelled & issuer)
    keep &= solid & (clean[1:] != clean[0]).any(axis=0)
    b = bits()
    reasons = np.where(good, b["checksum"], b["check_fails"])
    reasons |= np.where(issuer, b["issuer"], np.where(network, b["network"], 0))
    reasons |= np.where(labelled, b["label"], 0)
    return keep, confidence, reasons.astype(np.uint32)


def _cards(codes: Codes, runs: Runs) -> list[Batch]:
    """Runs of 12 to 19 digits that pass Luhn and belong to a network, or carry a label."""
    batches = []
    for size in range(12, 20):
        starts, chars = runs.of_length(size)
        if starts.size == 0:
            continue
        digits = as_digits(chars)
        # Only what may be a card asks for its surroundings: Luhn or a known prefix throws nine tenths out.
        solid = digits.max(axis=0) < 10
        clean = np.where(solid, digits, 0)
        maybe = solid & (checks.luhn(clean) | checks.prefix_tables()[1][checks.number(clean, 0, 6)])
        starts, digits = starts[maybe], digits[:, maybe]
        if starts.size == 0:
            continue
        context = surroundings(codes, starts, starts + size)
        labelled = context.any("card")
        keep, confidence, reasons = card_rows(digits, labelled)
        keep &= ~(context.amount | context.fraction) & ((context.plain & ~context.any("id")) | labelled)
        batches.append(batch(starts[keep], starts[keep] + size, rule("PII-CARD")[0], confidence[keep], reasons[keep]))
    return batches


def _mobiles(codes: Codes, runs: Runs) -> list[Batch]:
    """Runs of 11 digits 1[3-9], also behind 86 or 0086 in the same run, and behind "+86 " before it."""
    batches = []
    for size, opening in ((11, "1"), (13, "8"), (15, "0")):
        starts, chars = runs.of_length(size)
        if starts.size == 0:
            continue
        first = chars[0] == ord(opening)
        starts, digits = starts[first], as_digits(chars[:, first])
        if starts.size == 0:
            continue
        ends = starts + size
        good = (digits.max(axis=0) < 10) & (digits[size - 11] == 1) & (digits[size - 10] >= 3)
        if size > 11:
            good &= (digits[size - 13] == 8) & (digits[size - 12] == 6)
        if size == 15:
            good &= digits[1] == 0
        starts, ends = starts[good], ends[good]
        context = surroundings(codes, starts, ends)
        labelled = context.any("mobile", "phone")
        begin, prefixed = country_prefix(codes, starts)
        trusted = labelled | prefixed
        keep = (context.plain | (trusted & ~context.any("code", "amount"))) & ~context.amount
        keep &= codes.unit(ends) != ord("@")
        reasons = bits()["shape"] | np.where(prefixed | (size > 11), bits()["country"], 0)
        batches.append(_emit("PII-MOBILE", begin, ends, keep, trusted, reasons))
    return batches


def country_prefix(codes: Codes, starts: Array) -> tuple[Array, Array]:
    """Start moved to a "+86 ", "+86-", "(+86)" or "+" before a number; and whether one was there."""
    back = starts - 1
    closing = codes.unit(back) == ord(")")
    back = back - closing
    between = codes.unit(back)
    spaced = (between == ord(" ")) | (between == ord("-"))
    back = back - spaced
    found = (codes.unit(back) == ord("6")) & (codes.unit(back - 1) == ord("8"))
    found &= closing | spaced
    plus = codes.unit(back - 2) == ord("+")
    found &= plus
    opening = found & closing & (codes.unit(back - 3) == ord("("))
    begin = np.where(found, back - 2 - opening, starts)
    bare = ~found & (codes.unit(starts - 1) == ord("+"))
    return begin - bare, found | bare


def _landlines(codes: Codes, runs: Runs) -> list[Batch]:
    """Runs of 10 to 12 digits that begin with an area code."""
    batches = []
    three, four = checks.area_codes()
    for size in (10, 11, 12):
        starts, chars = runs.of_length(size)
        if starts.size == 0:
            continue
        zero = chars[0] == ord("0")
        starts, digits = starts[zero], as_digits(chars[:, zero])
        if starts.size == 0:
            continue
        solid = digits.max(axis=0) < 10
        clean = np.where(solid, digits, 0)
        short = three[checks.number(clean, 1, 3)] & (size == 11) & (clean[3] >= 2)
        long = four[checks.number(clean, 1, 4)] & (size >= 11) & (clean[4] >= 2)
        good = solid & (short | long)
        context = surroundings(codes, starts, starts + size)
        labelled = context.any("phone", "mobile")
        keep = good & (context.plain | labelled) & ~context.amount
        batch_of = _emit("PII-LANDLINE", starts, starts + size, keep, labelled, bits()["area_code"])
        unlabelled = (batch_of.reasons & bits()["label"]) == 0
        confidence = np.where(unlabelled, 0.6, batch_of.confidence).astype(np.float32)
        batches.append(Batch(batch_of.start, batch_of.end, batch_of.rule, confidence, batch_of.reasons))
    return batches


def recognise(codes: Codes, runs: Runs, wanted: frozenset[str]) -> list[Batch]:
    """Every number that stands in one run.

    Args:
        codes: the text as arrays.
        runs: its maximal runs of letters and digits.
        wanted: types to look for.

    Returns:
        Candidates; some may overlap.
    """
    batches: list[Batch] = []
    if wanted & {"cn_id_card", "residence_permit", "uscc"}:
        batches += _eighteen(codes, runs) + _fifteen(codes, runs)
    if "bank_card" in wanted:
        batches += _cards(codes, runs)
    if "mobile" in wanted:
        batches += _mobiles(codes, runs)
    if "landline" in wanted:
        batches += _landlines(codes, runs)
    return batches
