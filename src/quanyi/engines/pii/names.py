"""Finds names of persons by log odds: how usual the characters are in names, and what stands around them."""

import re
from functools import lru_cache

import numpy as np

from quanyi.engines.pii import labels
from quanyi.engines.pii.codes import HAN, LOWER, UPPER, Array, Codes, membership
from quanyi.engines.pii.findings import Batch, batch, join, listed
from quanyi.engines.pii.pack import data_lines, load, read_toml


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """The weights of ``data/names.toml``, in natural logs of odds."""
    raw: dict[str, float] = read_toml("names.toml")["weights"]
    return raw


@lru_cache(maxsize=1)
def character_scores() -> Array:
    """Four rows over all code units: log odds as surname, first of two given characters, second of two, only one."""
    scores = np.full((4, 65536), -9.9, dtype=np.float32)
    # A character that neither text nor the name lists use is a little likelier in a name than in text.
    scores[1:, 0x4E00:0xA000] = weights()["rare_character"]
    for line in data_lines("name_characters.tsv"):
        char, *values = line.split("\t")
        scores[:, ord(char)] = [int(value) / 10 for value in values]
    return scores


@lru_cache(maxsize=1)
def compound_surnames() -> frozenset[str]:
    """Surnames of two characters."""
    text = "\n".join(data_lines("surnames.txt"))
    return frozenset(text.split("\ncompound\n")[1].split())


@lru_cache(maxsize=1)
def word_classes() -> dict[str, int]:
    """Common words of two and three characters that are no names → frequency class 1 to 4."""
    classes: dict[str, int] = {}
    for line in data_lines("words.tsv"):
        length, strength, words = line.split("\t")
        size = int(length)
        for begin in range(0, len(words), size):
            classes[words[begin : begin + size]] = int(strength)
    return classes


@lru_cache(maxsize=1)
def _pairs() -> tuple[Array, Array]:
    """Sorted keys of the two-character words and their classes."""
    words = sorted(
        (ord(word[0]) << 16 | ord(word[1]), strength) for word, strength in word_classes().items() if len(word) == 2
    )
    keys, strengths = zip(*words, strict=True)
    return np.array(keys, dtype=np.uint32), np.array(strengths, dtype=np.float32)


def _pair_class(first: Array, second: Array) -> Array:
    """Frequency class of the words that two characters make; 0 for none."""
    keys, strengths = _pairs()
    wanted = first.astype(np.uint32) << np.uint32(16) | second.astype(np.uint32)
    places = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
    return np.where(keys[places] == wanted, strengths[places], np.float32(0))


@lru_cache(maxsize=1)
def _after() -> labels.Table:
    words = labels.settings()["after"]["person"]
    return labels.table({word: len(word) for word in words})


def _following(codes: Codes, ends: Array) -> Array:
    """Length of the longest word of ``[after]`` that begins at each place; 0 for none."""
    table = _after()
    key = np.zeros(ends.size, dtype=np.uint64)
    longest = np.zeros(ends.size, dtype=np.uint32)
    for step in range(3):
        key = key * np.uint64(1000003) + codes.unit(ends + step).astype(np.uint64)
        longest = np.maximum(longest, table.look_up(key))
    return longest


def _score(codes: Codes, starts: Array, surname: Array, width: int, given: int) -> tuple[Array, Array, Array]:
    """Log odds that a name of ``width`` + ``given`` characters begins at each start; label, title near."""
    w = weights()
    scores = character_scores()
    ends = starts + width + given
    one = codes.unit(starts + width)
    last = codes.unit(ends - 1)
    if given == 2:
        odds = surname + scores[1][one] + scores[2][last] - w["pair_inside"] * _pair_class(one, last)
    else:
        odds = surname + scores[3][one]
    if width == 1:
        odds = odds - w["pair_head"] * _pair_class(codes.unit(starts), one)
    alive = np.flatnonzero(odds > w["cutoff"])
    result = np.full(starts.size, -99, dtype=np.float32)
    labelled = np.zeros(starts.size, dtype=bool)
    titled = np.zeros(starts.size, dtype=bool)
    if alive.size == 0:
        return result, labelled, titled
    s, e = starts[alive], ends[alive]
    left, right = codes.kind(s - 1), codes.kind(e)
    label = (labels.before(codes, s) & np.uint32(labels.roles()["person"])) != 0
    following = _following(codes, e)
    odds = odds[alive] + np.where(label, w["label"], 0)
    open_left, open_right = (left & HAN) == 0, (right & HAN) == 0
    odds = odds + np.where(open_left, w["open_left"], 0) + np.where(open_right, w["open_right"], 0)
    odds = odds + np.where(label & open_right, w["label_open"], 0)
    odds = odds + np.where(following >= 2, w["after_word"], np.where(following == 1, w["after_char"], 0))
    odds = odds - np.where(open_left | label, 0, w["pair_left"] * _pair_class(codes.unit(s - 1), codes.unit(s)))
    tail = _pair_class(last[alive], codes.unit(e))
    odds = odds - np.where(open_right | (following >= 2), 0, w["pair_right"] * tail)
    result[alive], labelled[alive], titled[alive] = odds, label, following >= 2
    return result, labelled, titled


def _is_word(codes: Codes, starts: Array, length: int) -> Array:
    """Whether the characters at each start are a common word of three."""
    words = word_classes()
    raw = np.stack([codes.unit(starts + step) for step in range(length)], axis=1).astype("<u2")
    text = raw.tobytes().decode("utf-16-le", "replace")
    return np.array([text[place : place + length] in words for place in range(0, len(text), length)], dtype=bool)


def _chinese(codes: Codes) -> list[Batch]:
    w = weights()
    scores = character_scores()
    surname = scores[0][codes.folded]
    starts = np.flatnonzero(surname > w["least_surname"])
    starts = starts[(codes.kind(starts + 1) & HAN) != 0]
    batches = [_of_surname(codes, starts, surname[starts], 1)]
    compound = compound_surnames()
    heads = np.flatnonzero(membership("".join(sorted({name[0] for name in compound})))[codes.folded])
    pairs = [
        chr(a) + chr(b) in compound
        for a, b in zip(codes.unit(heads).tolist(), codes.unit(heads + 1).tolist(), strict=True)
    ]
    heads = heads[np.array(pairs, dtype=bool)] if heads.size else heads
    batches.append(_of_surname(codes, heads, np.full(heads.size, w["compound"], dtype=np.float32), 2))
    return batches


def _of_surname(codes: Codes, starts: Array, surname: Array, width: int) -> Batch:
    """The better of one and two given characters after each surname, where it passes the threshold."""
    w = weights()
    index = load().index("PII-NAME")
    bits = {name: np.uint32(1 << place) for place, (name, _) in enumerate(load().reasons)}
    if starts.size == 0:
        return listed([])
    short, short_label, short_title = _score(codes, starts, surname, width, 1)
    long, long_label, long_title = _score(codes, starts, surname, width, 2)
    long = np.where((codes.kind(starts + width + 1) & HAN) != 0, long + w["two_given"], -99)
    titled_surname = _following(codes, starts + width) >= 2  # 赵先生 names nobody
    short, long = np.where(titled_surname, -99, short), np.where(titled_surname, -99, long)
    longer = long > short
    odds = np.where(longer, long, short) - w["threshold"]
    keep = odds > 0
    if keep.any():
        keep[keep] &= ~(longer[keep] & (width == 1) & _is_word(codes, starts[keep], 3))
    starts, odds, longer = starts[keep], odds[keep], longer[keep]
    labelled = np.where(longer, long_label[keep], short_label[keep])
    titled = np.where(longer, long_title[keep], short_title[keep])
    confidence = np.minimum(0.5 + 0.48 * (1 - np.exp(-odds / w["softness"])), np.where(labelled, 0.98, 0.92))
    reasons = bits["surname"] | bits["given"] | np.where(labelled, bits["label"], np.uint32(0))
    reasons = reasons | np.where(titled, bits["title"], np.uint32(0))
    return batch(starts, starts + width + 1 + longer, index, confidence, reasons)


_DOTTED = re.compile(r"[\u4e00-\u9fa5]{1,7}(?:[·•‧・][\u4e00-\u9fa5]{1,7}){1,3}")
_GIVEN = r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿāčēěģīķļńņőřśšūůűżžñ'’-]+"
_LATIN = read_toml("names.toml")["latin"]
_TITLE = rf"(?:{'|'.join(_LATIN['titles'])})\.?"
_WESTERN_LABEL = re.compile(
    rf"(?:\b(?:{'|'.join(_LATIN['labels'])}|{_TITLE}(?=\s))|{'|'.join(_LATIN['chinese_labels'])})\s?(?:{_TITLE}\s)?"
    rf"(?P<name>{_GIVEN}(?:\s(?:[A-Z]\.?\s)?{_GIVEN}){{0,3}})"
)
_WESTERN = re.compile(rf"\b(?P<given>{_GIVEN})(?P<rest>\s(?:[A-Z]\.?\s)?{_GIVEN}(?:\s{_GIVEN})?)?")
_OTHERS = frozenset(_LATIN["others"])


@lru_cache(maxsize=1)
def western_given() -> frozenset[str]:
    """Frequent given names in Latin letters."""
    return frozenset(" ".join(data_lines("western_given_names.txt")).split())


def _lines_with(string: str, places: Array) -> list[tuple[int, int]]:
    """The lines that hold the places, as (start, end), each once."""
    lines: list[tuple[int, int]] = []
    done = -1
    for place in places.tolist():
        if place < done:
            continue
        start = string.rfind("\n", 0, place) + 1
        end = string.find("\n", place)
        done = end if end >= 0 else len(string)
        lines.append((start, done))
    return lines


def _latin(codes: Codes, string: str) -> list[Batch]:
    """Names in Latin letters after a label or a title, or that begin with a frequent given name."""
    index = load().index("PII-NAME")
    bits = {name: 1 << place for place, (name, _) in enumerate(load().reasons)}
    capitals = np.flatnonzero(((codes.kinds[:-1] & UPPER) != 0) & ((codes.kinds[1:] & LOWER) != 0))
    rows = []
    for start, end in _lines_with(string, capitals):
        rows += [
            (match.start("name"), match.end("name"), index, 0.8, bits["label"])
            for match in _WESTERN_LABEL.finditer(string, start, end)
            if match["name"].split()[0] not in _OTHERS
        ]
        prose = string.count(" ", start, end) >= 3
        for match in _WESTERN.finditer(string, start, end):
            if match["given"] not in western_given() or match["given"] in _OTHERS:
                continue
            if match["rest"] and match["rest"].split()[-1] not in _OTHERS:
                rows.append((match.start(), match.end(), index, 0.6, bits["given"]))
            elif prose and not match["rest"]:
                rows.append((match.start(), match.end(), index, 0.5, bits["given"]))
    return [listed(rows)]


def _dotted(codes: Codes, string: str) -> list[Batch]:
    """Transliterated names such as 阿卜杜拉·买买提."""
    index = load().index("PII-NAME")
    bits = {name: 1 << place for place, (name, _) in enumerate(load().reasons)}
    dots = np.flatnonzero(membership("·•‧・")[codes.folded])
    dots = dots[((codes.kind(dots - 1) & HAN) != 0) & ((codes.kind(dots + 1) & HAN) != 0)]
    rows = []
    for dot in dots.tolist():
        match = _DOTTED.search(string, max(0, dot - 7), dot + 16)
        if match is None or not match.start() <= dot < match.end():
            continue
        start = np.array([match.start()])
        label = bool((labels.before(codes, start) & np.uint32(labels.roles()["person"]))[0])
        rows.append((match.start(), match.end(), index, 0.9 if label else 0.55, bits["given"] | bits["label"] * label))
    return [listed(list(dict.fromkeys(rows)))]


def recognise(codes: Codes, string: str) -> list[Batch]:
    """Names of persons in a text.

    Args:
        codes: the text as arrays.
        string: the folded text.

    Returns:
        Candidates of the rule ``PII-NAME``; neighbouring ones may overlap.
    """
    batches: list[Batch] = []
    if codes.folded.dtype != np.uint8:
        batches += _chinese(codes)
        batches += _dotted(codes, string)
    batches += _latin(codes, string)
    return [join(batches)]
