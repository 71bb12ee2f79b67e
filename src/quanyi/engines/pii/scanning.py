"""Scans a text: runs the recognisers block by block, line by line in effect, and settles what overlaps."""

import re
from collections.abc import Iterable, Iterator

import numpy as np

from quanyi.engines.pii import addresses, grouped, labelled, marks, names, numbers, permits
from quanyi.engines.pii import codes as arrays
from quanyi.engines.pii.findings import Batch, Findings, join, settle
from quanyi.engines.pii.masking import spans_masked
from quanyi.engines.pii.pack import types

#: Characters that are worked on at once: large enough to pay for the array calls, small enough for the caches.
BLOCK = 1 << 21
#: Types that a shape and a check decide, without reading words.
STRUCTURED = frozenset(
    [
        "cn_id_card",
        "bank_card",
        "mobile",
        "landline",
        "email",
        "uscc",
        "passport",
        "hk_mo_permit",
        "tw_permit",
        "residence_permit",
        "military_id",
        "plate",
        "ip",
        "mac",
        "track",
    ]
)
#: Findings below this confidence are not reported unless asked for.
MINIMUM = 0.5


def blocks(text: str, size: int = BLOCK) -> Iterator[tuple[int, str]]:
    """Pieces of a text that end at line ends, with their offsets; a longer line makes a longer piece."""
    begin = 0
    while len(text) - begin > size:
        cut = text.rfind("\n", begin, begin + size)
        if cut < 0:
            cut = text.find("\n", begin + size)
            if cut < 0:
                break
        yield begin, text[begin : cut + 1]
        begin = cut + 1
    if begin < len(text):
        yield begin, text[begin:]


def _candidates(text: str, wanted: frozenset[str]) -> Batch:
    codes = arrays.encode(text)
    start, end = arrays.runs((codes.kinds & arrays.ALNUM) != 0)
    runs = numbers.Runs(codes, start, end, end - start)
    found = marks.recognise(codes, runs, wanted)
    found += numbers.recognise(codes, runs, wanted)
    found += grouped.recognise(codes, runs, wanted)
    found += permits.recognise(codes, runs, wanted)
    if wanted - STRUCTURED:
        string = codes.string()
        found += labelled.recognise(string, wanted)
        if "address" in wanted:
            found += addresses.recognise(codes, string)
        if "name" in wanted:
            found += names.recognise(codes, string)
    return join(found)


def scan(text: str, wanted: Iterable[str] | None = None, minimum: float = MINIMUM) -> Findings:
    """Finds personal information in a text.

    Args:
        text: any string; findings never reach across a line end, so a text may be cut there.
        wanted: types to look for; all of them when None.
        minimum: confidence below which a finding is dropped.

    Returns:
        Findings in the order of their starts, none overlapping.

    Raises:
        ValueError: a wanted type is unknown.
    """
    asked = frozenset(types() if wanted is None else wanted)
    unknown = asked - set(types())
    if unknown:
        raise ValueError(f"unknown type {sorted(unknown)[0]!r}; known: {' '.join(types())}")
    found = []
    for offset, piece in blocks(text):
        candidates = _candidates(piece, asked)
        kept = settle(candidates.select(candidates.confidence >= np.float32(minimum) - np.float32(1e-6)))
        found.append(Batch(kept.start + offset, kept.end + offset, kept.rule, kept.confidence, kept.reasons))
    return Findings(text, join(found))


#: A text without any of these holds no structured value.
_BARE = re.compile(r"[0-9A-Za-z@０-９Ａ-Ｚａ-ｚ＠]")
#: What :func:`redact` hides: types that shape and check decide, without names, addresses and words.
REDACTED = STRUCTURED - {"uscc", "ip", "mac"}


def redact(text: str) -> str:
    """A text with its structured personal information masked; fast for one short text.

    Names and addresses stay, and so do values that only a word gives away; a narrative that is to be published needs
    :func:`scan` with every type and a person who reads it.
    """
    if _BARE.search(text) is None:
        return text
    found = scan(text, REDACTED)
    return spans_masked(text, ((one.type, one.start, one.end) for one in found)) if len(found) else text
