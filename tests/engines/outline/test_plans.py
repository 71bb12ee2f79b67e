"""Ten plans of banks, each made in another way, against trees and drafts written by hand."""

import tomllib

import pytest

from quanyi.engines.outline import draft, parse, render

from .plans_as_files import PLANS, content, files, written

FILES = files()


@pytest.fixture(scope="module", params=sorted(FILES))
def plan(request):
    data, name = FILES[request.param]
    document = parse(data, name)
    wanted = tomllib.loads((PLANS / f"{request.param}.toml").read_text(encoding="utf-8"))
    return request.param, document, draft(document), wanted


def joined(values):
    return "/".join(values)


def test_the_title_is_found(plan):
    _, document, _, wanted = plan
    assert document.title == wanted["title"]


def test_the_tree_is_the_one_a_reader_sees(plan):
    _, document, _, wanted = plan
    outline = ["  " * (node.level - 1) + node.number + node.title for node in document.walk()]
    assert outline == wanted["outline"].strip().splitlines()


def test_no_character_is_lost(plan):
    name, document, _, _ = plan
    printed = content(render(document))
    if name == "automatic":  # its numbers stand nowhere in its text
        for node in document.walk():
            printed = printed.replace(
                node.number + content(node.title or node.text)[:4], content(node.title or node.text)[:4], 1
            )
    assert printed == written(name)


def test_warnings_name_what_is_wrong_and_nothing_else(plan):
    _, document, _, wanted = plan
    assert [warning.code for warning in document.warnings] == wanted["warnings"]


def test_every_objective_is_found(plan):
    _, _, drafted, wanted = plan
    assert [objective.title for objective in drafted.objectives] == wanted["objectives"]


def test_every_body_is_found_with_its_chair_deputies_and_members(plan):
    _, _, drafted, wanted = plan
    found = [[body.name, joined(body.chair), joined(body.deputies), joined(body.members)] for body in drafted.bodies]
    assert found == wanted["bodies"]


def test_every_duty_of_every_unit_is_found(plan):
    _, _, drafted, wanted = plan
    assert [[duty.unit, duty.text] for duty in drafted.duties] == wanted["duties"]


def test_every_measure_is_found_with_its_units_and_its_recurrence(plan):
    _, _, drafted, wanted = plan
    found = []
    for measure in drafted.measures:
        when = measure.recurrence
        rule = (when.rule or when.words) if when else ""
        found.append([measure.title, joined(measure.assigned.lead), joined(measure.assigned.supporting), rule])
    assert found == wanted["measures"]


def test_every_phase_is_found(plan):
    _, _, drafted, wanted = plan
    assert [phase.title for phase in drafted.phases] == wanted["phases"]


def test_every_span_leads_back_to_the_words(plan):
    _, document, drafted, _ = plan
    source = document.source
    for node in document.walk():
        assert content(node.span.of(source)) == content(node.number + node.title + node.separator)
        for part in node.parts:
            assert part.span.of(source) == part.text
    for duty in drafted.duties:
        assert content(duty.span.of(source)) == content(duty.text)
    for measure in drafted.measures:
        for when in measure.recurrences:
            assert content(when.span.of(source)) == content(when.words)
    for named in drafted.obligations:
        assert named.name in named.span.of(source)
