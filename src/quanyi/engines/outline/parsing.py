"""The two ends of the tree: a document in, the same content out."""

from pathlib import Path

from quanyi.engines.outline.checks import broken_off, caution, numbering_cautions
from quanyi.engines.outline.headings import find_title
from quanyi.engines.outline.lines import Line
from quanyi.engines.outline.nesting import Head, build, find_heads
from quanyi.engines.outline.noise import mark_closing, mark_noise
from quanyi.engines.outline.reading import read
from quanyi.engines.outline.tree import Document, Node, Part, Span
from quanyi.engines.outline.unfolding import unfold


def parse(source: Path | bytes | str, name: str = "") -> Document:
    """Parse a Chinese outline document.

    Args:
        source: a path, the bytes of a .docx, .txt or .md file, or text.
        name: what to call it in messages; its ending ``.md`` switches Markdown on.

    Returns:
        The tree. Numbers out of sequence, cut-off ends and doubtful encodings are kept and warned of, never mended.

    Raises:
        OutlineError: the input is not readable (missing, too large, damaged, unsafe, of another kind).
    """
    read_source = read(source, name)
    lines = read_source.lines
    mark_noise(lines)
    lines = unfold(lines)
    mark_closing(lines)
    text = read_source.text
    heads = find_heads(lines)
    title, spans = _title(lines, heads)
    if spans:
        heads = [None if line.role == "title" else head for line, head in zip(lines, heads, strict=True)]
    front, nodes, origin = build(lines, heads)
    front += [
        Part("noise", line.reason.strip(), Span(line.end - len(line.reason.strip()), line.end), reason="library name")
        for line in lines
        if line.role == "title" and line.reason.strip()
    ]
    front.sort(key=lambda part: part.span.start)
    warnings = list(read_source.warnings)
    if not title:
        warnings.append(caution("no-title", "no title was found before the first heading", text, Span(0, 0)))
    if not nodes:
        warnings.append(
            caution(
                "no-structure",
                "no numbered or styled heading was found; the text is kept in one piece",
                text,
                Span(0, 0),
            )
        )
    warnings += numbering_cautions(text, nodes, origin)
    warnings += broken_off(text, lines, heads)
    label = name or (source.name if isinstance(source, Path) else "text")
    return Document(label, text, title, spans, front, nodes, warnings)


def render(document: Document, *, noise: bool = True) -> str:
    """Print the tree as text, in the order of the document.

    Every character of the source comes out again except blanks and Markdown signs; numbers, headings and paragraphs
    each begin a line, cells are apart by tabs.

    Args:
        document: the tree.
        noise: with the lines that were set aside as noise, or without.
    """
    pieces: list[tuple[int, str]] = []
    starts = [span.start for span in document.title_spans]
    if document.title:
        titles = [span.of(document.source) for span in document.title_spans] or [document.title]
        pieces += [(start, title) for start, title in zip(starts or [-1], titles, strict=False)]
    pieces += [(part.span.start, _printed(part)) for part in document.parts if noise or part.role != "noise"]
    pieces.sort(key=lambda piece: piece[0])
    out = [text for _, text in pieces]
    for node in document.walk():
        out += _node_lines(node, noise)
    return "\n".join(out) + ("\n" if out else "")


def _node_lines(node: Node, noise: bool) -> list[str]:
    gap = (
        " " if node.number and (node.number[-1].isalnum() or node.number[-1] in "条" or node.scheme in _GAPPED) else ""
    )
    head = node.number + gap + node.title + node.separator
    parts = [part for part in node.parts if noise or part.role != "noise"]
    same_line = bool(parts) and parts[0].span.start == node.span.end and parts[0].role == "text"
    if same_line:
        bare = node.title and not node.separator
        head += ("\u3000" if bare else "") + parts[0].text
        parts = parts[1:]
    return [head, *(_printed(part) for part in parts)]


_GAPPED = frozenset(
    {"bullet", "letter", "chapter", "section", "part", "article", "annex", "decimal-2", "decimal-3", "decimal-4"}
)


def _printed(part: Part) -> str:
    return part.table.as_text() if part.table else part.text


def _title(lines: list[Line], heads: list[Head | None]) -> tuple[str, tuple[Span, ...]]:
    """Find the title before the first heading; a lone unnumbered heading of level 1 at the top counts as one."""
    first = next((place for place, head in enumerate(heads) if head), len(lines))
    outermost = [place for place, head in enumerate(heads) if head and head.scheme == "heading" and head.heading == 1]
    if outermost == [first]:
        first = next((place for place in range(first + 1, len(lines)) if heads[place]), len(lines))
    return find_title(lines[:first])
