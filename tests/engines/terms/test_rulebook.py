import json
from datetime import date
from pathlib import Path

import pytest

from quanyi.engines import terms
from quanyi.engines.terms import Rule, RuleBook, TermError, Unit, compute, published_rules

DATA = json.loads((Path(terms.__file__).parent / "data" / "rules.json").read_text(encoding="utf-8"))
CMP_01 = DATA["rules"][0]


def test_the_published_rules_are_the_ones_of_the_contract():
    assert published_rules().ids == (
        "CMP-01",
        "CMP-15",
        "CMP-16",
        "CMP-17",
        "CMP-18",
        "INC-01",
        "INC-02",
        "INC-04",
        "INC-06",
        "PIP-08",
    )


def test_every_rule_names_its_article_its_source_and_how_sure_it_is():
    for rule in published_rules():
        assert rule.article
        assert rule.source
        assert rule.citation.startswith("《")
        assert rule.confidence in {"H", "Mid"}
        assert not rule.roll_over  # the conservative default: T20 43 has no roll-over


def test_cmp_01_says_who_extends_how_often_and_what_it_needs():
    extension = published_rules().find("CMP-01").extension
    assert extension is not None
    assert (extension.id, extension.total, extension.times) == ("CMP-03", 60, 1)
    assert extension.approved_by == ("superior_institution", "head_office_executive")
    assert extension.notice_before_expiry


def test_cmp_01_stops_on_two_grounds_only():
    rule = published_rules().find("CMP-01")
    assert [(ground.id, ground.ground) for ground in rule.stop_grounds] == [
        ("CMP-04", "appraisal"),
        ("CMP-05", "mediation"),
    ]


def test_a_bank_may_load_its_own_rules_from_a_mapping():
    own = CMP_01 | {"id": "OWN-01", "length": 3, "unit": "working_day", "complicated": None}
    rule = RuleBook.parse({"rules": [own]}).find("OWN-01")
    assert (rule.term.unit, compute(rule, date(2026, 9, 30)).due) == (Unit.WORKING_DAY, date(2026, 10, 10))


def test_an_extension_by_a_length_adds_to_the_term_that_runs():
    longer = CMP_01 | {"extension": CMP_01["extension"] | {"total": None, "length": 10}}
    rule = Rule.parse(longer)
    assert [rule.total(extended=True), rule.total(complicated=True, extended=True)] == [25, 40]


def test_the_version_in_force_on_the_start_is_found():
    old = CMP_01 | {"valid_to": "2026-12-31"}
    new = CMP_01 | {"valid_from": "2027-01-01", "length": 10}
    book = RuleBook.parse({"rules": [new, old]})
    lengths = [book.find("CMP-01", day).term.length for day in (date(2019, 1, 1), date(2026, 12, 31), date(2027, 1, 1))]
    assert lengths == [15, 15, 10]
    assert book.find("CMP-01").term.length == 10
    assert not book.find("CMP-01", date(2019, 1, 1)).is_valid_on(date(2019, 1, 1))


def test_overlapping_versions_are_refused():
    with pytest.raises(TermError, match="two versions are in force"):
        RuleBook.parse({"rules": [CMP_01, CMP_01 | {"valid_from": "2027-01-01"}]})


@pytest.mark.parametrize(
    ("rule_id", "hint"),
    [
        ("CMP-05", "it is an excluded period of CMP-01"),
        ("CMP-06", "it is a new start of CMP-01"),
        ("CMP-99", "the rules are CMP-01, "),
    ],
)
def test_an_unknown_rule_is_answered_with_a_hint(rule_id, hint):
    with pytest.raises(TermError, match=hint):
        published_rules().find(rule_id)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"length": 0}, "not a whole number"),
        ({"length": True}, "not a whole number"),
        ({"unit": "week"}, "'week' is not a valid Unit"),
        ({"unit": "hour"}, "no stop grounds"),
        ({"roll_over": "no"}, "roll_over must be true or false"),
        ({"article": " "}, "is not a text"),
        ({"subject": {"zh": "办结"}}, "a field is missing"),
        ({"confidence": "sure"}, "confidence must be"),
        ({"lenght": 3}, "unknown field lenght"),
        ({"valid_from": "2020-02-30"}, "a field is missing or wrong"),
        ({"extension": CMP_01["extension"] | {"length": 30}}, "either a length or a total"),
    ],
)
def test_a_wrong_rule_is_refused_and_named(changes, sentence):
    with pytest.raises(TermError, match=rf"rule CMP-01: .*{sentence}"):
        Rule.parse(CMP_01 | changes)


def test_a_rules_file_without_a_list_is_refused():
    with pytest.raises(TermError, match="a list of rules"):
        RuleBook.parse({"rules": {"CMP-01": CMP_01}})
