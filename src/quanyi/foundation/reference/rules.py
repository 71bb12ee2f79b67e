"""Checks the rows of a code list before they are stored: pure, every fault with its line."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

#: Heading in a file → field; Chinese and English headings both count.
HEADINGS = {
    "code": "code",
    "代码": "code",
    "parent": "parent",
    "上级代码": "parent",
    "name": "name",
    "名称": "name",
    "name_en": "name_en",
    "英文名称": "name_en",
    "official": "official",
    "标准代码": "official",
    "article": "article",
    "条款": "article",
    "more": "more",
    "附加信息": "more",
}
LIMITS = {"code": 60, "name": 120, "name_en": 160, "official": 40, "article": 100}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
#: A code list is read by people; a longer file is the wrong file.
MOST = 5_000


@dataclass
class Checked:
    """The rows that can be stored and the faults, each with its line in the file."""

    rows: list[dict[str, str]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)


def fields(columns: Iterable[str]) -> list[str]:
    """Return the field of each column; an unknown heading is an empty text and its column is left out."""
    return [HEADINGS.get(str(column).strip().lower(), "") for column in columns]


def check(lines: Iterable[tuple[int, Mapping[str, str]]]) -> Checked:
    """Check rows of a new edition.

    Args:
        lines: (line in the file, field → text); parents must stand before their children.
    """
    found = Checked()
    known: set[str] = set()
    for number, row in lines:
        texts = {name: str(row.get(name) or "").strip() for name in (*LIMITS, "parent", "more")}
        sentences = list(faults(texts, known))
        found.faults += [(number, sentence) for sentence in sentences]
        if not sentences:
            known.add(texts["code"])
            found.rows.append(texts)
    if len(found.rows) > MOST:
        found.faults.append((0, _("A code list holds at most %(most)s codes") % {"most": MOST}))
    return found


def faults(row: Mapping[str, str], known: set[str]) -> Iterable[str]:
    """Yield what is wrong with one row, in sentences."""
    if not row["code"]:
        yield _("The code is missing")
    elif not CODE.fullmatch(row["code"]):
        yield _("Code “%(code)s”: only letters, digits, point, hyphen and underline") % {"code": row["code"]}
    elif row["code"] in known:
        yield _("Code “%(code)s” occurs twice") % {"code": row["code"]}
    if not row["name"]:
        yield _("The name is missing")
    for name, most in LIMITS.items():
        if len(row[name]) > most:
            yield _("%(field)s is longer than %(most)s characters") % {"field": name, "most": most}
    if row["parent"] and row["parent"] not in known:
        yield _("Parent code “%(code)s” does not stand in a line above") % {"code": row["parent"]}
    if row["more"] and not is_object(row["more"]):
        yield _("The additional information is no JSON object")


def is_object(text: str) -> bool:
    """Tell whether a text is one JSON object."""
    try:
        return isinstance(json.loads(text), dict)
    except json.JSONDecodeError:
        return False


@dataclass(frozen=True)
class Difference:
    """How a new edition differs from the one in force."""

    added: list[str]
    renamed: list[tuple[str, str, str]]
    gone: list[str]


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> Difference:
    """Compare two editions.

    Args:
        old: code → name of the edition in force.
        new: code → name of the new one.
    """
    return Difference(
        [code for code in new if code not in old],
        [(code, old[code], name) for code, name in new.items() if code in old and old[code] != name],
        [code for code in old if code not in new],
    )
