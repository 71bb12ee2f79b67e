"""Recognises what a mark gives away: e-mail (@), IP addresses (dots, colons), MAC addresses, magnetic tracks."""

import ipaddress
import re

import numpy as np

from quanyi.engines.pii import checks
from quanyi.engines.pii.codes import ALNUM, DIGIT, HAN, LETTER, Array, Codes
from quanyi.engines.pii.findings import Batch, batch, listed
from quanyi.engines.pii.numbers import Runs, bits, role, rule
from quanyi.engines.pii import labels

_LOCAL = 64
_DOMAIN = 64
_FILE_ENDINGS = frozenset("png jpg jpeg gif svg webp bmp ico css js ts json md txt pdf doc docx xls xlsx zip".split())
_IPV6 = re.compile(r"(?<![0-9A-Fa-f:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Fa-f:])")
_TRACK = re.compile(r";?(\d{12,19})[=D]\d{4}[0-9]{3,}\??|%?B(\d{12,19})\^[^^\n]{2,26}\^\d{4}[0-9 ]*\??")


def _word_width(codes: Codes, places: Array, step: int, extra: str, most: int) -> Array:
    """How many characters beside each place, going by ``step``, are letters, digits or in ``extra``."""
    allowed = np.array([ord(char) for char in extra], dtype=np.uint16)
    width = np.zeros(places.size, dtype=np.int64)
    live = np.arange(places.size)
    for distance in range(1, most + 1):
        spot = places[live] + step * distance
        good = (codes.kind(spot) & ALNUM) != 0
        other = ~good
        good[other] = np.isin(codes.unit(spot[other]), allowed)
        live = live[good]
        if live.size == 0:
            break
        width[live] = distance
    return width


def _emails(codes: Codes) -> list[Batch]:
    """Addresses around each "@": the widest legal local part to the left, a domain with a word at its end to the right."""
    places = np.flatnonzero(codes.folded == ord("@"))
    if places.size == 0:
        return []
    left = _word_width(codes, places, -1, "._%+-", _LOCAL)
    right = _word_width(codes, places, 1, ".-", _DOMAIN)
    index, base, _ = rule("PII-EMAIL")
    string = codes.string()
    rows: list[tuple[int, int, int, float, int]] = []
    for place, before, after in zip(places.tolist(), left.tolist(), right.tolist(), strict=True):
        domain = _domain(string[place + 1 : place + 1 + after])
        if not domain:
            continue
        local = string[place - before : place].lstrip(".-%+")
        confidence = base
        if not local:
            local = _han_local(string, place)
            confidence = 0.6
        if local:
            rows.append((place - len(local), place + 1 + len(domain), index, confidence, bits()["shape"]))
    return [listed(rows)]


def _domain(text: str) -> str:
    """The domain at the beginning of a run of letters, digits, dots and hyphens; empty when it is none."""
    labels_of = text.split(".")
    while len(labels_of) > 1 and not labels_of[-1].strip("-"):
        labels_of.pop()
    if len(labels_of) < 2 or not all(labels_of):
        return ""
    top = re.match("[A-Za-z]{2,24}", labels_of[-1])
    if top is None or top.group().lower() in _FILE_ENDINGS or labels_of[0].startswith("-"):
        return ""
    return ".".join([*labels_of[:-1], top.group()])


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
        card = np.array([[ord(char) - 48 for char in match.group(1) or match.group(2)]], dtype=np.uint8)
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
