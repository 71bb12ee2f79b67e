"""Finds Chinese addresses: a chain of divisions, a street or place, house, building and room numbers."""

import re
from functools import lru_cache

import numpy as np

from quanyi.engines.pii.codes import DIGIT, HOUSE, LOWER, UPPER, Codes
from quanyi.engines.pii.findings import Batch, listed
from quanyi.engines.pii.pack import divisions, load

Row = tuple[int, int, int, float, int]
_HAN = "\u4e00-\u9fa5"
_STOP = "的在是为和与及或等第至到往于住了请把将被由从向给称有我你他她它本该每各市省县号栋幢室弄"
#: A character of a place name; function words only where they are part of one (和平, 怡和, 向阳, 将军, 为民, 第一).
_PLAIN = (
    rf"(?![{_STOP}])[{_HAN}]|和(?=[平睦谐兴泰顺])|(?<=[怡祥泰人永义仁协太中天共致嘉瑞])和|向(?=[阳荣东前民])|将(?=军)|为(?=民)"
    r"|第(?=[一二三四五六七八九十])"
)
_TOWN = rf"(?:{_PLAIN}){{1,7}}?(?:街道办事处|街道|镇|乡|苏木|开发区|经开区|高新区|新区|工业园区|工业园|产业园|科技园|园区|社区|居委会|村委会|行政村|村|屯|庄|寨)"
_ROAD = rf"(?:{_PLAIN}|[A-Za-z0-9]){{1,8}}?(?:环路|大道|大街|公路|胡同|国道|省道|马路|路|街|道|巷|弄堂|里)(?:[东西南北中](?:段|路|街|里)|辅路|[一二三四五六七八九十0-9]+(?:巷|弄|段|横|路|街))?"
_PLACE = rf"(?:{_PLAIN}|[A-Za-z0-9]){{2,10}}?(?:小区|花园|花苑|家园|公寓|大厦|广场|中心|国际|大楼|新村|名苑|雅苑|名都|华府|山庄|别墅|佳苑|嘉园|苑|庭|湾|城|府|园|阁|轩|宿舍|家属院|大院|医院|学校|大学|学院|酒店|宾馆|商场|市场|写字楼|创业园|天街|公园)"
_NUMERAL = r"(?:[0-9]{1,5}[A-Za-z]?|[A-Za-z][0-9]{0,3}|[一二三四五六七八九十百零〇两]{1,5}|[甲乙丙丁东西南北])"
_NUM = rf"(?:{_NUMERAL}(?:[-–~、/之附]{_NUMERAL}){{0,2}}\s?(?:号楼|号院|号门|号|弄|栋|幢|座|单元|楼|层|室|房|组|队|排|户|期|区|巷|#|门|厂房|铺)(?:附\d+号|之[一二三四五六七八九十\d]+|内)?)"
_TAIL = re.compile(
    rf"(?P<town>(?:{_TOWN}){{0,3}})(?P<road>(?:{_ROAD}){{0,2}})\s?(?P<first>(?:{_NUM}\s?)*)(?P<place>(?:{_PLACE})?)\s?(?P<rest>(?:{_NUM}[\s,]?)*(?:\d{{1,2}}-\d{{1,2}}-\d{{2,4}}|\d{{2,5}}[A-Za-z]?)?(?:室|号)?(?![0-9元年月日%万.:：]))?"
)
_TAIL_SHORT = re.compile(
    rf"(?P<town>(?:{_TOWN}){{0,3}})(?P<road>(?:{_ROAD}){{0,2}})\s?(?P<first>(?:{_NUM}\s?)*)(?P<place>)(?P<rest>)"
)
_LABEL = re.compile(
    r"(?:地址|住址|住所地|住所|居住地|住在|家住|现住|户籍|户籍地|所在地|户籍所在地|寄往|寄至|寄到|送至|送到|送达|配送至|位于|收货|籍贯|坐落|座落|邮寄|address)\s?(?:[:=]|是|为|在|于)?\s{0,2}$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[\n\t,;。!?|]")
_REACH = 90


@lru_cache(maxsize=1)
def _names() -> tuple[frozenset[str], frozenset[str], int]:
    """Full division names, short names of provinces and cities, and the length of the longest."""
    full: set[str] = set()
    short: set[str] = set()
    for code, name in divisions():
        if name in {"县", "省直辖县级行政区划", "自治区直辖县级行政区划", "市", "市区", "郊区", "城区", "矿区"}:
            continue
        if len(name) > 1:
            full.add(name)
        if code.endswith("00") or code.endswith("----"):
            cut = re.sub("(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|省|市|地区|盟)$", "", name)
            if len(cut) >= 2:
                short.add(cut)
    full.discard("")
    return frozenset(full), frozenset(short | {"中国", "内蒙古", "广西", "宁夏", "新疆", "西藏"}), max(map(len, full))


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
    """The best reading of what follows a chain of divisions: with a place name only if numbers follow or it ends there."""
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


_STREET = re.compile(
    rf"(?P<town>)(?P<road>(?:{_PLAIN}){{1,6}}?(?:大道|大街|公路|胡同|环路|路|街|巷)(?:[东西南北中](?:段|路|街)|[一二三四五六七八九十0-9]+(?:巷|弄|段))?)\s?(?P<first>(?:{_NUM}\s?)+)(?P<place>(?:{_PLACE})?)\s?(?P<rest>(?:{_NUM}[\s,]?)*(?:\d{{2,5}})?(?:室|号)?(?![0-9元年月日%万.:：]))"
)
_ESTATE = re.compile(
    rf"(?P<town>)(?P<road>)(?P<first>)(?P<place>{_PLACE})(?P<rest>(?:{_NUM}\s?){{2,}}(?:\d{{2,5}})?(?:室|号)?)"
)
_LEAD = re.compile(rf"(?:[^{_HAN}A-Za-z0-9]|[{_STOP}])")


def _from_street(
    text: str, taken: list[tuple[int, int, float, int]], labelled: bool
) -> list[tuple[int, int, float, int]]:
    """Addresses that begin with a street or an estate: a number behind it, and a second one unless a label stands before."""
    found = []
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


_ENGLISH = re.compile(
    r"\b(?:\d{1,5}[A-Za-z]?\s(?:[A-Z0-9][\w.'’-]*\s){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Way|Parkway|Pkwy|Highway|Hwy|Crescent|Circle|Plaza|Row)\b\.?(?:,?\s(?:Apt|Suite|Unit|Floor|#)\.?\s?\w{1,6})?|(?:Apt\.|Suite|P\.?O\.? Box)\s\d{1,6})"
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
        labelled = any(word in text for word in ("址", "住", "寄", "籍", "送", "位于"))
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
        rows += [(m.start(), m.end(), index, 0.7, _bits()["street"]) for m in _ENGLISH.finditer(string)]
    return [listed(rows)]


def _may_be_english(codes: Codes) -> bool:
    """Whether a digit, a space and a capital letter follow one another somewhere, or a capital and a small letter do."""
    kinds = codes.kinds
    return kinds.size > 2 and bool((((kinds[:-1] & UPPER) != 0) & ((kinds[1:] & LOWER) != 0)).any())


def _anchors(codes: Codes) -> list[int]:
    """Places of a unit (号, 栋, 室 …) right after a numeral, and of division endings right after 省 or 市 within eight characters."""
    if codes.folded.dtype == np.uint8:
        return []
    units = np.flatnonzero((codes.kinds & HOUSE) != 0)
    before = codes.unit(units - 1)
    numeral = (codes.kind(units - 1) & DIGIT) != 0
    numeral |= np.isin(before, _NUMERALS)
    heads = np.flatnonzero((codes.folded == ord("省")) | (codes.folded == ord("市")))
    near = np.zeros(heads.size, dtype=bool)
    for step in range(2, 9):
        near |= np.isin(codes.unit(heads + step), _LOWER_DIVISIONS)
    return sorted({*units[numeral].tolist(), *heads[near].tolist()})


_NUMERALS = np.array([ord(char) for char in "一二三四五六七八九十百零甲乙丙丁" + "ABCDEFabcdef"], dtype=np.uint16)
_LOWER_DIVISIONS = np.array([ord(char) for char in "市区县旗州镇乡"], dtype=np.uint16)


def _clause(string: str, anchor: int) -> tuple[int, int]:
    """The stretch around an anchor between sentence breaks, 90 characters each way at most."""
    begin = max(0, anchor - _REACH)
    for match in _BREAK.finditer(string, begin, anchor):
        begin = match.end()
    stop = _BREAK.search(string, anchor, min(len(string), anchor + _REACH))
    return begin, stop.start() if stop else min(len(string), anchor + _REACH)
