"""Recognises documents and plates written with letters: passports, travel permits, military cards, vehicle plates."""

import re

import numpy as np

from quanyi.engines.pii import checks
from quanyi.engines.pii.codes import ALNUM, DIGIT, LETTER, PROVINCE, UPPER, Array, Codes, columns, membership
from quanyi.engines.pii.findings import Batch, batch, listed
from quanyi.engines.pii.numbers import Runs, Surroundings, bits, rule, surroundings

_MILITARY = re.compile(r"[军士文职兵广参政后装海空沈北兰济南成武警火箭联]{1,2}字第?\s?(\d{8})(?!\d)号?")


def _documents(codes: Codes, runs: Runs, wanted: frozenset[str]) -> list[Batch]:
    """Runs of 8 to 11 that look like a passport or a travel permit."""
    batches: list[Batch] = []
    for size in (8, 9, 10, 11):
        starts, chars = runs.of_length(size)
        if starts.size == 0:
            continue
        starts = starts[(chars[-1] >= 48) & (chars[-1] <= 57)]
        if starts.size == 0:
            continue
        kinds = columns(codes.kinds, starts, size)
        digit = (kinds & DIGIT) != 0
        pick = digit[2:].all(axis=0) & ((size > 8) | digit.all(axis=0))
        starts, kinds, digit = starts[pick], kinds[:, pick], digit[:, pick]
        if starts.size:
            context = surroundings(codes, starts, starts + size)
            first = codes.unit(starts) & ~np.where((kinds[0] & LETTER) != 0, 32, 0)
            if "passport" in wanted and size == 9:
                batches.append(_passports(codes, starts, first, digit, context))
            if wanted & {"hk_mo_permit", "tw_permit"}:
                batches += _permits(starts, size, first, digit, context)
    return batches


def _passports(codes: Codes, starts: Array, first: Array, digit: Array, context: Surroundings) -> Batch:
    lead = digit[0].astype(np.int8) + 2 * digit[1]
    upper = (codes.kinds[starts] & UPPER) != 0
    second = codes.unit(starts + 1)
    one_letter = lead == 2
    two_letters = (lead == 0) & (first == ord("E")) & (second >= 65) & (second <= 90) & ~membership("IO")[second]
    modern = upper & ((one_letter & membership("EG")[first]) | two_letters)
    labelled = context.any("passport")
    shaped = modern & context.plain & ~context.any("hk_mo", "taiwan")
    keep = shaped | (labelled & ((lead == 2) | (lead == 0) | (lead == 3)))
    index, base, label = rule("PII-PASSPORT")
    reasons = np.where(labelled, bits()["label"], 0) | bits()["shape"]
    return batch(starts[keep], starts[keep] + 9, index, np.where(labelled, label, base)[keep], reasons[keep])


def _permits(starts: Array, size: int, first: Array, digit: Array, context: Surroundings) -> list[Batch]:
    one = ~digit[0] & digit[1]
    named = context.any("hk_mo", "taiwan")
    taiwan = context.any("taiwan")
    plain = context.plain
    home = one & membership("HM")[first] & ((size == 9) | (size == 11))
    out = ~digit[0] & (first == ord("C")) & (size == 9)
    island = one & membership("LT")[first] & (size == 9)
    numeric = digit.all(axis=0) & ((size == 8) | (size == 10))
    hk_mo = (home & (named | (plain & (size == 11)))) | (out & named)
    tw = (island & named) | (numeric & (taiwan | (named & (size == 8))))
    batches = []
    for name, keep in (("PII-HKMO", hk_mo), ("PII-TW", tw)):
        index, base, label = rule(name)
        reasons = np.where(named, bits()["label"], 0) | bits()["shape"]
        confidence = np.where(named, label, base)
        batches.append(batch(starts[keep], starts[keep] + size, index, confidence[keep], reasons[keep]))
    return batches


def _military(codes: Codes, runs: Runs) -> list[Batch]:
    """军字第12345678号 and eight digits after a label."""
    index, base, label = rule("PII-MILITARY")
    rows: list[tuple[int, int, int, float, int]] = []
    for place in np.flatnonzero(codes.folded == ord("字")):
        window = codes.folded[max(0, place - 2) : place + 14]
        text = window.astype("<u2").tobytes().decode("utf-16-le", "replace")
        offset = max(0, int(place) - 2)
        rows += [(offset + m.start(), offset + m.end(), index, base, bits()["shape"]) for m in _MILITARY.finditer(text)]
    starts = runs.start[(runs.length == 8) | (runs.length == 7)]
    starts = starts[(codes.kind(starts - 1) != 0)]
    found = [listed(rows)]
    if starts.size:
        ends = starts + np.where((codes.kind(starts + 7) & ALNUM) != 0, 8, 7)
        context = surroundings(codes, starts, ends)
        keep = context.any("military") & ((codes.kind(starts) & DIGIT) != 0)
        found.append(batch(starts[keep], ends[keep], index, label, bits()["label"]))
    return found


def _plates(codes: Codes, runs: Runs) -> list[Batch]:
    """A province character, a letter, perhaps a dot, five or six letters and digits; 挂 学 警 港 澳 may be the last."""
    if codes.folded.dtype == np.uint8 or runs.start.size == 0:
        return []
    head = np.flatnonzero((codes.kind(runs.start - 1) & PROVINCE) != 0)
    head = head[(codes.kinds[runs.start[head]] & LETTER) != 0]
    if head.size == 0:
        return []
    start, end, length = runs.start[head], runs.end[head], runs.length[head]
    following = np.minimum(head + 1, runs.start.size - 1)
    split = (length == 1) & (runs.start[following] == end + 1) & membership("·•.・‧- ")[codes.unit(end)]
    body_start = np.where(split, runs.start[following], start + 1)
    body_end = np.where(split, runs.end[following], end)
    body = body_end - body_start
    tail = membership("挂学警港澳")[codes.unit(body_end)] & (body == 4)
    good = (body == 5) | (body == 6) | tail
    start, body_start, body_end, tail = start[good], body_start[good], body_end[good], tail[good]
    if start.size == 0:
        return []
    digits = np.zeros(start.size, dtype=np.int64)
    slips = membership("IOio")[codes.folded[start]]
    for step in range(6):
        inside = body_start + step < body_end
        digits += inside & ((codes.kind(body_start + step) & DIGIT) != 0)
        slips |= inside & membership("IOio")[codes.unit(body_start + step)]
    lower = (codes.kinds[start] & UPPER) == 0
    context = surroundings(codes, start - 1, body_end + tail)
    labelled = context.any("plate")
    keep = labelled | (digits >= 2) | ((digits == 1) & ~slips)
    keep |= ~lower & ~context.any("code") & (digits + 4 * ~slips >= 1)
    keep &= ~lower | labelled | (digits >= 3)
    keep &= ~context.chained
    index, base, label = rule("PII-PLATE")
    confidence = np.where(labelled, label, np.where(digits >= 2, base, 0.6)) - np.where(slips, 0.2, 0)
    reasons = np.where(labelled, bits()["label"], 0) | np.where(slips, bits()["ocr"], 0) | bits()["shape"]
    return [batch(start[keep] - 1, (body_end + tail)[keep], index, confidence[keep], reasons[keep])]


def _ibans(codes: Codes, runs: Runs) -> list[Batch]:
    """Runs that begin with two letters and two digits and pass the check of an IBAN."""
    pick = (runs.length >= 15) & (runs.length <= 34)
    starts, ends = runs.start[pick], runs.end[pick]
    kinds = [codes.kind(starts + step) for step in range(4)]
    head = (
        ((kinds[0] & LETTER) != 0) & ((kinds[1] & LETTER) != 0) & ((kinds[2] & DIGIT) != 0) & ((kinds[3] & DIGIT) != 0)
    )
    index, base, _ = rule("PII-IBAN")
    rows: list[tuple[int, int, int, float, int]] = []
    for start, end in zip(starts[head].tolist(), ends[head].tolist(), strict=True):
        if checks.iban(codes.window(start, end)):
            rows.append((start, end, index, base, bits()["checksum"]))
    return [listed(rows)]


def recognise(codes: Codes, runs: Runs, wanted: frozenset[str]) -> list[Batch]:
    """Passports, travel permits, military cards and plates among the runs of a text."""
    batches: list[Batch] = []
    if wanted & {"passport", "hk_mo_permit", "tw_permit"}:
        batches += _documents(codes, runs, wanted)
    if "military_id" in wanted:
        batches += _military(codes, runs)
    if "account" in wanted:
        batches += _ibans(codes, runs)
    if "plate" in wanted:
        batches += _plates(codes, runs)
    return batches
