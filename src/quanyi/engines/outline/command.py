"""``quanyi outline FILE [--json] [--draft]``: prints the tree of a plan, and on request the draft made from it."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quanyi.engines.outline.drafting import Draft, draft
from quanyi.engines.outline.parsing import parse
from quanyi.engines.outline.tree import Document, Node, OutlineError

_SHOWN = 60


def main(argv: Sequence[str]) -> int:
    """Run the command.

    Args:
        argv: the words after ``quanyi outline``.

    Returns:
        0 done, 2 the input cannot be read.
    """
    parser = argparse.ArgumentParser(prog="quanyi outline", description="Read a Chinese outline document into a tree.")
    parser.add_argument("file", help="a .docx, .txt or .md file; - reads text from the standard input")
    parser.add_argument("--draft", action="store_true", help="also draft objectives, bodies, duties and measures")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(argv)
    try:
        document = parse(sys.stdin.buffer.read(), "stdin") if options.file == "-" else parse(Path(options.file))
    except OutlineError as error:
        print(f"quanyi outline: {error}", file=sys.stderr)
        return 2
    drafted = draft(document) if options.draft else None
    if options.json:
        result: dict[str, Any] = document.as_dict() | (drafted.as_dict() if drafted else {})
        print(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        _print_tree(document)
        if drafted:
            _print_draft(drafted)
    return 0


def _print_tree(document: Document) -> None:
    print(document.title or document.name)
    for node in document.walk():
        print("  " * node.level + _label(node))
    for warning in document.warnings:
        print(f"! {warning}")


def _label(node: Node) -> str:
    text = " ".join(node.text.split())
    return node.number + node.title + (node.separator or ("  " if node.title and text else "")) + _cut(text)


def _print_draft(drafted: Draft) -> None:
    for objective in drafted.objectives:
        print(f"目标  {_cut(objective.text)}")
    for body in drafted.bodies:
        chair, deputies, members = ("、".join(holders) for holders in (body.chair, body.deputies, body.members))
        print(f"机构  {body.name}  组长：{chair}  副组长：{deputies}  成员：{members}")
    for duty in drafted.duties:
        print(f"职责  {duty.unit}  {_cut(duty.text)}")
    for measure in drafted.measures:
        when = f"{measure.recurrence.words}（{measure.recurrence.rule or '待定频次'}）" if measure.recurrence else ""
        print(f"举措  {measure.title}  {'、'.join(measure.assigned.units)}  {when}")
    for phase in drafted.phases:
        print(f"阶段  {phase.title}  {'、'.join(date.words for date in phase.dates)}")


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
