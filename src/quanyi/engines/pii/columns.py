"""Says what table columns hold, from the distribution over a random sample and from their names; admits doubt."""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from quanyi.engines.pii.levels import Level, grade
from quanyi.engines.pii.masking import surnames
from quanyi.engines.pii.names import compound_surnames, western_given, word_classes
from quanyi.engines.pii.pack import read_toml
from quanyi.engines.pii.scanning import scan

#: Values looked at in a column.
SAMPLE = 2000
NONE, MIXED = "none", "mixed"
#: A finding stands for a whole cell when it covers this share of it.
_COVER = 0.7
#: Types that a check digit or a mark makes nearly sure.
_SURE = frozenset({"cn_id_card", "bank_card", "uscc", "email", "mac", "ip", "track", "residence_permit", "plate"})


@dataclass(frozen=True)
class ColumnVerdict:
    """What one column holds.

    Attributes:
        column: its name.
        verdict: a type, ``mixed`` (free text with personal information in it) or ``none``.
        level: the JR/T 0171 class, empty for ``none``.
        share: share of the non-empty values that bear the verdict out.
        confidence: 0 to 1.
        why: the reasons, doubts among them.
        types: types met in the column with the share of values that hold one.
    """

    column: str
    verdict: str
    level: str
    share: float
    confidence: float
    why: tuple[str, ...]
    types: dict[str, float]


@dataclass(frozen=True)
class TableVerdict:
    """What a table holds: its columns and the level of a row that has all of them."""

    columns: tuple[ColumnVerdict, ...]
    level: Level


@lru_cache(maxsize=1)
def _settings() -> dict[str, Any]:
    return read_toml("columns.toml")


def _normal(name: str) -> str:
    """A column name in lower case with its words apart: ``custMobileNo`` → ``cust mobile no``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return re.sub(r"[\s_\-./:]+", " ", spaced).strip().lower()


def _says(entry: dict[str, Any], normal: str, key: str = "latin") -> int:
    """How strongly a name speaks for an entry, 0 for not at all; in Chinese names the last word counts most."""
    best = 0
    for word in entry.get("chinese", ()) if key == "latin" else ():
        if word in normal:
            best = max(best, 20 * (normal.rfind(word) + len(word)) + len(word))
    for word in entry.get(key, ()):
        if normal.replace(" ", "") == word.replace(" ", "") or normal.endswith(" " + word):
            best = max(best, len(word))
    return best


def named_type(name: str, comment: str = "") -> tuple[str, bool]:
    """The type that a column's name or comment speaks for, and whether only weakly; empty when for none."""
    for text in (name, comment):
        normal = _normal(text)
        if not normal:
            continue
        scores = {type_: _says(entry, normal) for type_, entry in _settings()["types"].items()}
        best = max(scores, key=lambda type_: scores[type_])
        other = _says(_settings()["other"], normal)
        if scores[best] and scores[best] >= other:
            return best, False
        if other:
            return "", False
        for type_, entry in _settings()["types"].items():
            if _says(entry, normal, "weak"):
                return type_, True
    return "", False


def _is_other(name: str) -> bool:
    return _says(_settings()["other"], _normal(name)) > 0


def _person(cell: str) -> bool:
    """Whether a whole cell looks like a person's name."""
    if re.fullmatch(r"[\u4e00-\u9fa5]{2,4}", cell):
        head = cell[:2] in compound_surnames() or (len(cell) < 4 and cell[0] in surnames())
        return head and cell not in word_classes() and word_classes().get(cell[:2], 0) < 3
    words = cell.replace(".", " ").split()
    return 1 <= len(words) <= 4 and words[0].title() in western_given() and all(word[0].isalpha() for word in words)


def _shares(cells: Sequence[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Share of cells that a type covers, and share of cells that hold it anywhere."""
    lines = [" ".join(cell.split()) for cell in cells]
    whole: dict[str, set[int]] = {}
    inside: dict[str, set[int]] = {}
    starts, total = [], 0
    for line in lines:
        starts.append(total)
        total += len(line) + 1
    place = 0
    for found in scan("\n".join(lines), minimum=0.45):
        if found.type == "name" and found.text.isascii() and found.confidence < 0.7:
            continue  # titles of songs and firms hold given names too; a whole cell is asked by _person
        while place + 1 < len(starts) and starts[place + 1] <= found.start:
            place += 1
        inside.setdefault(found.type, set()).add(place)
        if found.end - found.start >= _COVER * len(lines[place]):
            whole.setdefault(found.type, set()).add(place)
    people = {number for number, line in enumerate(lines) if _person(line)}
    if people:
        whole["name"] = whole.get("name", set()) | people
        inside["name"] = inside.get("name", set()) | people
    size = max(1, len(lines))
    return {t: len(p) / size for t, p in whole.items()}, {t: len(p) / size for t, p in inside.items()}


def _running(cells: Sequence[str]) -> bool:
    """Whether the values are numbers that run on, as counters do, rather than numbers people have."""
    numbers = sorted({int(cell) for cell in cells if cell.isdecimal() and len(cell) < 19})
    return len(numbers) >= 20 and numbers[-1] - numbers[0] < 50 * len(numbers)


def judge_column(name: str, values: Iterable[object], comment: str = "", seed: int = 0) -> ColumnVerdict:
    """Says what a column holds.

    Args:
        name: name of the column, in Chinese, pinyin or English.
        values: its values, or a random sample of them; empty ones are ignored.
        comment: what the data dictionary says about it.
        seed: of the random sample taken when there are more than :data:`SAMPLE` values.

    Returns:
        The verdict with its reasons; ``none`` when nothing speaks for personal information.
    """
    cells = [text for text in (_text(value) for value in values) if text]
    if len(cells) > SAMPLE:
        cells = random.Random(seed).sample(cells, SAMPLE)  # noqa: S311 - a sample, no secret
    type_, weak = named_type(name, comment)
    if not cells:
        return _empty(name, type_, weak)
    whole, inside = _shares(cells)
    seen = {key: round(share, 4) for key, share in sorted(inside.items(), key=lambda item: -item[1]) if share >= 0.005}
    distinct = len(set(cells)) / len(cells)
    by_value = _by_value(name, cells, whole, type_)
    if type_ and not (by_value and by_value[0] != type_ and by_value[1] >= 0.8 and by_value[0] in _SURE):
        verdict = _by_name(name, type_, weak, cells, whole, distinct, seen)
        if verdict is not None:
            return verdict
    if by_value is not None:
        found, share, why = by_value
        confidence = min(0.99, (0.55 if found in _SURE else 0.45) + 0.45 * share)
        return _verdict(name, found, share, confidence, why, seen)
    return _mixed(name, cells, inside, seen, type_)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def _verdict(
    name: str, type_: str, share: float, confidence: float, why: Sequence[str], seen: dict[str, float]
) -> ColumnVerdict:
    level = grade([type_]).jrt0171 if type_ not in (NONE, MIXED) else ""
    return ColumnVerdict(name, type_, level, round(share, 4), round(confidence, 3), tuple(why), seen)


def _empty(name: str, type_: str, weak: bool) -> ColumnVerdict:
    if type_ and not weak:
        return _verdict(name, type_, 0.0, 0.4, (f"the name says {type_}", "doubt: the column has no values"), {})
    return _verdict(name, NONE, 0.0, 0.5, ("the column has no values",), {})


def _by_value(
    name: str, cells: Sequence[str], whole: dict[str, float], named: str
) -> tuple[str, float, list[str]] | None:
    """The type that most values are, when they are enough and nothing speaks against it."""
    if not whole:
        return None
    type_ = max(whole, key=lambda key: (whole[key], key))
    share = whole[type_]
    if share < 0.5:
        return None
    why = [f"{share:.0%} of {len(cells)} sampled values are of this type by shape and check"]
    if type_ not in _SURE and not named:
        if _is_other(name):
            return None
        if type_ in {"mobile", "landline", "passport"} and _running(cells):
            return None
    if type_ == "name" and len(set(cells)) < 0.2 * len(cells) and named != "name":
        return None
    return type_, share, why


def _by_name(
    name: str,
    type_: str,
    weak: bool,
    cells: Sequence[str],
    whole: dict[str, float],
    distinct: float,
    seen: dict[str, float],
) -> ColumnVerdict | None:
    """The verdict that the name speaks for, with what the values say to it."""
    entry = _settings()["types"][type_]
    shaped = sum(1 for cell in cells if re.search(entry["shape"], cell)) / len(cells)
    exact = whole.get(type_, 0.0)
    if type_ == "landline" and whole.get("mobile", 0.0) > exact:
        type_, exact = "mobile", whole["mobile"]
    why = [
        f"the name says {type_}",
        f"{exact:.0%} of {len(cells)} sampled values pass its check, {shaped:.0%} its shape",
    ]
    if weak and exact < 0.3:
        return None
    if shaped < 0.3 and exact < 0.3:
        return None
    confidence = min(0.99, 0.5 + 0.2 * shaped + 0.3 * exact)
    if type_ in _SURE and exact < 0.3:
        confidence = 0.5
        why.append("doubt: few values pass the check")
        if any(re.fullmatch(r"\d\.\d+E\+\d+", cell) for cell in cells[:50]):
            why.append("doubt: a spreadsheet has rounded the numbers, the last digits are lost")
    if len(cells) >= 100 and distinct < 0.02 and type_ not in {"password", "cvv", "card_expiry"}:
        confidence -= 0.2
        why.append(f"doubt: only {distinct:.1%} of the values differ")
    return _verdict(name, type_, max(shaped if type_ not in _SURE else exact, exact), confidence, why, seen)


def _mixed(
    name: str, cells: Sequence[str], inside: dict[str, float], seen: dict[str, float], named: str
) -> ColumnVerdict:
    """Free text with findings in it, or nothing."""
    hits = {type_: share for type_, share in inside.items() if share >= 0.02}
    if _running(cells):
        hits = {type_: share for type_, share in hits.items() if type_ in _SURE}
    if hits and not (_is_other(name) and set(hits) <= {"mobile", "landline", "passport", "name"}):
        long = sum(len(cell) for cell in cells) / len(cells)
        share = max(hits.values())
        top = ", ".join(f"{type_} in {hits[type_]:.0%}" for type_ in sorted(hits, key=lambda key: -hits[key])[:4])
        if long >= 12 or share >= 0.1:
            level = grade(hits)
            reasons = (f"values hold personal information among other text: {top}", *level.why)
            return ColumnVerdict(
                name, MIXED, level.jrt0171, round(share, 4), round(min(0.9, 0.4 + share), 3), reasons, seen
            )
    why = [f"no type covers half of {len(cells)} sampled values, and too few hold one"]
    if named:
        why.append(f"doubt: the name says {named}, the values do not")
    elif hits:
        why.append(f"doubt: values look like {max(hits, key=lambda key: hits[key])}, the name says something else")
    return _verdict(name, NONE, 0.0, 0.6 if named else 0.85, why, seen)


def judge_table(columns: Sequence[str], rows: Sequence[Sequence[object]], seed: int = 0) -> TableVerdict:
    """Says what every column of a table holds, and the level of its rows.

    Args:
        columns: names of the columns.
        rows: the rows or a random sample of them; short rows count as empty at the end.
        seed: of the random sample when there are more than :data:`SAMPLE` rows.
    """
    if len(rows) > SAMPLE:
        rows = random.Random(seed).sample(list(rows), SAMPLE)  # noqa: S311 - a sample, no secret
    verdicts = tuple(
        judge_column(name, [row[place] for row in rows if place < len(row)], seed=seed)
        for place, name in enumerate(columns)
    )
    held: set[str] = set()
    for verdict in verdicts:
        held.update(verdict.types if verdict.verdict == MIXED else [verdict.verdict])
    return TableVerdict(verdicts, grade(held - {NONE, MIXED}))
