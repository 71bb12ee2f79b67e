"""Which words name a unit, and who leads and supports."""

import pytest

from quanyi.engines.outline.passages import Passage
from quanyi.engines.outline.units import assigned, is_unit, split_units, unit_name


@pytest.mark.parametrize(
    "name",
    [
        "法律合规部门（或指定牵头部门）",
        "风险管理部",
        "各分行",
        "信息科技部、运营管理部",
        "远程银行中心",
        "办公室",
        "内审部门及各业务条线",
        "董事会",
        "各业务条线部门（如零售、公司等）",
    ],
)
def test_names_of_units_are_units(name):
    assert is_unit(name)


@pytest.mark.parametrize(
    "name",
    [
        "健全信息安全管理制度",
        "加强内部管理",
        "全部",
        "监管部门",
        "合作机构",
        "以客户为中心",
        "监督检查各部门、各分行",
        "指导思想",
        "",
    ],
)
def test_other_headings_are_none(name):
    assert not is_unit(name)


def test_a_unit_keeps_its_bracket_apart_from_its_name():
    unit = unit_name("法律合规部门（或指定牵头部门）")
    assert (unit.printed, unit.name, unit.alternative) == (
        "法律合规部门（或指定牵头部门）",
        "法律合规部门",
        "或指定牵头部门",
    )


def test_a_list_of_units_is_split_and_brackets_stay_whole():
    assert split_units("法律合规部、业务部门（零售、公司）及各分行等") == [
        "法律合规部",
        "业务部门（零售、公司）",
        "各分行",
    ]


@pytest.mark.parametrize(
    ("text", "lead", "supporting"),
    [
        ("（牵头部门：科技部；配合部门：合规部、各分行）", ("科技部",), ("合规部", "各分行")),
        ("由信息科技部牵头，各部门配合，每季度开展审计", ("信息科技部",), ("各部门",)),
        ("每季度由科技部牵头、各部门配合开展", ("科技部",), ("各部门",)),
        ("责任单位：零售金融部。", ("零售金融部",), ()),
        ("由合规管理部会同客户服务中心建立机制", ("合规管理部",), ("客户服务中心",)),
        ("主办：审计部 协办：风险管理部", ("审计部",), ("风险管理部",)),
        ("完善制度，压实责任", (), ()),
    ],
)
def test_lead_and_support_are_read_from_labels_and_sentences(text, lead, supporting):
    made = Passage()
    made.add(text, 0)
    found = assigned(made, ())
    assert (found.lead, found.supporting) == (lead, supporting)


def test_units_that_are_only_mentioned_are_told_apart():
    made = Passage()
    made.add("每年向审计部报告，数据治理办配合。", 0)
    found = assigned(made, ("数据治理办",))
    assert (found.lead, found.mentioned) == ((), ("审计部", "数据治理办"))
