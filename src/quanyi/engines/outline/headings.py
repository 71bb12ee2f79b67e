"""Splits a numbered line into heading and text, and finds the document's title."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from quanyi.engines.outline.lines import EDGES, Line
from quanyi.engines.outline.tree import Span

_OPENING, _CLOSING = "（(《“「【[〔", "）)》”」】]〕"
_SENTENCE_ENDS = "。；;！!？?"
_LONGEST_HEADING = 50
_LONGEST_LABEL = 36
_LONGEST_LEAD = 32
_LONGEST_TITLE = 70
# A heading and its text apart by a blank alone; a single narrow one counts only between Chinese characters.
_GAP = re.compile(
    r"[^\s，。；：]{2,20}([ \u3000\t]{2,}|\u3000)(?=\S{6})"
    r"|[\u4e00-\u9fff（）“”]{2,16}( )(?=[\u4e00-\u9fff“《]{2}\S*[，。；：])"
)
_OUTER = frozenset({"annex", "part", "chapter", "section", "han"})


@dataclass(frozen=True, slots=True)
class Split:
    """Offsets into a line: where the heading ends, where the separator ends and the text begins."""

    title_end: int
    text_start: int


@dataclass(frozen=True, slots=True)
class _Words:
    endings: re.Pattern[str]
    number: re.Pattern[str]
    issuer: re.Pattern[str]
    suffix: re.Pattern[str]


def split_heading(
    text: str, start: int, scheme: str, *, followed: bool, continued: bool = False, bold: int = 0, styled: bool = False
) -> Split:
    """Decide how much of a line is heading.

    Args:
        text: the line.
        start: where its number ends.
        scheme: the kind of its number.
        followed: deeper items or running text follow under the line.
        continued: the next line is the same sentence, wrapped by hand.
        bold: length of a bold head of the line, 0 for none.
        styled: the whole line carries a heading style.

    Returns:
        ``title_end == start`` means that the line is running text only.
    """
    rest = text[start:]
    begin = start + len(rest) - len(rest.lstrip(EDGES))
    if begin >= len(text):
        return Split(start, len(text))
    if start < bold < len(text):
        return _cut(text, begin, bold)
    gap = _GAP.match(text, begin)
    colon = _first_outside_brackets(text, begin, "：:")
    if gap and (colon < 0 or gap.end() <= colon):
        return _cut(text, begin, gap.start(gap.lastindex or 1))
    if begin < colon <= begin + _LONGEST_LABEL and not re.search(r"[。；;！，,]", _unbracketed(text[begin:colon])):
        return _cut(text, begin, colon)
    end = _first_outside_brackets(text, begin, _SENTENCE_ENDS)
    one_sentence = end < 0 or end == len(text) - 1
    prose = text[-1] in "。；;" and "，" in text
    outer = scheme in _OUTER and one_sentence and not (continued or prose) and len(text) - begin <= _LONGEST_HEADING
    if styled or outer:
        return _cut(text, begin, len(text.rstrip("。；;：:")))
    if 0 < end < len(text) - 1 and end - begin <= _LONGEST_LEAD and text[end] in "。！" and "，" not in text[begin:end]:
        return _cut(text, begin, end)
    short = len(text) - begin <= _LONGEST_HEADING and not continued
    if short and text[-1] not in _SENTENCE_ENDS + "，,、：:":
        return Split(len(text), len(text))
    if text[-1] in "。：:" and short and followed and end in {-1, len(text) - 1} and "，" not in text[begin:]:
        return _cut(text, begin, len(text) - 1)
    return Split(start, begin)


def find_title(front: list[Line]) -> tuple[str, tuple[Span, ...]]:
    """Return the document's title and its places; the lines that make it up get the role ``title``.

    The title is the line before the first heading that looks most like one: styled or centred as a title, ending in a
    word for plans; an issuer's name alone on the line above belongs to it.
    """
    best, best_score = -1, 0
    for place, line in enumerate(front):
        score = _title_score(line)
        if score > best_score:
            best, best_score = place, score
    if best < 0:
        return "", ()
    inside = re.search(r"《(.+)》", front[best].text)
    for place in range(best + 1, len(front)):
        # 关于印发《…方案》的通知, and below it the plan under its own title
        if inside and front[place].text == inside[1] and not front[place].role:
            best = place
    places = [best]
    above = front[best - 1] if best else None
    if above and above.role in {"", "title"} and not above.table and _words().issuer.fullmatch(above.text):
        places.insert(0, best - 1)
    title, spans = "", []
    for place in places:
        line = front[place]
        end = _title_end(line.text)
        title += line.text[:end]
        spans.append(Span(line.start, line.start + end))
        line.role = "title"
        line.reason = line.text[end:]
    return title, tuple(spans)


def _title_score(line: Line) -> int:
    if line.table or line.role == "closing" or (line.role == "noise" and line.reason != "library title"):
        return 0
    text = line.text[: _title_end(line.text)].rstrip(EDGES)
    words = _words()
    if not text or len(text) > _LONGEST_TITLE or text[-1] in "。；;：:，,、" or words.number.fullmatch(text):
        return 0
    score = 4 * line.title_style + 2 * line.centred + 3 * (line.heading == 1) + line.bold_all
    score += 4 * bool(words.endings.search(text)) - 2 * (line.role == "noise")
    score += 1 if len(text) >= len("工作方案") else 0
    return score - 3 * ("，" in text or "。" in text) if score > 1 else score


def _title_end(text: str) -> int:
    """Return where the title ends on its line: a library's name behind it is not part of it."""
    match = _words().suffix.search(text)
    return match.start() if match else len(text)


def _cut(text: str, begin: int, end: int) -> Split:
    """Move the punctuation and blanks around ``end`` into the separator."""
    title_end = begin + len(text[begin:end].rstrip(EDGES + "：:。；;"))
    after = end
    while after < len(text) and text[after] in EDGES + "：:。；;":
        after += 1
    return Split(title_end, after) if title_end > begin else Split(begin, begin)


def _first_outside_brackets(text: str, begin: int, wanted: str) -> int:
    depth = 0
    for place in range(begin, len(text)):
        character = text[place]
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0 and character in wanted:
            return place
    return -1


def _unbracketed(text: str) -> str:
    return re.sub(r"[（(《“「【\[〔][^）)》”」】\]〕]*[）)》”」】\]〕]?", "", text)


@cache
def _words() -> _Words:
    data = tomllib.loads(resources.files(__package__).joinpath("data/titles.toml").read_text(encoding="utf-8"))
    return _Words(*(re.compile(data[name]) for name in ("endings", "number", "issuer", "suffix")))
