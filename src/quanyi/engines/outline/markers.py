"""Recognises the number at the head of a line: 第一章, 一、, （一）, 1., 1.1, （1）, 1）, ①, A., bullets."""

import re
from dataclasses import dataclass

#: Outermost first: 一、（一）1.（1） by GB/T 9704-2012, 7.3.3, the rest by custom.
RANKS: dict[str, int] = {
    "annex": 0,
    "part": 1,
    "chapter": 2,
    "section": 3,
    "article": 4,
    "han": 5,
    "han-paren": 6,
    "arabic": 7,
    "decimal-2": 8,
    "decimal-3": 9,
    "decimal-4": 10,
    "arabic-paren": 11,
    "half-paren": 12,
    "circled": 13,
    "letter": 14,
    "bullet": 15,
}

HAN = "〇零一二三四五六七八九十百两"
BLANK = "\\s\u200b\u200c\u200d\u2060\ufeff"  # what may stand before and after a number without being text
_HAN_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_CIRCLED = (
    {chr(0x2460 + i): i + 1 for i in range(20)}
    | {chr(0x3251 + i): i + 21 for i in range(15)}
    | {chr(0x32B1 + i): i + 36 for i in range(15)}
    | {chr(0x2776 + i): i + 1 for i in range(10)}
)
_PAREN_DIGITS = {chr(0x2474 + i): i + 1 for i in range(20)}
_STOP_DIGITS = {chr(0x2488 + i): i + 1 for i in range(20)}
_PAREN_HAN = {chr(0x3220 + i): i + 1 for i in range(10)}
_DIVISIONS = {"编": "part", "篇": "part", "部分": "part", "章": "chapter", "节": "section", "条": "article"}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_DIGIT = "0-9０-９"
_OPEN, _CLOSE = "（(〔﹙", "）)〕﹚"

# 第十条 needs a blank behind it: "第十条规定…" in running text is no heading. 第一章总则 occurs without one.
_DIVISION = re.compile(
    rf"第[{BLANK}]*([{HAN}]+|[{_DIGIT}]+)[{BLANK}]*(?:(部分|[编篇章节])(?![的中和与及、，。])|(条)(?=[{BLANK}]|$))[：:、，]?"
)
# "一、二级分行" and "二、三季度" are enumerations inside a sentence, not numbers of headings.
_AFTER_HAN = rf"(?![{HAN}]+(?:级|线|类|季|期|档|等|条|道|把手|月|年|日|是|号|者|次|季度|本|支|批|手))"
_HAN_STOP = re.compile(rf"([{HAN}]+)[{BLANK}]*(?:[、．.]|[，,](?=[\u4e00-\u9fff]))(?!\d){_AFTER_HAN}")
_HAN_PAREN = re.compile(rf"[{_OPEN}][{BLANK}]*([{HAN}]+)[{BLANK}]*[{_CLOSE}][、．.]?(?![项款至条])")
_DECIMAL = re.compile(
    rf"([{_DIGIT}]{{1,2}}(?:[.．][{_DIGIT}]{{1,2}}){{1,3}})[.．、]?(?![.．]?[{_DIGIT}])(?![%％‰亿万元倍个分年月日·])"
)
_ARABIC = re.compile(
    rf"([{_DIGIT}]{{1,3}})[{BLANK}]*[.．、。﹒](?![{_DIGIT}])(?!\s*[{_DIGIT}]+\s*(?:月|年|日|季度|号|%|％))"
)
_ARABIC_COMMA = re.compile(rf"([{_DIGIT}]{{1,2}})[，,](?=[\u4e00-\u9fff《“])")
_ARABIC_PAREN = re.compile(rf"[{_OPEN}][{BLANK}]*([{_DIGIT}]{{1,2}})[{BLANK}]*[{_CLOSE}][、．.]?(?![项款])")
_HALF_PAREN = re.compile(rf"([{_DIGIT}]{{1,2}})[{_CLOSE}][、．.]?")
_LETTER = re.compile(rf"([A-Za-zＡ-Ｚａ-ｚ])(?:[.．)）]|、(?![A-Za-zＡ-Ｚａ-ｚ]))(?=[{BLANK}]|[\u4e00-\u9fff《“])")
_BULLET = re.compile(rf"(?:[●■◆▪▶➢➤✓✔◎○□◇★※•‣\uf000-\uf0ff][{BLANK}]*(?=\S)|[-*+·∙][{BLANK}]+(?=\S)(?![-—\d]))")
_ANNEX = re.compile(
    rf"附[{BLANK}]*(?:件|表|录)[{BLANK}]*([{_DIGIT}]+|[{HAN}]+)?[{BLANK}]*(?:[：:.．、]|(?=[{BLANK}])|$)"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at a line's head: its scheme, its value, how many characters it takes (no blanks behind it)."""

    scheme: str
    ordinal: int | None
    length: int


def number_of(text: str) -> int:
    """Return the value of a number in Arabic (also full-width) or Chinese figures below one thousand.

    Raises:
        ValueError: ``text`` is no such number.
    """
    plain = text.translate(_FULL_WIDTH)
    if plain.isdecimal():
        return int(plain)
    total, digit = 0, -1
    for character in plain:
        if character in _HAN_DIGITS:
            # 二〇 and 一五 are written place by place.
            digit = _HAN_DIGITS[character] if digit < 1 else digit * 10 + _HAN_DIGITS[character]
        elif character in "十百":
            total += (digit if digit > 0 else 1) * (10 if character == "十" else 100)
            digit = -1
        else:
            raise ValueError(f"'{text}' is not a number")
    return total + max(digit, 0)


def marker_at(text: str) -> Marker | None:
    """Return the number at the head of ``text`` (which must not begin with a blank), or None.

    Multi-level decimals are recognised by their shape alone; whether 3.15 is a number or a date only the sequence
    tells, which is decided in ``nesting``.
    """
    if not text:
        return None
    found = _symbol(text) or _division(text)
    if found:
        return found
    for scheme, pattern in (
        ("han", _HAN_STOP),
        ("han-paren", _HAN_PAREN),
        ("decimal", _DECIMAL),
        ("arabic", _ARABIC),
        ("arabic", _ARABIC_COMMA),
        ("arabic-paren", _ARABIC_PAREN),
        ("half-paren", _HALF_PAREN),
        ("letter", _LETTER),
    ):
        match = pattern.match(text)
        if not match:
            continue
        if scheme == "decimal":
            numbers = re.split("[.．]", match[1])
            return Marker(f"decimal-{len(numbers)}", number_of(numbers[-1]), match.end())
        ordinal = ord(match[1].translate(_LETTERS)) - 96 if scheme == "letter" else number_of(match[1])
        return Marker(scheme, ordinal, match.end())
    match = _BULLET.match(text)
    return Marker("bullet", None, len(match[0].rstrip())) if match else None


def _symbol(text: str) -> Marker | None:
    for scheme, table in (
        ("circled", _CIRCLED),
        ("arabic-paren", _PAREN_DIGITS),
        ("arabic", _STOP_DIGITS),
        ("han-paren", _PAREN_HAN),
    ):
        if text[0] in table:
            return Marker(scheme, table[text[0]], 1 + (text[1:2] in {"、", "．", "."}))
    return None


def _division(text: str) -> Marker | None:
    match = _DIVISION.match(text)
    if match:
        return Marker(_DIVISIONS[match[2] or match[3]], number_of(match[1]), match.end())
    match = _ANNEX.match(text)
    # "附件：1.… 2.…" lists the annexes under the text; an annex itself carries its number alone or stands alone.
    if match and len(text) <= 60 and text[-1] not in "。；;，,：:" and (match[1] or match.end() == len(text)):
        return Marker("annex", number_of(match[1]) if match[1] else None, match.end())
    return None


_LETTERS = {ord("Ａ") + i: ord("a") + i for i in range(26)} | {ord("ａ") + i: ord("a") + i for i in range(26)}
_LETTERS |= {ord("A") + i: ord("a") + i for i in range(26)}
