"""Finds values that only a word gives away: passwords, codes, dates of birth, incomes, accounts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick_rs

from quanyi.engines.pii.findings import Batch, listed
from quanyi.engines.pii.pack import Rule, load

Row = tuple[int, int, int, float, int]
_TRIM = "\"'”’.,;:)）"


@dataclass(frozen=True)
class Reader:
    """The compiled patterns of one rule."""

    index: int
    rule: Rule
    value: re.Pattern[str]
    need: re.Pattern[str] | None
    reject: re.Pattern[str] | None
    before: re.Pattern[str] | None
    mention: re.Pattern[str] | None
    not_before: re.Pattern[str] | None

    @property
    def whole(self) -> bool:
        """Whether the span takes the word with it (an income is "月薪2万元", not "2万元")."""
        return bool(self.rule.fields.get("whole"))


def _compiled(rule: Rule, name: str) -> re.Pattern[str] | None:
    pattern = rule.fields.get(name)
    return re.compile(pattern) if pattern else None


@lru_cache(maxsize=1)
def readers() -> tuple[Reader, ...]:
    """A reader for each rule of the pack that has words."""
    result = []
    for index, rule in enumerate(load().rules):
        if rule.words:
            value = re.compile(f"(?:{rule.fields['gap']})(?P<value>{rule.fields['value']})")
            parts = [_compiled(rule, name) for name in ("need", "reject", "before", "mention", "not_before")]
            result.append(Reader(index, rule, value, *parts))
    return tuple(result)


@lru_cache(maxsize=8)
def _automaton(wanted: frozenset[str]) -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[str, tuple[Reader, ...]], ...]]:
    words: dict[str, list[Reader]] = {}
    for reader in readers():
        if reader.rule.type in wanted:
            for word in reader.rule.words:
                words.setdefault(word, []).append(reader)
    entries = tuple((word, tuple(of)) for word, of in words.items())
    automaton = ahocorasick_rs.AhoCorasick(
        [word for word, _ in entries], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
    )
    return automaton, entries


def _stands_alone(string: str, word: str, start: int, end: int) -> bool:
    """Whether a Latin word is not part of a longer one."""
    if not word[0].isascii() or not word[0].isalpha():
        return True
    before = string[start - 1] if start else " "
    after = string[end] if end < len(string) else " "
    return not (before.isascii() and before.isalpha()) and not (after.isascii() and after.isalpha())


def _read(reader: Reader, string: str, start: int, end: int) -> Iterator[Row]:
    """The value after a word, before it, or the mention itself."""
    rule, bits = reader.rule, _bits()
    line_end = string.find("\n", end, end + 200)
    stop = line_end if line_end >= 0 else min(len(string), end + 200)
    if reader.not_before is not None and reader.not_before.search(string[max(0, start - 4) : start]):
        return
    match = reader.value.match(string, end, stop)
    if match is not None:
        value = match["value"]
        trimmed = value.rstrip(_TRIM)
        begin, close = match.start("value"), match.start("value") + len(trimmed)
        good = len(trimmed) >= 3
        if good and reader.need is not None:
            good = reader.need.search(trimmed) is not None or reader.need.search(match.group()) is not None
        if good and (reader.reject is None or reader.reject.search(trimmed) is None):
            reasons = bits["label"] | (bits["amount"] if reader.whole else 0)
            yield start if reader.whole else begin, close, reader.index, rule.base, reasons
            return
    if reader.before is not None:
        line_start = string.rfind("\n", max(0, start - 40), start) + 1 or max(0, start - 40)
        found = reader.before.search(string[line_start:start])
        if found is not None:
            digits = re.match(r"[0-9]+|.*\S", found.group())
            assert digits is not None
            yield (
                line_start + found.start(),
                line_start + found.start() + digits.end(),
                reader.index,
                rule.base,
                bits["label"],
            )
            return
    if reader.mention is not None:
        spoken = reader.mention.match(string, end, stop)
        tail = spoken.end() if spoken else end
        if spoken or reader.mention.search(string, start, end):
            yield start, tail, reader.index, 0.55, bits["mention"]


@lru_cache(maxsize=1)
def _bits() -> dict[str, int]:
    return {name: 1 << index for index, (name, _) in enumerate(load().reasons)}


def recognise(string: str, wanted: frozenset[str]) -> list[Batch]:
    """Values after the words of the pack.

    Args:
        string: the folded text (its length is that of the text).
        wanted: types to look for.

    Returns:
        Candidates; a value may be claimed by several rules.
    """
    automaton, entries = _automaton(wanted)
    if not entries:
        return []
    lowered = string.lower()
    if len(lowered) != len(string):
        lowered = "".join(char.lower() if char.isascii() else char for char in string)
    rows: list[Row] = []
    for pattern, start, end in automaton.find_matches_as_indexes(lowered):
        word, of = entries[pattern]
        if _stands_alone(string, word, start, end):
            for reader in of:
                rows.extend(_read(reader, string, start, end))
    return [listed(rows)]
