"""Finds Chinese addresses: a chain of divisions, a street or place, house, building and room numbers."""

import re
from functools import lru_cache

import numpy as np

from quanyi.engines.pii.codes import DIGIT, HOUSE, LOWER, UPPER, Codes, membership
from quanyi.engines.pii.findings import Batch, listed
from quanyi.engines.pii.pack import divisions, load, read_toml

Row = tuple[int, int, int, float, int]
_HAN = "\u4e00-\u9fa5"
_WORDS = read_toml("addresses.toml")


def _any(key: str) -> str:
    """An expression for the words of a list."""
    return "|".join(re.escape(word) for word in _WORDS[key])


def _plain() -> str:
    """An expression for a character of a place name; function words only where they are part of one (和平, 第一)."""
    allowed = [
        (f"(?<=[{before}])" if before else "") + char + (f"(?=[{after}])" if after else "")
        for before, char, after in _WORDS["allowed"]
    ]
    return "|".join([f"(?![{_WORDS['stop']}])[{_HAN}]", *allowed])


_PLAIN = _plain()
_TOWN = rf"(?:{_PLAIN}){{1,7}}?(?:{_any('towns')})"
_BRANCH = r"(?:[东西南北中](?:段|路|街|里)|辅路|[一二三四五六七八九十0-9]+(?:巷|弄|段|横|路|街))?"
_ROAD = rf"(?:{_PLAIN}|[A-Za-z0-9]){{1,8}}?(?:{_any('roads')}){_BRANCH}"
_PLACE = rf"(?:{_PLAIN}|[A-Za-z0-9]){{2,10}}?(?:{_any('places')})"
_NUMERAL = r"(?:[0-9]{1,5}[A-Za-z]?|[A-Za-z][0-9]{0,3}|[一二三四五六七八九十百零〇两]{1,5}|[甲乙丙丁东西南北])"
_SUB = r"(?:附\d+号|之[一二三四五六七八九十\d]+|内)?"
_NUM = rf"(?:{_NUMERAL}(?:[-–~、/之附]{_NUMERAL}){{0,2}}\s?(?:{_any('units')}){_SUB})"
_END = r"(?:室|号)?(?![0-9元年月日%万.:：])"
_HEAD = rf"(?P<town>(?:{_TOWN}){{0,3}})(?P<road>(?:{_ROAD}){{0,2}})\s?(?P<first>(?:{_NUM}\s?)*)"
_ROOMS = rf"(?:{_NUM}[\s,]?)*(?:\d{{1,2}}-\d{{1,2}}-\d{{2,4}}|\d{{2,5}}[A-Za-z]?)?{_END}"
_TAIL = re.compile(rf"{_HEAD}(?P<place>(?:{_PLACE})?)\s?(?P<rest>{_ROOMS})?")
_TAIL_SHORT = re.compile(rf"{_HEAD}(?P<place>)(?P<rest>)")
_LABEL = re.compile(rf"(?:{_any('labels')})\s?(?:[:=]|是|为|在|于)?\s{{0,2}}$", re.IGNORECASE)
_BREAK = re.compile(r"[\n\t,;。!?|]")
_REACH = 90


@lru_cache(maxsize=1)
def _names() -> tuple[frozenset[str], frozenset[str], int]:
    """Full division names, short names of provinces and cities, and the length of the longest."""
    full: set[str] = set()
    short: set[str] = set()
    for code, name in divisions():
        if name in _WORDS["nameless"]:
            continue
        if len(name) > 1:
            full.add(name)
        if code.endswith(("00", "----")):
            cut = re.sub(f"(?:{_any('left_out')})$", "", name)
            if len(cut) >= 2:
                short.add(cut)
    full.discard("")
    return frozenset(full), frozenset(short | set(_WORDS["short"])), max(map(len, full))


def _chain_before(text: str, end: int) -> tuple[int, int]:
    """Start and number of the divisions that end at ``end``, walking left over neighbouring ones."""
    full, short, longest = _names()
    levels = 0
    while end > 0:
        for size in range(min(longest, end), 1, -1):
            name = text[end - size : end]
            if name in full or (name in short and (levels or size > 1)):
                end -= size
                levels += 1
                break
        else:
            break
        if levels > 6:
            break
    return end, levels


_DIVISION_END = re.compile("(?:自治县|自治州|自治旗|地区|新区|[省市区县旗盟州岛])")


def _divisions_in(text: str) -> list[tuple[int, int, int]]:
    """(start, end, levels) of each chain of divisions in a clause; a longer chain ending later takes the earlier in."""
    chains: list[tuple[int, int, int]] = []
    for match in _DIVISION_END.finditer(text):
        start, levels = _chain_before(text, match.end())
        if not levels:
            continue
        while chains and chains[-1][0] >= start:
            chains.pop()
        if chains and chains[-1][1] > start:
            continue
        chains.append((start, match.end(), levels))
    return chains


def _count(match: re.Match[str]) -> tuple[int, int]:
    """Named parts (town, road, place) and numbered parts of a tail."""
    named = sum(1 for name in ("town", "road", "place") if match[name])
    numbered = len(re.findall(_NUM, match["first"] or "")) + len(re.findall(_NUM, match["rest"] or ""))
    if match["rest"] and not numbered and match["place"]:
        numbered = 1
    return named, numbered


def _tail(text: str, begin: int) -> re.Match[str] | None:
    """The best reading of what follows a chain of divisions: with a place name only if numbers follow."""
    long = _TAIL.match(text, begin)
    short = _TAIL_SHORT.match(text, begin)
    if long is None or short is None:
        return long or short
    if long["place"] and not long["rest"] and short["first"]:
        return short
    return long


def _from_division(text: str, labelled: bool) -> list[tuple[int, int, float, int]]:
    bits = _bits()
    found = []
    reach = -1
    for start, end, levels in _divisions_in(text):
        if start < reach:
            continue
        match = _tail(text, end)
        named, numbered = _count(match) if match else (0, 0)
        close = match.end() if match else end
        while close > end and text[close - 1] in " ,-":
            close -= 1
        confidence = 0.0
        if named and numbered:
            confidence = 0.95
        elif numbered and (levels >= 2 or numbered >= 2):
            confidence = 0.8
        elif named and levels >= 2 and (labelled or (match is not None and (match["road"] or match["town"]))):
            confidence = 0.75 if labelled else 0.55
        elif labelled and levels >= 2:
            confidence, close = 0.6, end if not named else close
        if confidence:
            reasons = bits["division"] | (bits["street"] if named or numbered else 0)
            found.append((start, close, confidence, reasons))
            reach = close
    return found


_STREET_BRANCH = r"(?:[东西南北中](?:段|路|街)|[一二三四五六七八九十0-9]+(?:巷|弄|段))?"
_STREET = re.compile(
    rf"(?P<town>)(?P<road>(?:{_PLAIN}){{1,6}}?(?:{_any('streets')}){_STREET_BRANCH})\s?(?P<first>(?:{_NUM}\s?)+)"
    rf"(?P<place>(?:{_PLACE})?)\s?(?P<rest>(?:{_NUM}[\s,]?)*(?:\d{{2,5}})?{_END})"
)
_ESTATE = re.compile(
    rf"(?P<town>)(?P<road>)(?P<first>)(?P<place>{_PLACE})(?P<rest>(?:{_NUM}\s?){{2,}}(?:\d{{2,5}})?(?:室|号)?)"
)


def _from_street(
    text: str, taken: list[tuple[int, int, float, int]], labelled: bool
) -> list[tuple[int, int, float, int]]:
    """Addresses that begin with a street or an estate: two numbers behind it, or one and a label before."""
    found: list[tuple[int, int, float, int]] = []
    for pattern in (_STREET, _ESTATE):
        for match in pattern.finditer(text):
            start = match.start()
            close = len(match.group().rstrip(" ,-")) + start
            if any(start < stop and close > begin for begin, stop, _, _ in taken + found):
                continue
            _, numbered = _count(match)
            if numbered >= 2 or (labelled and numbered):
                found.append((start, close, 0.85 if labelled else 0.7, _bits()["street"]))
    return found


@lru_cache(maxsize=1)
def _bits() -> dict[str, int]:
    return {name: 1 << index for index, (name, _) in enumerate(load().reasons)}


_ENGLISH_UNIT = rf"(?:,?\s(?:{_any('english_units')}|#)\.?\s?\w{{1,6}})?"
_ENGLISH = re.compile(
    rf"\b\d{{1,5}}[A-Za-z]?\s(?:[A-Z0-9][\w.'’-]*\s){{1,4}}(?:{_any('english_streets')})\b\.?{_ENGLISH_UNIT}"
    r"|(?:Apt\.|Suite|P\.?O\.? Box)\s\d{1,6}"
)
_ENGLISH_LABELLED = re.compile(
    rf"\b(?:{_any('english_labels')})\s{{0,2}}(?P<value>(?:\d{{1,6}}[A-Za-z]?\s)?(?:[^\W\d_][\w.'’/-]*\s){{1,5}}\d{{1,5}}[A-Za-z]?\b"
    rf"{_ENGLISH_UNIT}|\d{{1,6}}[A-Za-z]?(?:\s[A-Z][\w.'’/-]*){{1,4}})",
    re.IGNORECASE,
)


def recognise(codes: Codes, string: str) -> list[Batch]:
    """Addresses of a text.

    Args:
        codes: the text as arrays; they say where a house number stands, so that the rest is never read.
        string: the folded text.

    Returns:
        Candidates of the rule ``PII-ADDRESS``.
    """
    index = load().index("PII-ADDRESS")
    rows: list[Row] = []
    anchors = _anchors(codes)
    done = -1
    for place, anchor in enumerate(anchors):
        if anchor < done:
            continue
        begin, stop = _clause(string, anchor)
        begin = max(begin, done)
        text = string[begin:stop]
        labelled = any(word in text for word in _WORDS["hints"])
        found = _from_division(text, labelled)
        reach = max((end for _, end, _, _ in found), default=0) + begin
        if anchor >= reach or (place + 1 < len(anchors) and reach <= anchors[place + 1] < stop):
            found += _from_street(text, found, labelled)
        for start, end, confidence, reasons in found:
            named = _LABEL.search(text[max(0, start - 12) : start]) is not None
            reason = reasons | (_bits()["label"] if named else 0)
            rows.append((begin + start, begin + end, index, min(0.99, confidence + 0.03 * named), reason))
        done = max([begin + end for _, end, _, _ in found] + [anchor + 1])
    if _may_be_english(codes):
        rows += _english(string, index)
    return [listed(rows)]


def _english(string: str, index: int) -> list[Row]:
    """Addresses in Latin letters: a street word behind a number, or a name and a number behind a word for addresses."""
    rows = [(m.start(), m.end(), index, 0.7, _bits()["street"]) for m in _ENGLISH.finditer(string)]
    return rows + [
        (m.start("value"), m.end("value"), index, 0.65, _bits()["label"]) for m in _ENGLISH_LABELLED.finditer(string)
    ]


def _may_be_english(codes: Codes) -> bool:
    """Whether a capital letter and a small one follow one another somewhere."""
    kinds = codes.kinds
    return kinds.size > 2 and bool((((kinds[:-1] & UPPER) != 0) & ((kinds[1:] & LOWER) != 0)).any())


def _anchors(codes: Codes) -> list[int]:
    """Places of a unit (号, 栋 …) after a numeral, and of 省 or 市 before a lower division."""
    if codes.folded.dtype == np.uint8:
        return []
    units = np.flatnonzero((codes.kinds & HOUSE) != 0)
    before = codes.unit(units - 1)
    numeral = (codes.kind(units - 1) & DIGIT) != 0
    numeral |= membership(_NUMERALS)[before]
    heads = np.flatnonzero((codes.folded == ord("省")) | (codes.folded == ord("市")))
    near = np.zeros(heads.size, dtype=bool)
    for step in range(2, 9):
        near |= membership(_LOWER_DIVISIONS)[codes.unit(heads + step)]
    return sorted({*units[numeral].tolist(), *heads[near].tolist()})


_NUMERALS = "一二三四五六七八九十百零甲乙丙丁ABCDEFabcdef"
_LOWER_DIVISIONS = "市区县旗州镇乡"


def _clause(string: str, anchor: int) -> tuple[int, int]:
    """The stretch around an anchor between sentence breaks, 90 characters each way at most."""
    begin = max(0, anchor - _REACH)
    for match in _BREAK.finditer(string, begin, anchor):
        begin = match.end()
    stop = _BREAK.search(string, anchor, min(len(string), anchor + _REACH))
    return begin, stop.start() if stop else min(len(string), anchor + _REACH)
