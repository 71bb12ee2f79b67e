"""Which part of a plan is what, where titles alone do not tell."""

import time

import pytest

from quanyi.engines.outline import draft, parse

GROUP = "二、组织保障\n（一）成立消保工作领导小组，由行长任组长，分管副行长任副组长，各部门负责人为成员。"
OFFICE = "（二）领导小组下设办公室，设在法律合规部，主任由法律合规部总经理兼任。主要职责：1.制定计划；2.定期报告工作。"


def test_a_section_on_organisation_is_told_by_what_it_holds():
    drafted = draft(parse(f"工作方案\n{GROUP}\n{OFFICE}"))
    assert [(body.name, body.chair, body.deputies, body.members, body.seat) for body in drafted.bodies] == [
        ("消保工作领导小组", ["行长"], ["分管副行长"], ["各部门负责人"], ""),
        ("消保工作领导小组办公室", ["法律合规部总经理"], [], [], "法律合规部"),
    ]
    assert [(duty.unit, duty.text) for duty in drafted.duties] == [
        ("消保工作领导小组办公室", "制定计划"),
        ("消保工作领导小组办公室", "定期报告工作"),
    ]
    assert drafted.measures == []


def test_roles_without_a_named_body_make_a_steering_group():
    drafted = draft(parse("二、组织架构\n- **组长**：行长\n- **副组长**：副行长\n- **成员**：各部门负责人", "plan.md"))
    assert [(body.name, body.chair, body.deputies, body.members) for body in drafted.bodies] == [
        ("领导小组", ["行长"], ["副行长"], ["各部门负责人"])
    ]


def test_an_appeal_to_leadership_is_a_measure():
    drafted = draft(parse("工作方案\n四、加强组织领导\n各分行主要负责人每季度听取一次汇报。"))
    assert [(measure.title, measure.area) for measure in drafted.measures] == [
        ("各分行主要负责人每季度听取一次汇报", "support")
    ]


def test_themes_without_an_umbrella_hold_measures():
    drafted = draft(
        parse(
            "工作方案\n三、信息保护\n（一）加密。全部存储加密。\n（二）分级。按级保护。\n四、宣传\n一是进社区；二是进校园。"
        )
    )
    assert [(measure.title, measure.path) for measure in drafted.measures] == [
        ("加密", ("信息保护",)),
        ("分级", ("信息保护",)),
        ("进社区", ("宣传",)),
        ("进校园", ("宣传",)),
    ]


def test_deeper_items_are_the_steps_of_their_measure():
    text = "三、重点工作举措\n（一）信息安全\n1.技术防护\n（1）每月扫描漏洞；\n（2）每年测试。\n"
    text += "2.权限管理：一是每季度审计；二是及时收回。"
    measures = draft(parse(text)).measures
    assert [(measure.title, [step.text for step in measure.steps]) for measure in measures] == [
        ("技术防护", ["每月扫描漏洞；", "每年测试。"]),
        ("权限管理", ["每季度审计", "及时收回"]),
    ]
    assert [step.recurrence.words for step in measures[0].steps] == ["每月", "每年"]


def test_the_objectives_of_a_mixed_section_leave_its_guiding_idea_out():
    text = "一、指导思想与总体目标\n指导思想：以客户为中心，依法合规。\n总体目标：满意度不低于95%；重大投诉零发生。"
    assert [objective.text for objective in draft(parse(text)).objectives] == ["满意度不低于95%", "重大投诉零发生"]


def test_an_office_among_departments_is_a_department():
    drafted = draft(parse("二、职责分工\n1.办公室：负责舆情监测。\n2.合规总监：审阅报告全文。"))
    assert [(duty.unit, duty.text, duty.body) for duty in drafted.duties] == [
        ("办公室", "负责舆情监测", False),
        ("合规总监", "审阅报告全文", False),
    ]
    assert drafted.bodies == []


def test_vague_words_and_papers_are_gathered():
    text = "二、职责分工\n1.合规部：定期报告。\n三、重点工作\n1.修订《信息办法》，适时发布。\n"
    text += "2.落实《信息办法》（银发〔2026〕1号）。"
    drafted = draft(parse(text))
    assert [word.word for word in drafted.vague] == ["定期", "适时"]
    assert [(each.name, each.paper) for each in drafted.obligations] == [("信息办法", "银发〔2026〕1号")]


def test_a_plan_without_structure_drafts_nothing():
    drafted = draft(parse("只有一段话，没有编号。"))
    assert (drafted.objectives, drafted.bodies, drafted.duties, drafted.measures, drafted.phases) == (
        [],
        [],
        [],
        [],
        [],
    )


@pytest.mark.parametrize("unit", ["由", "每年3月", "由信息科技部牵头", "1,", "（", "组长：", "任组长，", "一是"])
def test_endless_repetition_is_drafted_in_reasonable_time(unit):
    started = time.perf_counter()
    draft(parse("二、组织架构与职责分工\n（一）领导小组\n三、重点工作举措\n1." + unit * (20_000 // len(unit))))
    assert time.perf_counter() - started < 5
