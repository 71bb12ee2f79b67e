"""A slow reading of the name rule in plain Python, one surname at a time."""

import math
import tomllib
from functools import lru_cache

from quanyi.engines.pii.pack import DATA

WEIGHTS = tomllib.loads((DATA / "names.toml").read_text(encoding="utf-8"))["weights"]
TITLES = tomllib.loads((DATA / "labels.toml").read_text(encoding="utf-8"))["after"]["person"]


def lines(name):
    return [x for x in (DATA / name).read_text(encoding="utf-8").splitlines() if x and not x.startswith("#")]


@lru_cache
def scores():
    rows = (line.split("\t") for line in lines("name_characters.tsv"))
    return {char: [int(value) / 10 for value in values] for char, *values in rows}


@lru_cache
def words():
    table = {}
    for line in lines("words.tsv"):
        size, strength, run = line.split("\t")
        table |= {run[i : i + int(size)]: int(strength) for i in range(0, len(run), int(size))}
    return table


@lru_cache
def compound():
    return frozenset("\n".join(lines("surnames.txt")).split("\ncompound\n")[1].split())


def score(char, slot):
    if char in scores():
        return scores()[char][slot]
    return WEIGHTS["rare_character"] if slot and "\u4e00" <= char < "\ua000" else -9.9


def odds(reader, start, surname, width, given):
    """Log odds of a name and whether a label stands before it."""
    w, at = WEIGHTS, reader.at
    end = start + width + given
    one, last = at(start + width), at(end - 1)
    value = surname + (score(one, 1) + score(last, 2) if given == 2 else score(one, 3))
    value -= w["pair_inside"] * words().get(one + last, 0) if given == 2 else 0
    value -= w["pair_head"] * words().get(at(start) + one, 0) if width == 1 else 0
    if value <= w["cutoff"]:
        return -99, False
    label = "person" in reader.roles(start)
    left, right = not han(at(start - 1)), not han(at(end))
    follow = following(reader, end)
    value += w["label"] * label + w["open_left"] * left + w["open_right"] * right
    value += w["label_open"] * (label and right)
    value += w["after_word"] if follow >= 2 else w["after_char"] * follow
    if not left and not label:
        value -= w["pair_left"] * words().get(at(start - 1) + at(start), 0)
    if not right and follow < 2:
        value -= w["pair_right"] * words().get(last + at(end), 0)
    return value, label


def following(reader, end):
    return max((len(word) for word in TITLES if all(reader.at(end + i) == c for i, c in enumerate(word))), default=0)


def han(char):
    return "\u3400" <= char < "\ua000"


def names(reader):
    """(start, end, confidence) of every candidate at or above .5."""
    found = []
    for start in range(len(reader.text)):
        if score(reader.at(start), 0) > WEIGHTS["least_surname"] and han(reader.at(start + 1)):
            found.append(best(reader, start, score(reader.at(start), 0), 1))
        if reader.text[start : start + 2] in compound():
            found.append(best(reader, start, WEIGHTS["compound"], 2))
    return [row for row in found if row]


def best(reader, start, surname, width):
    if following(reader, start + width) >= 2:
        return None
    short, short_label = odds(reader, start, surname, width, 1)
    long, long_label = odds(reader, start, surname, width, 2)
    long = long + WEIGHTS["two_given"] if han(reader.at(start + width + 1)) else -99
    longer = long > short
    value = max(long, short) - WEIGHTS["threshold"]
    if value <= 0 or (longer and width == 1 and reader.text[start : start + 3] in words()):
        return None
    cap = 0.98 if (long_label if longer else short_label) else 0.92
    confidence = min(0.5 + 0.48 * (1 - math.exp(-value / WEIGHTS["softness"])), cap)
    return start, start + width + 1 + longer, confidence
