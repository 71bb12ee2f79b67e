"""Numbers at the head of a line, and what only looks like one."""

import pytest

from quanyi.engines.outline.markers import marker_at, number_of
from quanyi.engines.outline.numbering import formatted


@pytest.mark.parametrize(
    ("line", "scheme", "ordinal", "number"),
    [
        ("第一章　总则", "chapter", 1, "第一章"),
        ("第二部分：工作任务", "part", 2, "第二部分："),
        ("第十二条 各分行应当报告", "article", 12, "第十二条"),
        ("一、总体目标", "han", 1, "一、"),
        ("十一．保障措施", "han", 11, "十一．"),
        ("（一）指导思想", "han-paren", 1, "（一）"),
        ("(二十三) 其他", "han-paren", 23, "(二十三)"),
        ("㈠领导小组", "han-paren", 1, "㈠"),
        ("1. 强化培训", "arabic", 1, "1."),
        ("２．强化培训", "arabic", 2, "２．"),
        ("3、强化培训", "arabic", 3, "3、"),
        ("4。强化培训", "arabic", 4, "4。"),
        ("5，强化培训", "arabic", 5, "5，"),
        ("⒍强化培训", "arabic", 6, "⒍"),
        ("3.1 领导机构", "decimal-2", 1, "3.1"),
        ("3.1.2 领导机构", "decimal-3", 2, "3.1.2"),
        ("（1）采集", "arabic-paren", 1, "（1）"),
        ("( 2 )采集", "arabic-paren", 2, "( 2 )"),
        ("3）采集", "half-paren", 3, "3）"),
        ("④采集", "circled", 4, "④"),
        ("㉑采集", "circled", 21, "㉑"),
        ("B. 采集", "letter", 2, "B."),
        ("● 采集", "bullet", None, "●"),
        ("●3月份开展宣传", "bullet", None, "●"),
        ("- 采集", "bullet", None, "-"),
        ("附件2：考核表", "annex", 2, "附件2："),
    ],
)
def test_every_kind_of_number_is_recognised(line, scheme, ordinal, number):
    marker = marker_at(line)
    assert (marker.scheme, marker.ordinal, line[: marker.length]) == (scheme, ordinal, number)


@pytest.mark.parametrize(
    "line",
    [
        "一、二级分行应当报备方案",
        "二、三季度开展检查",
        "1.5亿元以上的贷款",
        "2026年1月印发",
        "9、10月组织宣传",
        "第三条规定的情形除外",
        "（一）项所列情形",
        "附件：1.任务分解表",
        "3·15消费者权益日",
        "A、B类客户",
        "——2026年工作方案",
        "-3-",
        "",
    ],
)
def test_what_only_looks_like_a_number_is_none(line):
    assert marker_at(line) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十二", 12), ("二十", 20), ("二〇", 20), ("一百零五", 105), ("１２", 12), ("7", 7)],
)
def test_figures_have_their_value(text, value):
    assert number_of(text) == value


def test_a_word_is_no_figure():
    with pytest.raises(ValueError, match="客户"):
        number_of("客户")


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"),
        (21, "japaneseCounting", "二十一"),
        (105, "chineseCounting", "一百〇五"),
        (3, "chineseLegalSimplified", "叁"),
        (3, "ideographTraditional", "丙"),
        (12, "ideographZodiac", "亥"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (3, "decimalEnclosedParen", "⑶"),
        (3, "decimalEnclosedFullstop", "⒊"),
        (28, "lowerLetter", "bb"),
        (4, "upperRoman", "IV"),
        (5, "decimalZero", "05"),
        (7, "someFutureFormat", "7"),
    ],
)
def test_automatic_numbers_are_written_as_word_writes_them(value, form, text):
    assert formatted(value, form) == text


@pytest.mark.parametrize("value", range(1, 1000, 7))
def test_chinese_figures_read_back_to_their_value(value):
    assert number_of(formatted(value, "chineseCounting")) == value
