"""Reads tables of a plan: breakdown of tasks (任务分解表), duties of departments, indicators, members of a body."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quanyi.engines.outline.bodies import Body
from quanyi.engines.outline.duties import Duty, make_duty
from quanyi.engines.outline.lexicon import plan_words
from quanyi.engines.outline.measures import Measure, Step, short_title
from quanyi.engines.outline.passages import Passage
from quanyi.engines.outline.recurrence import Recurrence, recurrences, vague_words
from quanyi.engines.outline.targets import obligations, targets
from quanyi.engines.outline.tree import Cell, Span, Table
from quanyi.engines.outline.units import Assigned, assigned, split_units

_HEADER_ROWS = 3
_FEWEST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what, and how many rows the header takes."""

    kinds: dict[str, int]
    header: int

    def cell(self, row: Sequence[Cell], kind: str) -> Cell | None:
        """Return the cell of a kind in a row, None without such a column or text."""
        place = self.kinds.get(kind)
        return row[place] if place is not None and place < len(row) and row[place].text else None

    def text(self, row: Sequence[Cell], kind: str) -> str:
        """Return the text of a kind in a row."""
        cell = self.cell(row, kind)
        return cell.text if cell else ""


def columns_of(table: Table) -> Columns | None:
    """Recognise the header among the first rows; None when fewer than two columns are known."""
    best: Columns | None = None
    for place, row in enumerate(table.rows[:_HEADER_ROWS]):
        kinds: dict[str, int] = {}
        for column, cell in enumerate(row):
            kind = _kind(re.sub(r"\s", "", cell.text))
            if kind and kind not in kinds:
                kinds[kind] = column
        if len(kinds) >= _FEWEST_COLUMNS and (best is None or len(kinds) > len(best.kinds)):
            best = Columns(kinds, place + 1)
    return best


def measures_of_table(table: Table, path: tuple[str, ...], area: str, known_units: Iterable[str]) -> list[Measure]:
    """Return a measure for each row of a breakdown table; empty when the table is none."""
    columns = columns_of(table)
    if columns is None or not _is_breakdown(columns):
        return []
    known = tuple(known_units)
    found = []
    for row in table.filled()[columns.header :]:
        title, text, group = (columns.text(row, kind) for kind in ("title", "text", "group"))
        if not (title or text) or _kind(re.sub(r"\s", "", title or text)):
            continue  # an empty row, or the header repeated on the next page
        found.append(_measure(row, columns, (*path, group) if group else path, area, known))
    return found


def duties_of_table(table: Table) -> list[Duty]:
    """Return the duties of a table unit | duties, one for each clause; empty when the table is none."""
    columns = columns_of(table)
    if columns is None or "duty" not in columns.kinds or not {"unit", "lead"} & columns.kinds.keys():
        return []
    found = []
    for row in table.filled()[columns.header :]:
        unit, duty = columns.text(row, "unit") or columns.text(row, "lead"), columns.cell(row, "duty")
        if unit and duty:
            passage = _passage([duty])
            found += [make_duty(" ".join(unit.split()), piece, 0.9) for piece in passage.clauses()]
    return found


def body_of_table(table: Table, name: str) -> Body | None:
    """Return the body that a table role | person lists, None when the table is none."""
    columns = columns_of(table)
    if columns is None or not {"role", "person"} <= columns.kinds.keys():
        return None
    words = plan_words()
    body = Body(name, _span(list(table.rows[0])), confidence=0.9)
    for row in table.filled()[columns.header :]:
        role, person = columns.text(row, "role"), columns.text(row, "person")
        kind = words.roles.get(re.sub(r"\s", "", role))
        target = {"chair": body.chair, "deputy": body.deputies, "member": body.members}.get(kind or "")
        if target is not None:
            target += split_units(person)
    return body if body.chair or body.members else None


def indicator_rows(table: Table) -> list[tuple[str, str, Passage]]:
    """Return (indicator, target, passage) for each row of a table of indicators; empty when the table is none."""
    columns = columns_of(table)
    if columns is None or not {"indicator", "target"} <= columns.kinds.keys():
        return []
    rows = []
    for row in table.filled()[columns.header :]:
        indicator, target = columns.cell(row, "indicator"), columns.cell(row, "target")
        if indicator and target:
            rows.append((indicator.text, target.text, _passage([indicator, target])))
    return rows


def _measure(row: list[Cell], columns: Columns, path: tuple[str, ...], area: str, known: tuple[str, ...]) -> Measure:
    title, text = columns.text(row, "title"), columns.text(row, "text")
    content = [cell for kind in ("title", "text", "due", "target") if (cell := columns.cell(row, kind))]
    passage = _passage(content)
    lead = tuple(split_units(columns.text(row, "lead") or columns.text(row, "unit")))
    supporting = tuple(split_units(columns.text(row, "supporting")))
    inner = assigned(passage, known)
    extra = tuple(unit for unit in inner.units if not any(unit in other for other in (*lead, *supporting)))
    who = Assigned(lead or inner.lead, supporting or inner.supporting, () if lead else extra, labelled=bool(lead))
    body = columns.cell(row, "text")
    pieces = _passage([body]).lines() if body and "\n" in body.text else []
    return Measure(
        title=" ".join(title.split()) or short_title(text),
        text=text,
        number=columns.text(row, "number"),
        path=path,
        area=area,
        origin="table",
        assigned=who,
        recurrences=tuple(_due_first(columns.cell(row, "due"), passage)),
        vague=tuple(vague_words(passage)),
        targets=tuple(targets(passage)),
        obligations=tuple(obligations(passage)),
        steps=tuple(Step(piece.text, None, piece.span) for piece in pieces),
        due=columns.text(row, "due"),
        evidence=columns.text(row, "evidence"),
        confidence=0.95 if lead else 0.8,
        span=_span(content),
    )


def _due_first(due: Cell | None, passage: Passage) -> list[Recurrence]:
    """What the column of terms says counts before what the text says."""
    found = recurrences(passage)
    if due is None:
        return found
    return sorted(found, key=lambda each: not due.span.start <= each.span.start < due.span.end)


def _is_breakdown(columns: Columns) -> bool:
    known = columns.kinds.keys()
    return bool({"title", "text"} & known) and bool({"lead", "due", "supporting", "unit"} & known)


def _kind(text: str) -> str:
    if not text or len(text) > 14:
        return ""
    return next((kind for kind, pattern in plan_words().columns if pattern.search(text)), "")


def _passage(cells: Sequence[Cell]) -> Passage:
    passage = Passage()
    for cell in cells:
        passage.add(cell.text, cell.span.start)
    return passage


def _span(cells: Sequence[Cell]) -> Span:
    return Span(min(cell.span.start for cell in cells), max(cell.span.end for cell in cells))
