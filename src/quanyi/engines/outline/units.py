"""Tells the names of departments, branches and bodies from other text, and finds who leads and who supports."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from quanyi.engines.outline.lexicon import plan_words
from quanyi.engines.outline.passages import Passage

_LONGEST = 44
_BRACKET = re.compile(r"[（(](?P<inside>[^（）()]*)[）)]")
_SPLIT = re.compile(
    r"[、，,；;/\n]|\s{1,}|(?<=[部门处室心行办\ue000-\ue0ff])(?:及|和|与|以及)(?=[^，。]{1,18}(?:部门|部|处|室|中心|行|机构|办公室|网点|条线|小组|公司)等?$)"
)
_FILLER = re.compile(r"^(?:由|及|和|与|以及|会同|联合)|(?:等|负责|牵头|配合|共同)$")


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit as printed: ``name`` without the bracket, ``alternative`` what the bracket says (或指定牵头部门)."""

    printed: str
    name: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who leads and who supports, and units that are only mentioned; ``labelled`` when the text says so outright."""

    lead: tuple[str, ...]
    supporting: tuple[str, ...]
    mentioned: tuple[str, ...]
    labelled: bool

    @property
    def units(self) -> tuple[str, ...]:
        """All units, the leading ones first, each once."""
        return tuple(dict.fromkeys((*self.lead, *self.supporting, *self.mentioned)))


def unit_name(text: str) -> UnitName:
    """Split a printed unit into its name and its bracket."""
    match = _BRACKET.search(text)
    return UnitName(text.strip(), _BRACKET.sub("", text).strip(), match["inside"].strip() if match else "")


def is_unit(text: str) -> bool:
    """Return whether a heading or label names a unit, or several (风险管理部、内审部)."""
    words = plan_words()
    name = _BRACKET.sub("", text).strip()
    if not name or len(name) > _LONGEST or words.verb.match(name) or words.no_unit.match(name):
        return False
    pieces = [piece for piece in _SPLIT.split(name) if piece]
    return bool(pieces) and all(words.unit.match(piece) and not words.no_unit.match(piece) for piece in pieces)


def split_units(text: str) -> list[str]:
    """Split a list of units at 、 ， / and line ends, brackets kept with their unit."""
    masked, kept = text, []
    for match in _BRACKET.finditer(text):
        kept.append(match[0])
        masked = masked.replace(match[0], chr(0xE000 + len(kept) - 1), 1)
    found = []
    for piece in _SPLIT.split(masked):
        for place, bracket in enumerate(kept):
            piece = piece.replace(chr(0xE000 + place), bracket)
        piece = _FILLER.sub("", piece.strip(" 　。.：:"))
        if piece:
            found.append(piece)
    return list(dict.fromkeys(found))


def acting_unit(text: str) -> str:
    """Return the unit that a sentence begins with and that does something (风险管理部负责…), else an empty string."""
    match = plan_words().acting.match(text)
    return match["unit"] if match and is_unit(match["unit"]) else ""


def assigned(passage: Passage, known: Iterable[str]) -> Assigned:
    """Find who leads and who supports.

    Args:
        passage: the text of a measure with its labels (牵头部门：…；配合部门：…).
        known: names of units of this document, looked for beside the common ones.
    """
    words, text = plan_words(), passage.text
    lead: list[str] = []
    supporting: list[str] = []
    for match in words.unit_label.finditer(text):
        if match["label"] in words.lead_labels:
            lead += _listed(match["value"])
        elif match["label"] in words.supporting_labels:
            supporting += _listed(match["value"])
    labelled = bool(lead)
    for pattern, target in ((words.led_by, lead), (words.supported_by, supporting)):
        for match in pattern.finditer(text):
            target += [unit for unit in split_units(match["unit"]) if is_unit(unit)]
    for match in words.joined_by.finditer(text):
        lead += [unit for unit in split_units(match["unit"]) if is_unit(unit)]
        supporting += [unit for unit in split_units(match["others"]) if is_unit(unit)]
    supporting = [unit for unit in supporting if unit not in lead]
    mentioned = [unit for unit in _mentioned(text, known) if not _covered(unit, (*lead, *supporting))]
    return Assigned(_once(lead), _once(supporting), _once(mentioned), labelled)


def _listed(value: str) -> list[str]:
    """Units after a label; a value may itself say 牵头 or 配合 (责任单位：科技部牵头，各部门配合)."""
    return [unit for unit in split_units(value) if len(unit) <= _LONGEST]


def _mentioned(text: str, known: Iterable[str]) -> list[str]:
    found: list[tuple[int, str]] = []
    taken = bytearray(len(text))
    for name in sorted({*plan_words().known_units, *known}, key=len, reverse=True):
        for match in re.finditer(re.escape(name), text):
            start, end = match.span()
            if taken.find(1, start, end) >= 0:
                continue
            if name == "全行" or (name == "办公室" and text[max(0, start - 1) : start] in set("组会")):
                continue
            taken[start:end] = b"\x01" * (end - start)
            found.append((start, name))
    return list(dict.fromkeys(name for _, name in sorted(found)))


def _covered(unit: str, others: Iterable[str]) -> bool:
    return any(unit in other for other in others)


def _once(units: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(units))
