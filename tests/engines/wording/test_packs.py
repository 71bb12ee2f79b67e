"""The shipped packs keep their own examples, and a faulty pack is refused by name."""

import json
import shutil
from pathlib import Path

import pytest

from quanyi.engines.wording import PackError, default_screener, load_packs
from quanyi.engines.wording.packs import DATA, Rule

RULES = {rule.id: rule for rule in load_packs().rules}


def found(rule: Rule, example: dict) -> bool:
    kind, channel = example.get("kind", "general"), example.get("channel", "")
    screening = next(default_screener().screen([example["text"]], kind, channel))
    return rule.id in {finding.rule for finding in screening.findings}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_finds_each_of_its_examples(rule):
    assert [example["text"] for example in rule.match if not found(rule, example)] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_passes_over_each_of_its_counter_examples(rule):
    assert [example["text"] for example in rule.passes if found(rule, example)] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_says_why_and_what_to_write_instead(rule):
    assert min(len(rule.why), len(rule.suggestion)) >= 10
    assert rule.match
    assert rule.passes


def test_only_rules_with_a_legal_source_are_statutory():
    assert {rule.source for rule in RULES.values() if rule.statutory} <= {
        "AD",
        "P20",
        "M22",
        "N26",
        "S25",
        "I23",
        "W21",
    }
    assert {rule.source for rule in RULES.values() if not rule.statutory} == {"PRACTICE"}


def test_an_article_names_the_title_and_the_source_key():
    assert RULES["ABS-01"].article == "《中华人民共和国广告法》第九条第（三）项（AD 9(3)）"


@pytest.mark.parametrize("one", load_packs().requirements, ids=lambda one: one.id)
def test_the_example_of_a_required_statement_satisfies_it(one):
    screener = default_screener()
    channel = sorted(one.channels)[0] if one.channels else ""
    trigger = one.when[0] if one.when else ""
    without = next(screener.screen([trigger or "某产品"], sorted(one.kinds)[0], channel))
    carried = next(screener.screen([trigger + "。" + one.example], sorted(one.kinds)[0], channel))
    assert one.statement in {missing.statement for missing in without.missing}
    assert one.statement not in {missing.statement for missing in carried.missing}


def faulty(folder: Path, **changes: object) -> Path:
    """A copy of the packs with one rule changed."""
    shutil.copytree(DATA, folder)
    path = folder / "rules-guarantee.json"
    pack = json.loads(path.read_text(encoding="utf-8"))
    pack["rules"][0] |= changes
    path.write_text(json.dumps(pack), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"severity": "grave"}, "rules-guarantee.json: rule GUA-01: 'grave' is none of high, medium, low"),
        ({"words": ["保(本"]}, "rules-guarantee.json: rule GUA-01: pattern '保(本': '(' is not closed, or nested"),
        ({"channels": ["fax"]}, "rules-guarantee.json: rule GUA-01: unknown channel 'fax'"),
        ({"unless": ["no such"]}, "rules-guarantee.json: rule GUA-01: 'no such'"),
        ({"valid_from": "2026-13-01"}, "rules-guarantee.json: rule GUA-01: month must be in 1..12"),
        ({"id": "GUA-02"}, "two rules have the id GUA-02"),
    ],
)
def test_a_faulty_pack_is_refused_with_file_and_rule(tmp_path, changes, message):
    with pytest.raises(PackError) as error:
        load_packs(faulty(tmp_path / "data", **changes))
    assert str(error.value).startswith(message)
