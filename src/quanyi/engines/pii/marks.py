"""Recognises what a mark gives away: e-mail (@), IP addresses (dots, colons), MAC addresses, magnetic tracks."""

import ipaddress
import re
from functools import lru_cache

import numpy as np

from quanyi.engines.pii import checks, labels
from quanyi.engines.pii.codes import DIGIT, PAD, Array, Codes
from quanyi.engines.pii.findings import Batch, batch, listed
from quanyi.engines.pii.numbers import Runs, bits, role, rule

_LOCAL = 64
_DOMAIN = 64
_FILE_ENDINGS = ("png", "jpg", "jpeg", "gif", "svg", "webp", "css", "json", "pdf", "docx", "xlsx")
_IPV6 = re.compile(r"(?<![0-9A-Fa-f:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Fa-f:])")
_TRACK = re.compile(r";?(\d{12,19})[=D]\d{4}[0-9]{3,}\??|%?B(\d{12,19})\^[^^\n]{2,26}\^\d{4}[0-9 ]*\??")


@lru_cache(maxsize=1)
def _mail_marks() -> Array:
    """Over all code units: 1 for what a local part may hold, 2 for what a domain may, 4 letter or digit, 8 letter."""
    marks = np.zeros(65536, dtype=np.uint8)
    for char in "0123456789":
        marks[ord(char)] = 7
    for char in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ":
        marks[ord(char)] = 15
    for char, bit in (("_", 1), ("%", 1), ("+", 1), ("-", 3), (".", 3)):
        marks[ord(char)] = bit
    return marks


def _width(codes: Codes, places: Array, step: int, bit: int, most: int) -> Array:
    """How many characters beside each place, going by ``step``, carry the bit of :func:`_mail_marks`."""
    marks = _mail_marks()
    width = np.zeros(places.size, dtype=np.int64)
    live = np.arange(places.size)
    spots = places + PAD
    for _ in range(most):
        spots = spots + step
        good = (marks[codes.padded_units[spots]] & bit) != 0
        live, spots = live[good], spots[good]
        if live.size == 0:
            break
        width[live] += 1
    return width


def _domain_width(codes: Codes, places: Array, right: Array) -> Array:
    """Length of the domain after each "@": at least two labels, the last one 2-24 letters; 0 for none."""
    marks = _mail_marks()
    while True:
        tail = codes.unit(places + right)
        loose = (right > 0) & ((tail == ord(".")) | (tail == ord("-")))
        if not loose.any():
            break
        right = right - loose
    last_dot = np.zeros(places.size, dtype=np.int64)
    twice = (marks[codes.unit(places + 1)] & 4) == 0
    for offset in range(2, int(right.max(initial=0)) + 1):
        dot = (codes.unit(places + offset) == ord(".")) & (offset <= right)
        last_dot = np.where(dot, offset, last_dot)
        twice |= dot & (codes.unit(places + offset - 1) == ord("."))
    top = np.zeros(places.size, dtype=np.int64)
    going = last_dot > 0
    for offset in range(1, 26):
        going = going & (last_dot + offset <= right) & ((marks[codes.unit(places + last_dot + offset)] & 8) != 0)
        if not going.any():
            break
        top += going
    return np.where((top >= 2) & (top <= 24) & ~twice, last_dot + top, 0)


def _emails(codes: Codes) -> list[Batch]:
    """Addresses around each "@": the widest legal local part to the left, a domain that ends in a word to the right."""
    places = np.flatnonzero(codes.folded == ord("@"))
    if places.size == 0:
        return []
    right = _domain_width(codes, places, _width(codes, places, 1, 2, _DOMAIN))
    places, right = places[right > 0], right[right > 0]
    right = np.where(_file_ending(codes, places + 1 + right), 0, right)
    places, right = places[right > 0], right[right > 0]
    left = _width(codes, places, -1, 1, _LOCAL)
    marks = _mail_marks()
    while True:
        head = codes.unit(places - left)
        loose = (left > 0) & ((marks[head] & 4) == 0) & (head != ord("_"))
        if not loose.any():
            break
        left = left - loose
    index, base, _ = rule("PII-EMAIL")
    whole = left > 0
    found = [batch((places - left)[whole], (places + 1 + right)[whole], index, base, bits()["shape"])]
    rows = []
    if not whole.all():
        string = codes.string()
        for place, width in zip(places[~whole].tolist(), right[~whole].tolist(), strict=True):
            local = _han_local(string, place)
            if local:
                rows.append((place - len(local), place + 1 + width, index, 0.6, bits()["shape"]))
    return [*found, listed(rows)]


def _file_ending(codes: Codes, ends: Array) -> Array:
    """Whether what ends at each place ends like a picture or a document, as in ``logo@2x.png``."""
    result = np.zeros(ends.size, dtype=bool)
    for ending in _FILE_ENDINGS:
        same = np.ones(ends.size, dtype=bool)
        for offset, char in enumerate(reversed("." + ending), start=1):
            unit = codes.unit(ends - offset)
            same &= (unit | 32 if char.isalpha() else unit) == ord(char)
        result |= same
    return result


def _han_local(string: str, place: int) -> str:
    begin = place
    while begin > 0 and place - begin < 8 and "\u4e00" <= string[begin - 1] <= "\u9fff":
        begin -= 1
    return string[begin:place]


def _ipv4(codes: Codes, runs: Runs) -> list[Batch]:
    """Four runs of one to three digits linked by dots, none above 255; not a version or a section number."""
    if runs.start.size < 4:
        return []
    start, end = runs.start, runs.end
    linked = (start[1:] - end[:-1] == 1) & (end[:-1] - start[:-1] <= 3) & (codes.folded[end[:-1]] == ord("."))
    heads = np.flatnonzero(linked[:-2] & linked[1:-1] & linked[2:])
    if heads.size == 0:
        return []
    heads = heads[~np.where(heads > 0, linked[np.maximum(heads - 1, 0)], False)]
    after = np.where(heads + 3 < linked.size, linked[np.minimum(heads + 3, linked.size - 1)], False)
    heads = heads[~after]
    first, last = start[heads], end[heads + 3]
    good = last - first <= 15
    for step in range(4):
        begin, stop = start[heads + step], end[heads + step]
        value = np.zeros(heads.size, dtype=np.int64)
        for offset in range(3):
            inside = begin + offset < stop
            digit = codes.unit(begin + offset).astype(np.int64) - 48
            good &= ~inside | ((digit >= 0) & (digit <= 9))
            value = np.where(inside, value * 10 + digit, value)
        good &= (value <= 255) & (stop - begin <= 3)
    first, last = first[good], last[good]
    roles = labels.before(codes, first)
    named = (roles & role("ip")) != 0
    other = ((roles & role("code", "section", "amount")) != 0) & ~named
    index, base, label = rule("PII-IP")
    reasons = bits()["shape"] | np.where(named, bits()["label"], 0)
    keep = ~other
    return [batch(first[keep], last[keep], index, np.where(named, label, base)[keep], reasons[keep])]


def _ipv6(codes: Codes) -> list[Batch]:
    """Text around pairs of colons that :mod:`ipaddress` accepts and that is no time of day."""
    colon = codes.folded == ord(":")
    if codes.folded.size < 3 or not colon.any():
        return []
    places = np.flatnonzero(colon)
    near = np.flatnonzero(np.diff(places) <= 5)
    if near.size == 0:
        return []
    string = codes.string()
    index, base, _ = rule("PII-IP")
    rows: list[tuple[int, int, int, float, int]] = []
    done = -1
    for place in places[near].tolist():
        if place < done:
            continue
        begin = max(0, place - 5)
        match = _IPV6.search(string, begin, min(len(string), place + 45))
        if match is None:
            continue
        done = match.end()
        text = match.group()
        if "::" not in text and text.count(":") < 7:
            continue
        try:
            ipaddress.IPv6Address(text)
        except ValueError:
            continue
        rows.append((match.start(), match.end(), index, base, bits()["shape"]))
    return [listed(list(dict.fromkeys(rows)))]


def _macs(codes: Codes, runs: Runs) -> list[Batch]:
    """Six runs of two hexadecimal digits linked by one separator."""
    if runs.start.size < 6:
        return []
    start, end = runs.start, runs.end
    gap = codes.folded[np.minimum(end[:-1], codes.folded.size - 1)]
    linked = (start[1:] - end[:-1] == 1) & (runs.length[:-1] == 2) & ((gap == ord(":")) | (gap == ord("-")))
    heads = np.flatnonzero(linked[:-4] & linked[1:-3] & linked[2:-2] & linked[3:-1] & linked[4:])
    heads = heads[runs.length[heads + 5] == 2]
    good = np.ones(heads.size, dtype=bool)
    for step in range(6):
        good &= (gap[np.minimum(heads + step, gap.size - 1)] == gap[heads]) | (step == 5)
        for offset in (0, 1):
            char = codes.folded[start[heads + step] + offset] | 32
            good &= ((char >= 48) & (char <= 57)) | ((char >= 97) & (char <= 102))
    before = np.where(heads > 0, linked[np.maximum(heads - 1, 0)], False)
    heads = heads[good & ~before]
    index, base, _ = rule("PII-MAC")
    return [batch(start[heads], end[heads + 5], index, base, bits()["shape"])]


def _tracks(codes: Codes) -> list[Batch]:
    """Magnetic tracks: a card number that passes Luhn, "=" or "^", date and service code."""
    spots = np.flatnonzero((codes.folded == ord("=")) | (codes.folded == ord("^")))
    dee = np.flatnonzero(codes.folded == ord("D"))
    dee = dee[((codes.kind(dee - 1) & DIGIT) != 0) & ((codes.kind(dee + 1) & DIGIT) != 0)]
    spots = spots[((codes.kind(spots - 1) & DIGIT) != 0)]
    if spots.size + dee.size == 0:
        return []
    string = codes.string()
    index, base, _ = rule("PII-TRACK")
    rows = []
    for place in np.concatenate((spots, dee)).tolist():
        match = _TRACK.search(string, max(0, place - 22), place + 60)
        if match is None or not match.start() < place < match.end():
            continue
        card = np.array([[int(char)] for char in match.group(1) or match.group(2)], dtype=np.uint8)
        if checks.luhn(card)[0]:
            rows.append((match.start(), match.end(), index, base, bits()["checksum"] | bits()["shape"]))
    return [listed(list(dict.fromkeys(rows)))]


def recognise(codes: Codes, runs: Runs, wanted: frozenset[str]) -> list[Batch]:
    """E-mail, IP, MAC and track findings of a text."""
    batches: list[Batch] = []
    if "email" in wanted:
        batches += _emails(codes)
    if "ip" in wanted:
        batches += _ipv4(codes, runs) + _ipv6(codes)
    if "mac" in wanted:
        batches += _macs(codes, runs)
    if "track" in wanted:
        batches += _tracks(codes)
    return batches
