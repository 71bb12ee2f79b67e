"""Recall and precision on the labelled sentences: on those the packs were tuned on, and on those held out."""

import datetime
import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from quanyi.engines.wording import default_screener

DAY = datetime.date(2026, 11, 24)
SENTENCES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
]


def family(finding):
    """The family of a rule: capitals for statutory rules, small letters for practice."""
    name = finding.rule.partition("-")[0]
    return name if finding.statutory else name.lower()


@cache
def families() -> list[frozenset[str]]:
    """The families found in each sentence, those of one product kind screened together."""
    found: list[frozenset[str]] = [frozenset()] * len(SENTENCES)
    for kind in {sentence["kind"] for sentence in SENTENCES}:
        places = [place for place, sentence in enumerate(SENTENCES) if sentence["kind"] == kind]
        screenings = default_screener().screen([SENTENCES[place]["text"] for place in places], kind, as_of=DAY)
        for place, screening in zip(places, screenings, strict=True):
            found[place] = frozenset(family(finding) for finding in screening.findings)
    return found


def measured(parts: tuple[bool, ...], statutory: bool) -> tuple[float, float]:
    """Recall and precision over pairs of sentence and family; ``parts``: tuned on (False), held out (True)."""
    counts: Counter[str] = Counter()
    for sentence, names in zip(SENTENCES, families(), strict=True):
        if sentence["held_out"] in parts:
            found = {name for name in names if name.isupper() is statutory}
            wanted = {name for name in sentence["want"] if name.isupper() is statutory}
            counts["right"] += len(found & wanted)
            counts["missed"] += len(wanted - found)
            counts["false"] += len(found - wanted - set(sentence["maybe"]))
    return counts["right"] / (counts["right"] + counts["missed"]), counts["right"] / (counts["right"] + counts["false"])


def test_there_are_enough_sentences_and_half_are_hard_negatives():
    harmless = sum(not sentence["want"] for sentence in SENTENCES)
    assert len(SENTENCES) >= 1500
    assert 0.45 <= harmless / len(SENTENCES) <= 0.55
    assert len({sentence["text"] for sentence in SENTENCES}) == len(SENTENCES)
    assert sum(sentence["held_out"] for sentence in SENTENCES) >= 280


@pytest.mark.parametrize(
    ("parts", "statutory", "recall", "precision"),
    [
        ((False,), True, 0.97, 0.95),
        ((False,), False, 0.95, 0.90),
        ((True,), True, 0.93, 0.93),
        ((True,), False, 0.85, 0.70),
        ((False, True), True, 0.97, 0.95),
    ],
)
def test_recall_and_precision_do_not_fall(parts, statutory, recall, precision):
    figures = measured(parts, statutory)
    assert figures[0] >= recall
    assert figures[1] >= precision
