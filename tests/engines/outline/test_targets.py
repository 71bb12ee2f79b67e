"""Numbers one can be held to, and papers named."""

import pytest

from quanyi.engines.outline.passages import Passage
from quanyi.engines.outline.targets import obligations, targets


def passage(text):
    made = Passage()
    made.add(text, 0)
    return made


@pytest.mark.parametrize(
    ("text", "metric", "operator", "value", "unit"),
    [
        ("客户满意度不低于95%", "客户满意度", ">=", 95, "%"),
        ("投诉办结率达到100%", "投诉办结率", ">=", 100, "%"),
        ("有责投诉占比控制在15％以内", "有责投诉占比", "<=", 15, "%"),
        ("首次响应不超过24小时", "首次响应", "<=", 24, "小时"),
        ("培训覆盖率100%", "培训覆盖率", "=", 100, "%"),
        ("千户投诉量较上年下降5%", "千户投诉量", "change", 5, "%"),
        ("宣传活动不少于４场", "宣传活动", ">=", 4, "场"),
        ("一般投诉15个工作日内办结", "一般投诉", "within", 15, "个工作日"),
        ("员工培训全覆盖", "员工培训", "=", 100, "%"),
        ("重大信息泄露零发生", "重大信息泄露", "=", 0, "件"),
        ("经费不少于1,200万元", "经费", ">=", 1200, "万元"),
    ],
)
def test_a_target_has_its_metric_operator_value_and_unit(text, metric, operator, value, unit):
    found = targets(passage(text))
    assert [(each.metric, each.operator, each.value, each.unit) for each in found] == [(metric, operator, value, unit)]


@pytest.mark.parametrize("text", ["设立3个专班", "2026年工作方案", "拨打12378热线"])
def test_a_bare_number_is_no_target(text):
    assert targets(passage(text)) == []


def test_papers_are_named_with_their_number_and_why():
    found = obligations(
        passage(
            "根据《银行保险机构消费者权益保护管理办法》（银保监会令2022年第9号），修订《客户信息保护管理办法》，参观《光明》展览"
        )
    )
    assert [(each.name, each.paper, each.kind) for each in found] == [
        ("银行保险机构消费者权益保护管理办法", "银保监会令2022年第9号", "basis"),
        ("客户信息保护管理办法", "", "own"),
        ("光明", "", "named"),
    ]


def test_a_paper_that_names_a_paper_is_one():
    found = obligations(passage("落实《关于贯彻〈办法〉的通知》和《关于转发《实施细则》的通知》"))
    assert [each.name for each in found] == ["关于贯彻〈办法〉的通知", "关于转发《实施细则》的通知"]
