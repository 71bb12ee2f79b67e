"""Screens texts with the shipped packs the plain way, text by text and hit by hit: the peer of the benchmark and the
tests' reference.

It shares the packs and the folding of single characters with the engine and nothing else. Words are found by
``pyahocorasick`` where it is
installed (the benchmark installs it into a venv of its own), else by searching for each word in turn.
"""

import datetime
import json
import re
import sys
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from quanyi.engines.wording.characters import WRAPPED_LINE, Folding, Sort
from quanyi.engines.wording.packs import Condition, Packs, Rule, load_packs

Span = tuple[int, int]
Found = dict[int, list[Span]]

QUOTED = 16
NUMBER = re.compile(r"[0-9]")
WORDLIKE = re.compile(r"[0-9a-z%]")
GOES_ON = re.compile(r"[0-9a-z]")
GOES_ON_DIGIT = re.compile(r"[0-9a-z.]")


class Text:
    """One folded text with its boundaries."""

    def __init__(self, original: str, folding: Folding, cache: dict[str, tuple[str, Sort]]) -> None:
        characters: list[str] = []
        sorts: list[Sort] = []
        origin: list[int] = []
        for place, character in enumerate(original):
            folded = cache.get(character)
            if folded is None:
                code, sort = folding.fold(ord(character))
                folded = cache[character] = (chr(code), sort)
            if folded[1] is not Sort.NOISE:
                characters.append(folded[0])
                sorts.append(folded[1])
                origin.append(place)
        self._unwrap(characters, sorts, origin)
        self._settle(characters, sorts, origin)
        self.characters = "".join(characters)
        self.origin = origin
        size = len(sorts)
        self.clauses = [-1, *(i for i, sort in enumerate(sorts) if sort >= Sort.CLAUSE), size]
        self.sentences = [-1, *(i for i, sort in enumerate(sorts) if sort >= Sort.LINE), size]
        self.texts = [-1, size]
        self.opened = [i for i, character in enumerate(original) if character in '“‘「『"']
        self.closed = [i for i, character in enumerate(original) if character in '”’」』"']

    @staticmethod
    def _unwrap(characters: list[str], sorts: list[Sort], origin: list[int]) -> None:
        last, wrapped = -1, []
        for i, sort in enumerate(sorts):
            if sort is Sort.LINE:
                plain = i > 0 and i + 1 < len(sorts) and sorts[i - 1] is Sort.PLAIN and sorts[i + 1] is Sort.PLAIN
                if plain and i - last > WRAPPED_LINE:
                    wrapped.append(i)
                last = i
        for i in reversed(wrapped):
            del characters[i], sorts[i], origin[i]

    @staticmethod
    def _settle(characters: list[str], sorts: list[Sort], origin: list[int]) -> None:
        dropped = []
        settled = list(sorts)
        for i, sort in enumerate(sorts):
            if sort not in (Sort.COMMA, Sort.NUMBER_MARK):
                continue
            before = characters[i - 1] if i else ""
            after = characters[i + 1] if i + 1 < len(characters) else ""
            if sort is Sort.COMMA:
                settled[i] = Sort.PLAIN if NUMBER.match(before) and NUMBER.match(after) else Sort.CLAUSE
            elif WORDLIKE.match(before) or WORDLIKE.match(after):
                settled[i] = Sort.PLAIN
            else:
                dropped.append(i)
        sorts[:] = settled
        for i in reversed(dropped):
            del characters[i], sorts[i], origin[i]

    def scope(self, hit: Span, name: str) -> Span:
        """Give the bounds of a clause, a sentence or the text around a hit."""
        marks = {"clause": self.clauses, "sentence": self.sentences, "text": self.texts}[name]
        return marks[bisect_left(marks, hit[0]) - 1] + 1, marks[bisect_left(marks, hit[1])]


class Peer:
    """Finds the same findings as the engine, one text at a time."""

    def __init__(self, packs: Packs, words: Iterable[str] = ()) -> None:
        self._packs = packs
        self._folding = Folding(packs.characters)
        self._cache: dict[str, tuple[str, Sort]] = {}
        self._lists: dict[tuple[str, ...], int] = {}
        self._members: dict[str, list[int]] = {}
        self._false = self._number(packs.false_cues)
        for rule in packs.rules:
            for words in (rule.words, rule.inside, *self._kind_words(rule)):
                self._number(words)
            for pair in rule.pairs:
                self._number(pair.first)
                self._number(pair.second)
            for condition in (*rule.unless, *(one for group in rule.needs for one in group)):
                for words in (condition.words, condition.stop, condition.without, condition.also):
                    self._number(words)
        self._find = finder(self._members)

    def _kind_words(self, rule: Rule) -> tuple[tuple[str, ...], ...]:
        if "general" in rule.kinds:
            return ()
        return (tuple(word for kind in sorted(rule.kinds) for word in self._packs.kind_words[kind]),)

    def _number(self, words: Sequence[str]) -> int:
        key = tuple(words)
        if key not in self._lists:
            number = self._lists[key] = len(self._lists)
            for word in dict.fromkeys(self._folding.fold_words(key)):
                if word:
                    self._members.setdefault(word, []).append(number)
        return self._lists[key]

    def screen(self, original: str, kind: str, channel: str, as_of: datetime.date) -> list[tuple[int, int, int]]:
        """Give (start, end, number of the rule) of each finding, sorted."""
        text = Text(original, self._folding, self._cache)
        found: Found = {}
        for start, end, lists in self._find(text.characters):
            if stands_alone(text.characters, start, end):
                for number in lists:
                    found.setdefault(number, []).append((start, end))
        for spans in found.values():
            spans.sort()
        findings = []
        for number, rule in enumerate(self._packs.rules):
            if applies(rule, kind, channel, as_of):
                for start, end in self._judge(rule, text, found, kind):
                    findings.append((text.origin[start], text.origin[end - 1] + 1, number))
        return sorted(findings)

    def _get(self, found: Found, words: Sequence[str]) -> list[Span]:
        return found.get(self._lists[tuple(words)], []) if words else []

    def _real(self, found: Found, words: Sequence[str]) -> list[Span]:
        false = found.get(self._false, [])
        spans = self._get(found, words)
        if not false:
            return spans
        return [s for s in spans if not any(f[0] <= s[0] and s[1] <= f[1] and f != s for f in false)]

    def _judge(self, rule: Rule, text: Text, found: Found, kind: str) -> list[Span]:
        harmless = self._get(found, rule.inside)
        hits = outside(self._get(found, rule.words), harmless)
        for pair in rule.pairs:
            first = outside(self._get(found, pair.first), harmless)
            if first:
                second = outside(self._get(found, pair.second), harmless)
                hits += outside(joined(first, second, pair.gap, text), harmless)
        if not hits:
            return []
        hits = merged(hits)
        if kind == "general" and any(not self._real(found, words) for words in self._kind_words(rule)):
            return []
        return [hit for hit in hits if self._stands(rule, hit, text, found)]

    def _stands(self, rule: Rule, hit: Span, text: Text, found: Found) -> bool:
        needed = all(any(self._holds(one, hit, text, found) for one in group) for group in rule.needs)
        return needed and not any(self._holds(one, hit, text, found) for one in rule.unless)

    def _holds(self, condition: Condition, hit: Span, text: Text, found: Found) -> bool:
        if condition.where == "quoted":
            holds = quoted(hit, text)
            first, last = text.scope(hit, condition.scope)
        else:
            cues = self._real(found, condition.words)
            if not cues:
                return False
            if condition.where == "inside":
                return any(hit[0] <= start and end <= hit[1] for start, end in cues)
            first, last = text.scope(hit, condition.scope)
            if condition.where == "anywhere":
                holds = within(cues, first, last)
            elif condition.where == "before":
                holds = self._before(condition, cues, hit, first, found)
            else:
                holds = self._after(condition, cues, hit, last, found)
        if holds and condition.without and within(self._real(found, condition.without), first, last):
            return False
        return holds and (not condition.also or within(self._real(found, condition.also), first, last))

    def _before(self, condition: Condition, cues: list[Span], hit: Span, first: int, found: Found) -> bool:
        ended = [cue for cue in cues if cue[1] <= hit[0]]
        if not ended:
            return False
        start, end = max(ended)
        if start < first or (condition.within >= 0 and hit[0] - end > condition.within):
            return False
        stops = [stop for stop in self._real(found, condition.stop) if stop[1] <= hit[0]]
        return not stops or max(stops)[1] <= start

    def _after(self, condition: Condition, cues: list[Span], hit: Span, last: int, found: Found) -> bool:
        begun = [cue for cue in cues if cue[0] >= hit[1]]
        if not begun:
            return False
        end, start = min((cue[1], cue[0]) for cue in begun)
        if end > last or (condition.within >= 0 and start - hit[1] > condition.within):
            return False
        stops = [(stop[1], stop[0]) for stop in self._real(found, condition.stop) if stop[0] >= hit[1]]
        return not stops or min(stops)[1] >= end


def within(spans: Iterable[Span], first: int, last: int) -> bool:
    """Tell whether one of the spans lies between two places."""
    return any(first <= start and end <= last for start, end in spans)


def outside(hits: Iterable[Span], harmless: list[Span]) -> list[Span]:
    """Leave out hits held by a harmless word, or beginning or ending inside one."""
    if not harmless:
        return list(hits)
    return [
        (start, end)
        for start, end in hits
        if not any((s <= start and end <= e) or (s < start < e) or (s < end < e) for s, e in harmless)
    ]


def joined(first: list[Span], second: list[Span], gap: int, text: Text) -> list[Span]:
    """Join each first with the nearest second behind it in the same clause."""
    starts = [span[0] for span in second]
    pairs = []
    for start, end in first:
        index = bisect_left(starts, end)
        if index < len(second):
            clause_end = text.clauses[bisect_left(text.clauses, end)]
            if second[index][0] - end <= gap and second[index][1] <= clause_end:
                pairs.append((start, second[index][1]))
    return pairs


def merged(hits: list[Span]) -> list[Span]:
    """Join overlapping and touching spans."""
    spans: list[Span] = []
    for start, end in sorted(hits):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans


def quoted(hit: Span, text: Text) -> bool:
    """Tell whether quotation marks stand around a hit, close together."""
    start, end = text.origin[hit[0]], text.origin[hit[1] - 1]
    before = bisect_left(text.opened, start) - 1
    after = bisect_right(text.closed, end)
    if before < 0 or after >= len(text.closed):
        return False
    left, right = text.opened[before], text.closed[after]
    shut = bisect_left(text.closed, start) - 1
    return (shut < 0 or text.closed[shut] <= left) and right - left <= QUOTED


def stands_alone(text: str, start: int, end: int) -> bool:
    """Refuse a word with a letter or digit at its edge that goes on beyond it."""
    if start and text[start].isascii() and text[start].isalnum():
        pattern = GOES_ON_DIGIT if text[start].isdigit() else GOES_ON
        if pattern.match(text[start - 1]):
            return False
    latin = text[start:end].isascii() and text[end - 1].isalnum()
    return not (latin and end < len(text) and GOES_ON.match(text[end]))


def applies(rule: Rule, kind: str, channel: str, as_of: datetime.date) -> bool:
    """Tell whether a rule is in force and meant for the kind and the channel."""
    if as_of < rule.valid_from or (rule.valid_to is not None and as_of > rule.valid_to):
        return False
    if kind != "general" and kind not in rule.kinds:
        return False
    return not rule.channels or channel in rule.channels or (not channel and not rule.channel_told)


def finder(members: dict[str, list[int]]) -> Callable[[str], Iterator[tuple[int, int, list[int]]]]:
    """Give a function that finds every word at every place, with the lists it belongs to."""
    try:
        import ahocorasick  # only the benchmark's own venv has it
    except ImportError:
        return lambda text: plain_search(text, members)
    automaton = ahocorasick.Automaton()
    for word, lists in members.items():
        automaton.add_word(word, (len(word), lists))
    automaton.make_automaton()

    def find(text: str) -> Iterator[tuple[int, int, list[int]]]:
        for last, (length, lists) in automaton.iter(text):
            yield last + 1 - length, last + 1, lists

    return find


def plain_search(text: str, members: dict[str, list[int]]) -> Iterator[tuple[int, int, list[int]]]:
    """Search for each word in turn."""
    longest = max(len(word) for word in members)
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + longest) + 1):
            lists = members.get(text[start:end])
            if lists is not None:
                yield start, end, lists


def main(argv: Sequence[str]) -> int:
    """Screen the texts of a JSON file ``[text, …]`` and write findings and seconds as JSON: ``wording_peer IN OUT``."""
    texts = json.loads(Path(argv[0]).read_text(encoding="utf-8"))
    peer = Peer(load_packs())
    as_of = datetime.date.fromisoformat(argv[2])
    peer.screen("预热", "general", "", as_of)
    begun = time.perf_counter()
    findings = [peer.screen(text, "general", "", as_of) for text in texts]
    seconds = time.perf_counter() - begun
    Path(argv[1]).write_text(json.dumps({"seconds": seconds, "findings": findings}), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
