"""Recognises numbers written in groups ("6222 0258 …", "138-1234-5678", "010-1234 5678") and numbers with letters read as digits."""

import re
from functools import lru_cache

import numpy as np

from quanyi.engines.pii import checks, labels, numbers
from quanyi.engines.pii.codes import DIGIT, LETTER, Array, Codes, at, windows
from quanyi.engines.pii.findings import Batch, batch, listed
from quanyi.engines.pii.numbers import Runs, bits, role, rule, surroundings

_MOST_GROUPS = 6
_SPACE, _DASH = ord(" "), ord("-")
_LANDLINE = re.compile(
    r"\(?(?P<area>0\d{2,3})(?:\)\s?-?|[- ])(?P<first>[1-9]\d{6,7}|[1-9]\d{2,3}[- ]\d{4})(?P<more>(?:-|转|ext\.?\s?|\*)\d{1,6})?(?![0-9A-Za-z]|-\d)"
)
_LOCAL = re.compile(r"[2-9](?:\d{6,7}|\d{2,3}[- ]\d{4})(?:(?:-|转)\d{1,6})?(?![0-9A-Za-z]|-\d)")
_FOREIGN = re.compile(r"\+?\(?\d{1,4}\)?(?:[ .-]?\(?\d{1,5}\)?){1,6}(?![0-9A-Za-z])")
_SERVICE = re.compile(r"\(?(?:400|800)[- ]?\d{3}|95\d{3}(?!\d)|1\d{4}(?!\d)|12\d{3}(?!\d)")
_OCR_DIGITS = {ord("O"): 0, ord("o"): 0, ord("l"): 1, ord("I"): 1}


def _links(codes: Codes, runs: Runs) -> Array:
    """For each pair of neighbouring runs the separator that links them (space or hyphen), else 0; only digits beside it."""
    if runs.start.size < 2:
        return np.zeros(0, dtype=np.uint16)
    close = np.flatnonzero(runs.start[1:] - runs.end[:-1] == 1)
    separator = codes.folded[runs.end[close]]
    good = (separator == _SPACE) | (separator == _DASH)
    good &= (codes.kinds[runs.end[close] - 1] & DIGIT) != 0
    good &= (codes.kinds[runs.start[close + 1]] & DIGIT) != 0
    links = np.zeros(runs.start.size - 1, dtype=np.uint16)
    links[close[good]] = separator[good]
    return links


def _spelled(codes: Codes, starts: Array, ends: Array, total: int) -> Array:
    """Rows of the ``total`` characters between starts and ends that are no separators."""
    width = total + _MOST_GROUPS - 1
    places = starts[:, None] + np.arange(width)
    inside = places < ends[:, None]
    units = np.where(inside, codes.folded[np.minimum(places, codes.folded.size - 1)], _SPACE)
    solid = (units != _SPACE) & (units != _DASH)
    rows: Array = units[solid].reshape(starts.size, total)
    return rows


def _as_digits(rows: Array) -> Array:
    digits: Array = np.where((rows >= 48) & (rows <= 57), rows - 48, 99).astype(np.uint8)
    return digits


def grouped(codes: Codes, runs: Runs, wanted: frozenset[str]) -> list[Batch]:
    """Identity numbers, cards and mobile numbers in two to six groups with one separator throughout."""
    links = _links(codes, runs)
    live = np.flatnonzero(links)
    if live.size == 0:
        return []
    cumulated = np.concatenate(([0], np.cumsum(runs.length)))
    batches: list[Batch] = []
    heads = live
    for groups in range(2, _MOST_GROUPS + 1):
        if groups > 2:
            heads = heads[heads + groups - 2 < links.size]
            heads = heads[links[heads + groups - 2] == links[heads]]
        if heads.size == 0:
            break
        tails = heads + groups - 1
        totals = cumulated[tails + 1] - cumulated[heads]
        for total in np.unique(totals[(totals >= 11) & (totals <= 19)]).tolist():
            pick = totals == total
            batches += _of_total(codes, runs, links, heads[pick], tails[pick], total, wanted)
    return batches


def _of_total(
    codes: Codes, runs: Runs, links: Array, heads: Array, tails: Array, total: int, wanted: frozenset[str]
) -> list[Batch]:
    starts, ends = runs.start[heads], runs.end[tails]
    digits = _as_digits(_spelled(codes, starts, ends, total))
    batches = []
    if total == 18 and "cn_id_card" in wanted:
        tail = codes.folded[ends - 1] | 32
        last = np.where(tail == ord("x"), 10, digits[:, 17])
        good, reasons = numbers.id_rows(digits, last)
        labelled = (labels.before(codes, starts) & role("id")) != 0
        batches.append(_grouped("PII-ID-18", starts, ends, good, labelled, reasons))
    if total >= 13 and "bank_card" in wanted:
        sizes = runs.length
        even = sizes[heads] >= 4
        for step in range(1, _MOST_GROUPS):
            even &= (heads + step >= tails) | (sizes[np.minimum(heads + step, tails)] >= 3)
        labelled = (labels.before(codes, starts) & role("card")) != 0
        good, confidence, reasons = numbers.card_rows(digits, labelled)
        good &= even & ((confidence > 0.7) | labelled) & ((reasons & (bits()["issuer"] | bits()["network"])) != 0)
        index = rule("PII-CARD")[0]
        reasons |= np.uint32(bits()["grouped"])
        batches.append(batch(starts[good], ends[good], index, confidence[good] - 0.03, reasons[good]))
    if total in (11, 13) and "mobile" in wanted:
        batches.append(_mobile(codes, runs, links, heads, tails, digits, total))
    return batches


def _grouped(name: str, starts: Array, ends: Array, good: Array, labelled: Array, reasons: Array) -> Batch:
    index, base, label = rule(name)
    confidence = np.where(labelled, label, base) - 0.03
    marked = reasons | np.where(labelled, bits()["label"], 0) | bits()["grouped"]
    return batch(starts[good], ends[good], index, confidence[good], marked[good])


def _mobile(
    codes: Codes, runs: Runs, links: Array, heads: Array, tails: Array, digits: Array, total: int
) -> Batch:
    """3-4-4, 3-8 and 7-4 groups with nothing linked before or after but a country code."""
    sizes = runs.length
    shift = total - 11
    starts, ends = runs.start[heads], runs.end[tails]
    good = (digits < 10).all(axis=1) & (digits[:, shift] == 1) & (digits[:, shift + 1] >= 3)
    before = np.where(heads > 0, links[np.maximum(heads - 1, 0)], 0)
    after = np.where(tails < links.size, links[np.minimum(tails, links.size - 1)], 0)
    if shift:
        good &= (digits[:, 0] == 8) & (digits[:, 1] == 6) & (sizes[heads] == 2)
        first = np.minimum(heads + 1, tails)
    else:
        first = heads
    good &= np.isin(sizes[first], [3, 7, 11]) & np.isin(sizes[tails], [4, 8, 11])
    good &= (after != links[np.minimum(heads, links.size - 1)]) & (before != links[np.minimum(heads, links.size - 1)])
    plus = at(codes.folded, starts - 1) == ord("+")
    context = surroundings(codes, starts - plus, ends)
    labelled = context.any("mobile", "phone") | (plus & (shift > 0))
    good &= (context.plain | labelled) & ~context.amount & ((shift == 0) | plus | labelled)
    return _grouped("PII-MOBILE", starts - plus, ends, good, labelled, np.full(starts.size, bits()["shape"]))


def misread(codes: Codes, runs: Runs, wanted: frozenset[str]) -> list[Batch]:
    """Runs of 11 and 15 to 19 where one to three letters O, o, l or I stand for digits."""
    batches: list[Batch] = []
    length = runs.length
    for size in (11, 16, 17, 18, 19):
        starts = runs.start[length == size]
        if starts.size == 0:
            continue
        rows = windows(codes.folded, starts, size)
        letters = (windows(codes.kinds, starts, size) & LETTER) != 0
        slips = np.isin(rows, list(_OCR_DIGITS))
        tail_x = (rows[:, -1] | 32) == ord("x")
        wrong = letters.sum(axis=1) - tail_x * (size == 18)
        pick = (wrong >= 1) & (wrong <= 3) & (slips.sum(axis=1) == wrong)
        starts, rows, tail_x = starts[pick], rows[pick], tail_x[pick]
        if starts.size == 0:
            continue
        read = rows.copy()
        for char, digit in _OCR_DIGITS.items():
            read[rows == char] = 48 + digit
        batches += _misread_of(codes, starts, size, _as_digits(read), tail_x, wanted)
    return batches


def _misread_of(
    codes: Codes, starts: Array, size: int, digits: Array, tail_x: Array, wanted: frozenset[str]
) -> list[Batch]:
    context = surroundings(codes, starts, starts + size)
    mark = np.uint32(bits()["ocr"])
    batches = []
    if size == 18 and "cn_id_card" in wanted:
        good, reasons = numbers.id_rows(digits, np.where(tail_x, 10, digits[:, 17]))
        confidence = np.where(context.any("id"), 0.8, 0.65)[good]
        batches.append(batch(starts[good], starts[good] + size, rule("PII-ID-18")[0], confidence, reasons[good] | mark))
    if size >= 16 and "bank_card" in wanted:
        good, _, reasons = numbers.card_rows(digits, context.any("card"))
        good &= (reasons & bits()["checksum"]) != 0
        good &= ((reasons & bits()["issuer"]) != 0) & ~context.any("code")
        confidence = np.where(context.any("card"), 0.75, 0.6)[good]
        batches.append(batch(starts[good], starts[good] + size, rule("PII-CARD")[0], confidence, reasons[good] | mark))
    if size == 11 and "mobile" in wanted:
        good = (digits[:, 0] == 1) & (digits[:, 1] >= 3) & (digits < 10).all(axis=1) & context.plain
        labelled = context.any("mobile", "phone")
        confidence = np.where(labelled, 0.7, 0.4)[good]
        reasons = (np.where(labelled, bits()["label"], 0) | bits()["shape"])[good] | mark
        batches.append(batch(starts[good], starts[good] + size, rule("PII-MOBILE")[0], confidence, reasons))
    return batches


@lru_cache(maxsize=1)
def _areas() -> frozenset[str]:
    three, four = checks.area_codes()
    return frozenset(f"0{code}" for code in three | four)


def telephones(codes: Codes, runs: Runs) -> list[Batch]:
    """Fixed and foreign telephone numbers that are written in groups or known by a label."""
    if runs.start.size == 0:
        return []
    length = runs.length
    zero = (codes.folded[runs.start] == ord("0")) & ((length == 3) | (length == 4))
    follow = at(codes.folded, runs.end)
    zero &= (follow == _DASH) | (follow == ord(")")) | (follow == _SPACE)
    short = (length <= 8) & ((codes.kinds[runs.start] & DIGIT) != 0)
    near = at(codes.kinds, runs.start - 1, 128)
    short &= (near & 128) == 0
    asked = np.flatnonzero(short & ~zero)
    asked = asked[(labels.before(codes, runs.start[asked]) & role("phone", "mobile")) != 0]
    plus = np.flatnonzero((at(codes.folded, runs.start - 1) == ord("+")) & ((codes.kinds[runs.start] & DIGIT) != 0))
    if not zero.any() and asked.size == 0 and plus.size == 0:
        return []
    string = codes.string()
    rows = [_fixed(codes, string, int(begin)) for begin in runs.start[zero]]
    rows += [_asked(string, int(begin)) for begin in runs.start[asked]]
    rows += [_abroad(string, int(begin)) for begin in runs.start[plus]]
    return [listed([row for row in rows if row is not None])]


_Row = tuple[int, int, int, float, int]


def _fixed(codes: Codes, string: str, begin: int) -> _Row | None:
    """Area code, separator, local number, perhaps an extension."""
    if begin > 0 and string[begin - 1] == "(":
        begin -= 1
    match = _LANDLINE.match(string, begin)
    if match is None or match["area"] not in _areas():
        return None
    local = re.sub(r"\D", "", match["first"])
    if len(local) < 7 or (len(match["area"]) == 3 and len(local) != 8):
        return None
    context = surroundings(codes, np.array([begin]), np.array([match.end()]))
    index, base, label = rule("PII-LANDLINE")
    labelled = bool(context.any("phone", "mobile")[0])
    if not labelled and (not context.plain[0] or local[0] == "1"):
        return None
    reasons = bits()["area_code"] | bits()["grouped"] | (bits()["label"] if labelled else 0)
    return match.start(), match.end(), index, label if labelled else base, reasons


def _asked(string: str, begin: int) -> _Row | None:
    """A local number, or a foreign one in groups, right after a telephone label."""
    while begin > 0 and string[begin - 1] in "(+":
        begin -= 1
    if _SERVICE.match(string, begin):
        return None
    match = _LOCAL.match(string, begin) or _FOREIGN.match(string, begin)
    if match is None:
        return None
    digits = re.sub(r"\D", "", match.group())
    if not 7 <= len(digits) <= 15 or re.match(r"(?:19|20)\d\d-\d\d?-\d\d?$", match.group()):
        return None
    index, _, _ = rule("PII-LANDLINE")
    return match.start(), match.end(), index, 0.75, bits()["label"] | bits()["shape"]


def _abroad(string: str, begin: int) -> _Row | None:
    """A number written with "+" and a country code other than 86."""
    match = _FOREIGN.match(string, begin - 1)
    if match is None or match.group().startswith(("+86", "+0")):
        return None
    digits = re.sub(r"\D", "", match.group())
    if not 9 <= len(digits) <= 15:
        return None
    index, _, _ = rule("PII-LANDLINE")
    return match.start(), match.end(), index, 0.75, bits()["country"] | bits()["shape"]


def recognise(codes: Codes, runs: Runs, wanted: frozenset[str]) -> list[Batch]:
    """Grouped and misread numbers, and telephones known by their groups or label."""
    batches = grouped(codes, runs, wanted) + misread(codes, runs, wanted)
    if "landline" in wanted:
        batches += telephones(codes, runs)
    return batches
