"""Writes out the automatic numbers of a Word document, which stand in numbering.xml and nowhere in the text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_HAN = "〇一二三四五六七八九"
_LEGAL = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: tuple[tuple[int, str], ...] = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
)
_ROMAN += ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_PRIVATE_USE = range(0xE000, 0xF900)  # Wingdings and Symbol bullets
_MOST_LEVELS = 9  # ECMA-376 part 1, 17.9.6: levels 0 to 8


@dataclass(slots=True)
class Level:
    """One level of a list definition (ECMA-376 part 1, 17.9.6)."""

    form: str = "decimal"
    pattern: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(slots=True)
class Numbering:
    """The list definitions of one document and the counters as its paragraphs are read in order."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # abstract id → level → definition
    abstract: dict[str, str] = field(default_factory=dict)  # list id → abstract id
    own: dict[str, dict[int, Level]] = field(default_factory=dict)  # list id → levels that it redefines
    starts: dict[str, dict[int, int]] = field(default_factory=dict)  # list id → level → restart value
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def level(self, list_id: str, depth: int) -> Level | None:
        """Return the definition of level ``depth`` of a list, None when the list is not defined."""
        own = self.own.get(list_id, {}).get(depth)
        return own or self.levels.get(self.abstract.get(list_id, ""), {}).get(depth)

    def depth_for_style(self, list_id: str, style: str) -> int:
        """Return the level that a paragraph style is tied to in a list (``w:pStyle``), 0 when it is not."""
        levels = self.levels.get(self.abstract.get(list_id, ""), {})
        return next((depth for depth, level in levels.items() if level.style == style), 0)

    def next_number(self, list_id: str, depth: int) -> str:
        """Count one paragraph of a list and return its number as Word prints it; empty for none."""
        level = self.level(list_id, depth)
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            sign = level.pattern[:1]
            return "•" if not sign or ord(sign) in _PRIVATE_USE or sign == "o" else sign
        counter = self.counters.setdefault(self.abstract[list_id], {})
        self._count(counter, list_id, depth, level)
        text = level.pattern
        for place in range(_MOST_LEVELS):
            if f"%{place + 1}" not in text:
                continue
            outer = self.level(list_id, place) or Level()
            form = "decimal" if level.legal else outer.form
            text = text.replace(f"%{place + 1}", formatted(counter.get(place, outer.start), form))
        return text.strip()

    def _count(self, counter: dict[int, int], list_id: str, depth: int, level: Level) -> None:
        restart = self.starts.get(list_id, {}).get(depth)
        if restart is not None and (list_id, depth) not in self.begun:
            counter[depth] = restart
        elif depth in counter:
            counter[depth] += 1
        else:
            counter[depth] = level.start
        self.begun.add((list_id, depth))
        for deeper in [place for place in counter if place > depth]:
            inner = self.level(list_id, deeper)
            # w:lvlRestart 0 never restarts; n restarts only after level n (counted from 1) or an outer one.
            if inner is None or inner.restart is None or (inner.restart and depth < inner.restart):
                del counter[deeper]


def read_numbering(root: Element | None, style_lists: Mapping[str, str]) -> Numbering:
    """Read ``numbering.xml``.

    Args:
        root: its root element, None when the document has none.
        style_lists: numbering style → list id, to follow ``w:numStyleLink``.
    """
    numbering = Numbering()
    if root is None:
        return numbering
    links: dict[str, str] = {}
    for abstract in root.iter(f"{W}abstractNum"):
        key = abstract.get(f"{W}abstractNumId", "")
        numbering.levels[key] = {_depth(lvl): _level(lvl) for lvl in abstract.findall(f"{W}lvl")}
        link = abstract.find(f"{W}numStyleLink")
        if link is not None:
            links[key] = link.get(f"{W}val", "")
    for number in root.iter(f"{W}num"):
        key = number.get(f"{W}numId", "")
        numbering.abstract[key] = _value(number, "abstractNumId", "")
        for override in number.findall(f"{W}lvlOverride"):
            start, lvl = override.find(f"{W}startOverride"), override.find(f"{W}lvl")
            if start is not None:
                numbering.starts.setdefault(key, {})[_depth(override)] = _int(start.get(f"{W}val"), 1)
            if lvl is not None:
                numbering.own.setdefault(key, {})[_depth(override)] = _level(lvl)
    for key, style in links.items():
        target = numbering.abstract.get(style_lists.get(style, ""), "")
        numbering.levels[key] = numbering.levels.get(target, {})
    return numbering


def formatted(value: int, form: str) -> str:
    """Return ``value`` in a number format of ECMA-376 part 1, 17.18.59; unknown formats come out in Arabic figures."""
    if form in {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
    }:
        return han_number(value)
    if (
        form == "koreanDigital2"
        or form == "ideographDigital"
        or form == "japaneseDigitalTenThousand"
        or form == "taiwaneseDigital"
    ):
        return "".join(_HAN[int(digit)] for digit in str(value))
    if form in {"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"}:
        return han_number(value, *_LEGAL)
    if form in {"ideographTraditional", "ideographZodiac"}:
        signs = _STEMS if form == "ideographTraditional" else _BRANCHES
        return signs[(value - 1) % len(signs)]
    if form.startswith("decimalEnclosedCircle") and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    if form == "decimalEnclosedParen" and 1 <= value <= 20:
        return chr(0x2474 + value - 1)
    if form == "decimalEnclosedFullstop" and 1 <= value <= 20:
        return chr(0x2488 + value - 1)
    if form in {"ideographEnclosedCircle"} and 1 <= value <= 10:
        return chr(0x3280 + value - 1)
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(97 + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        roman = _roman(value)
        return roman.upper() if form == "upperRoman" else roman
    return f"{value:02d}" if form == "decimalZero" else str(value)


def han_number(value: int, digits: str = _HAN, units: str = "十百千") -> str:
    """Return a number below ten thousand in Chinese figures (12 → 十二, 105 → 一百〇五)."""
    if value < 10 or value > 9999:
        return digits[value] if 0 <= value < 10 else str(value)
    text, pending_zero = "", False
    for place in range(len(str(value)) - 1, -1, -1):
        digit = value // 10**place % 10
        if digit == 0:
            pending_zero = bool(text)
            continue
        text += (digits[0] if pending_zero else "") + digits[digit] + (units[place - 1] if place else "")
        pending_zero = False
    return text[1:] if value < 20 and units[0] == "十" else text


def _roman(value: int) -> str:
    text = ""
    for size, letters in _ROMAN:
        text += letters * (value // size)
        value %= size
    return text


def _level(lvl: Element) -> Level:
    restart = lvl.find(f"{W}lvlRestart")
    legal = lvl.find(f"{W}isLgl")
    return Level(
        form=_value(lvl, "numFmt", "decimal"),
        pattern=_value(lvl, "lvlText", ""),
        start=_int(_value(lvl, "start", "1"), 1),
        restart=None if restart is None else _int(restart.get(f"{W}val"), 0),
        legal=legal is not None and legal.get(f"{W}val", "1") not in {"0", "false"},
        style=_value(lvl, "pStyle", ""),
    )


def _value(element: Element, name: str, default: str) -> str:
    child = element.find(f"{W}{name}")
    return default if child is None else child.get(f"{W}val", default)


def _depth(element: Element) -> int:
    return _int(element.get(f"{W}ilvl"), 0)


def _int(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 7 else default
