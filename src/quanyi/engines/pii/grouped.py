"""Recognises numbers in groups ("6222 0258 …", "138-1234-5678", "010-1234 5678") and with letters read as digits."""

import re

import numpy as np

from quanyi.engines.pii import checks, labels, numbers
from quanyi.engines.pii.codes import BREAK, DIGIT, Array, Codes, membership
from quanyi.engines.pii.findings import Batch, batch, listed
from quanyi.engines.pii.numbers import Runs, bits, role, rule, surroundings

_MOST_GROUPS = 6
#: Characters in which a telephone number ends.
_REACH = 64
_SPACE, _DASH = ord(" "), ord("-")
_LOCAL = re.compile(r"[2-9](?:\d{6,7}|\d{2,3}[- ]\d{4})(?:(?:-|转)\d{1,6})?(?![0-9A-Za-z]|-\d)")
_FOREIGN = re.compile(r"\+?\(?\d{1,4}\)?(?:[ .-]?\(?\d{1,5}\)?){1,6}(?![0-9A-Za-z])")
_SERVICE = re.compile(r"\(?(?:400|800)[- ]?\d{3}|95\d{3}(?!\d)|1\d{4}(?!\d)|12\d{3}(?!\d)")
_MOBILE_GROUPS = re.compile(r"1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")
_OCR_DIGITS = {ord("O"): 0, ord("o"): 0, ord("l"): 1, ord("I"): 1}


def _links(codes: Codes, runs: Runs) -> Array:
    """For each pair of neighbouring runs the space or hyphen that links them, digits beside it; else 0."""
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
    """Columns of the ``total`` characters between starts and ends that are no separators."""
    width = total + _MOST_GROUPS - 1
    places = starts[:, None] + np.arange(width)
    inside = places < ends[:, None]
    units = np.where(inside, codes.folded[np.minimum(places, codes.folded.size - 1)], _SPACE)
    solid = (units != _SPACE) & (units != _DASH)
    rows: Array = units[solid].reshape(starts.size, total).T
    return rows


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
    """Candidates whose groups together have ``total`` characters; the sizes of the groups throw most out first."""
    sizes = runs.length
    identity = (sizes[heads] >= 3) & (total == 18 and "cn_id_card" in wanted)
    card = (sizes[heads] >= 4) & (total >= 13 and "bank_card" in wanted)
    for step in range(1, _MOST_GROUPS):
        card &= (heads + step >= tails) | (sizes[np.minimum(heads + step, tails)] >= 3)
    mobile = _mobile_sizes(sizes, heads, tails, total) & ("mobile" in wanted)
    pick = identity | card | mobile
    if not pick.any():
        return []
    heads, tails, identity, card, mobile = heads[pick], tails[pick], identity[pick], card[pick], mobile[pick]
    starts, ends = runs.start[heads], runs.end[tails]
    digits = numbers.as_digits(_spelled(codes, starts, ends, total))
    batches = []
    if identity.any():
        last = np.where((codes.folded[ends - 1] | 32) == ord("x"), 10, digits[17])
        good, reasons = numbers.id_rows(digits, last)
        labelled = (labels.before(codes, starts) & role("id")) != 0
        batches.append(_grouped("PII-ID-18", starts, ends, good & identity, labelled, reasons))
    if card.any():
        labelled = (labels.before(codes, starts) & role("card")) != 0
        good, confidence, reasons = numbers.card_rows(digits, labelled)
        good &= card & ((confidence > 0.7) | labelled)
        good &= (reasons & (bits()["issuer"] | bits()["network"])) != 0
        index = rule("PII-CARD")[0]
        reasons |= np.uint32(bits()["grouped"])
        batches.append(batch(starts[good], ends[good], index, confidence[good] - 0.03, reasons[good]))
    if mobile.any():
        batches.append(
            _mobile(codes, links, heads[mobile], starts[mobile], tails[mobile], ends[mobile], digits[:, mobile])
        )
    return batches


def _mobile_sizes(sizes: Array, heads: Array, tails: Array, total: int) -> Array:
    """Whether groups are 3-4-4, 3-8 or 7-4, perhaps behind a group of two."""
    if total not in (11, 13):
        return np.zeros(heads.size, dtype=bool)
    first = heads if total == 11 else np.minimum(heads + 1, tails)
    good = (sizes[heads] == 2) | (total == 11)
    good &= (sizes[first] == 3) | (sizes[first] == 7) | ((sizes[first] == 11) & (total == 13))
    result: Array = good & ((sizes[tails] == 4) | (sizes[tails] == 8) | (sizes[tails] == 11))
    return result


def _grouped(name: str, starts: Array, ends: Array, good: Array, labelled: Array, reasons: Array) -> Batch:
    index, base, label = rule(name)
    confidence = np.where(labelled, label, base) - 0.03
    marked = reasons | np.where(labelled, bits()["label"], 0) | bits()["grouped"]
    return batch(starts[good], ends[good], index, confidence[good], marked[good])


def _mobile(codes: Codes, links: Array, heads: Array, starts: Array, tails: Array, ends: Array, digits: Array) -> Batch:
    """Groups of the right sizes with nothing linked before or after but a country code."""
    shift = digits.shape[0] - 11
    good = (digits.max(axis=0) < 10) & (digits[shift] == 1) & (digits[shift + 1] >= 3)
    before = np.where(heads > 0, links[np.maximum(heads - 1, 0)], 0)
    after = np.where(tails < links.size, links[np.minimum(tails, links.size - 1)], 0)
    if shift:
        good &= (digits[0] == 8) & (digits[1] == 6)
    good &= (after != links[heads]) & (before != links[heads])
    begin, prefixed = numbers.country_prefix(codes, starts)
    context = surroundings(codes, begin, ends)
    labelled = context.any("mobile", "phone") | prefixed
    good &= (context.plain | labelled) & ~context.amount & ((shift == 0) | labelled)
    return _grouped("PII-MOBILE", begin, ends, good, labelled, np.full(starts.size, bits()["shape"]))


def misread(codes: Codes, runs: Runs, wanted: frozenset[str]) -> list[Batch]:
    """Runs of 11 and 15 to 19 where one to three letters O, o, l or I stand for digits."""
    batches: list[Batch] = []
    for size in (11, 16, 17, 18, 19):
        starts, chars = runs.of_length(size)
        if starts.size == 0:
            continue
        letters = (numbers.as_digits(chars) > 9).sum(axis=0, dtype=np.uint8)
        pick = (letters >= 1) & (letters <= 4)
        if not pick.any():
            continue
        starts, letters, rows = starts[pick], letters[pick], chars[:, pick]
        slips = membership("OolI")[rows].sum(axis=0)
        tail_x = (rows[-1] | 32) == ord("x")
        wrong = letters - tail_x * (size == 18)
        pick = (wrong >= 1) & (wrong <= 3) & (slips == wrong)
        starts, rows, tail_x = starts[pick], rows[:, pick], tail_x[pick]
        if starts.size == 0:
            continue
        read = rows.copy()
        for char, digit in _OCR_DIGITS.items():
            read[rows == char] = 48 + digit
        batches += _misread_of(codes, starts, size, numbers.as_digits(read), tail_x, wanted)
    return batches


def _misread_of(
    codes: Codes, starts: Array, size: int, digits: Array, tail_x: Array, wanted: frozenset[str]
) -> list[Batch]:
    context = surroundings(codes, starts, starts + size)
    mark = np.uint32(bits()["ocr"])
    batches = []
    if size == 18 and "cn_id_card" in wanted:
        good, reasons = numbers.id_rows(digits, np.where(tail_x, 10, digits[17]))
        confidence = np.where(context.any("id"), 0.8, 0.65)[good]
        batches.append(batch(starts[good], starts[good] + size, rule("PII-ID-18")[0], confidence, reasons[good] | mark))
    if size >= 16 and "bank_card" in wanted:
        good, _, reasons = numbers.card_rows(digits, context.any("card"))
        good &= (reasons & bits()["checksum"]) != 0
        good &= ((reasons & bits()["issuer"]) != 0) & ~context.any("code")
        confidence = np.where(context.any("card"), 0.75, 0.6)[good]
        batches.append(batch(starts[good], starts[good] + size, rule("PII-CARD")[0], confidence, reasons[good] | mark))
    if size == 11 and "mobile" in wanted:
        good = (digits[0] == 1) & (digits[1] >= 3) & (digits.max(axis=0) < 10) & context.plain
        labelled = context.any("mobile", "phone")
        confidence = np.where(labelled, 0.7, 0.4)[good]
        reasons = (np.where(labelled, bits()["label"], 0) | bits()["shape"])[good] | mark
        batches.append(batch(starts[good], starts[good] + size, rule("PII-MOBILE")[0], confidence, reasons))
    return batches


def _all_digits(codes: Codes, runs: Runs, which: Array) -> Array:
    """Whether the numbered runs, of eight characters at most, are all digits."""
    good = runs.length[which] <= 8
    for step in range(8):
        good &= (step >= runs.length[which]) | ((codes.kind(runs.start[which] + step) & DIGIT) != 0)
    return good


def _fixed(codes: Codes, runs: Runs) -> list[Batch]:
    """Area code, separator, local number in one or two runs, perhaps an extension."""
    last = runs.start.size - 1
    areas = np.flatnonzero((codes.folded[runs.start] == ord("0")) & ((runs.length == 3) | (runs.length == 4)))
    following = codes.unit(runs.end[areas])
    areas = areas[((following == _DASH) | (following == ord(")")) | (following == _SPACE)) & (areas < last)]
    gap = runs.start[np.minimum(areas + 1, last)] - runs.end[areas]
    closed = codes.unit(runs.end[areas]) == ord(")")
    areas = areas[(gap == 1) | ((gap == 2) & closed)]
    if areas.size == 0:
        return []
    local = areas + 1
    sizes = runs.length[local]
    second = np.minimum(local + 1, last)
    split = (sizes <= 4) & (sizes >= 3) & (runs.length[second] == 4) & (runs.start[second] - runs.end[local] == 1)
    mark = codes.unit(runs.end[local])
    split &= ((mark == _DASH) | (mark == _SPACE)) & (second > local)
    sizes = sizes + np.where(split, 4, 0)
    good = _all_digits(codes, runs, areas) & _all_digits(codes, runs, local)
    good &= ~split | _all_digits(codes, runs, second)
    tail = np.where(split, second, local)
    three, four = checks.area_codes()
    value = np.zeros(areas.size, dtype=np.int64)
    for step in range(1, 4):
        digit = codes.unit(runs.start[areas] + step).astype(np.int64) - 48
        value = np.where(step < runs.length[areas], value * 10 + np.clip(digit, 0, 9), value)
    wide = runs.length[areas] == 3
    good &= np.where(wide, three[value] & (sizes == 8), four[value] & ((sizes == 7) | (sizes == 8)))
    first = codes.unit(runs.start[local])
    good &= first != ord("0")
    areas, tail, first = areas[good], tail[good], first[good]
    starts, ends = runs.start[areas], _with_extension(codes, runs, tail)
    starts = starts - ((codes.unit(starts - 1) == ord("(")) & (codes.unit(runs.end[areas]) == ord(")")))
    context = surroundings(codes, starts, ends)
    labelled = context.any("phone", "mobile")
    keep = labelled | (context.plain & (first != ord("1")))
    index, base, label = rule("PII-LANDLINE")
    reasons = np.where(labelled, bits()["label"], 0) | bits()["area_code"] | bits()["grouped"]
    return [batch(starts[keep], ends[keep], index, np.where(labelled, label, base)[keep], reasons[keep])]


def _with_extension(codes: Codes, runs: Runs, tail: Array) -> Array:
    """Ends of the numbered runs, moved over an extension of one to six digits after a hyphen or 转."""
    last = runs.start.size - 1
    more = np.minimum(tail + 1, last)
    mark = codes.unit(runs.end[tail])
    has = (more > tail) & (runs.start[more] - runs.end[tail] == 1) & ((mark == _DASH) | (mark == ord("转")))
    has &= (runs.length[more] <= 6) & _all_digits(codes, runs, more)
    return np.where(has, runs.end[more], runs.end[tail])


def telephones(codes: Codes, runs: Runs) -> list[Batch]:
    """Fixed and foreign telephone numbers that are written in groups or known by a label."""
    if runs.start.size == 0:
        return []
    fixed = _fixed(codes, runs)
    following = codes.unit(runs.end)
    longer = (following == _SPACE) | (following == _DASH) | (following == ord(".")) | (following == ord(")"))
    asked = np.flatnonzero((runs.length == 7) | (runs.length == 8) | ((runs.length < 7) & longer))
    before = codes.kind(runs.start[asked] - 1)
    asked = asked[((codes.kinds[runs.start[asked]] & DIGIT) != 0) & ((before & BREAK) == 0)]
    taken = np.concatenate([found.start for found in fixed]) if fixed else np.zeros(0, dtype=np.int64)
    asked = asked[(labels.before(codes, runs.start[asked]) & role("phone", "mobile")) != 0]
    asked = asked[~np.isin(runs.start[asked], taken) & ~np.isin(runs.start[asked] - 1, taken)]
    plus = np.flatnonzero(codes.folded[:-1] == ord("+")) + 1
    plus = plus[(codes.kinds[plus] & DIGIT) != 0]
    if asked.size or plus.size:
        rows = [_asked(codes, int(begin)) for begin in runs.start[asked]]
        rows += [_abroad(codes, int(begin)) for begin in plus]
        fixed.append(listed([row for row in rows if row is not None]))
    return fixed


_Row = tuple[int, int, int, float, int]


def _asked(codes: Codes, begin: int) -> _Row | None:
    """A local number, or a foreign one in groups, right after a telephone label."""
    while begin > 0 and int(codes.folded[begin - 1]) in (ord("("), ord("+")):
        begin -= 1
    text = codes.window(begin, begin + _REACH)
    if _SERVICE.match(text) or _MOBILE_GROUPS.match(text):
        return None
    match = _LOCAL.match(text) or _FOREIGN.match(text)
    if match is None:
        return None
    digits = re.sub(r"\D", "", match.group())
    if not 7 <= len(digits) <= 15 or re.match(r"(?:19|20)\d\d-\d\d?-\d\d?$", match.group()):
        return None
    return begin, begin + match.end(), rule("PII-LANDLINE")[0], 0.75, bits()["label"] | bits()["shape"]


def _abroad(codes: Codes, begin: int) -> _Row | None:
    """A number written with "+" and a country code other than 86."""
    match = _FOREIGN.match(codes.window(begin - 1, begin + _REACH))
    if match is None or match.group().startswith(("+86", "+0")):
        return None
    if not 9 <= len(re.sub(r"\D", "", match.group())) <= 15:
        return None
    start = begin - 1
    return start, start + match.end(), rule("PII-LANDLINE")[0], 0.75, bits()["country"] | bits()["shape"]


def recognise(codes: Codes, runs: Runs, wanted: frozenset[str]) -> list[Batch]:
    """Grouped and misread numbers, and telephones known by their groups or label."""
    batches = grouped(codes, runs, wanted) + misread(codes, runs, wanted)
    if "landline" in wanted:
        batches += telephones(codes, runs)
    return batches
