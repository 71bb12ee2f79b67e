"""The tree itself: nesting, headings, titles, noise, wrapped lines, warnings."""

import pytest

from quanyi.engines.outline import OutlineError, parse, render

from .plans_as_files import content


def outline(document):
    return ["  " * (node.level - 1) + node.number + node.title for node in document.walk()]


def codes(document):
    return [warning.code for warning in document.warnings]


def test_numbers_of_every_kind_nest_in_the_usual_order():
    document = parse("第一部分 总体\n一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n②己\n2.庚\n二、辛\n第二部分 其他\n一、壬")
    assert outline(document) == [
        "第一部分总体",
        "  一、甲",
        "    （一）乙",
        "      1.丙",
        "        （1）丁",
        "          ①戊",
        "          ②己",
        "      2.庚",
        "  二、辛",
        "第二部分其他",
        "  一、壬",
    ]


def test_the_reverse_order_is_learnt_from_the_document():
    document = parse("1.信息保护\n（一）分级\n（二）加密\n2.宣传教育\n（一）进社区\n（二）进校园\n3.考核")
    assert outline(document) == [
        "1.信息保护",
        "  （一）分级",
        "  （二）加密",
        "2.宣传教育",
        "  （一）进社区",
        "  （二）进校园",
        "3.考核",
    ]


def test_a_level_may_be_left_out():
    document = parse("一、目标\n1.甲\n2.乙\n二、措施\n（一）丙\n1.丁\n（二）戊")
    assert [(node.number, node.level) for node in document.walk()] == [
        ("一、", 1),
        ("1.", 2),
        ("2.", 2),
        ("二、", 1),
        ("（一）", 2),
        ("1.", 3),
        ("（二）", 2),
    ]


@pytest.mark.parametrize(
    ("line", "title", "separator", "text"),
    [
        (
            "1.法律合规部门（或指定牵头部门）：牵头制定制度；组织培训。",
            "法律合规部门（或指定牵头部门）",
            "：",
            "牵头制定制度；组织培训。",
        ),
        ("1.完善制度。六月底前修订办法。", "完善制度", "。", "六月底前修订办法。"),
        ("1.完善制度　　六月底前修订办法，报董事会。", "完善制度", "", "六月底前修订办法，报董事会。"),
        ("1.完善制度 六月底前修订办法，报董事会。", "完善制度", "", "六月底前修订办法，报董事会。"),
        ("1.完善制度", "完善制度", "", ""),
        ("二、强化督导检查。每季度检查一次。", "强化督导检查", "。", "每季度检查一次。"),
        ("二、提高政治站位。", "提高政治站位", "。", ""),
        ("1.每季度开展一次权限审计，及时收回权限。", "", "", "每季度开展一次权限审计，及时收回权限。"),
        ("1.落实“三适当”要求：把合适的产品卖给合适的人。", "落实“三适当”要求", "：", "把合适的产品卖给合适的人。"),
    ],
)
def test_a_heading_is_cut_from_the_text_on_its_line(line, title, separator, text):
    node = parse(line).nodes[0]
    assert (node.title, node.separator, node.text) == (title, separator, text)


def test_dates_and_amounts_at_the_head_of_a_line_stay_text():
    document = parse("一、宣传\n3.15期间开展集中宣传。\n1.5万户受益。\n二、检查\n2026年检查两次。")
    assert outline(document) == ["一、宣传", "二、检查"]
    assert document.nodes[0].text == "3.15期间开展集中宣传。\n1.5万户受益。"


def test_decimals_nest_and_go_on():
    document = parse("1 措施\n1.1 信息\n1.1.1 分级\n1.1.2 加密\n1.2 宣传\n2 考核")
    assert outline(document) == ["1措施", "  1.1信息", "    1.1.1分级", "    1.1.2加密", "  1.2宣传", "2考核"]


def test_an_annex_stands_outermost_and_its_numbers_begin_anew():
    document = parse("一、甲\n（一）乙\n附件1\n考核办法\n一、丙\n（一）丁")
    assert outline(document) == ["一、甲", "  （一）乙", "附件1", "  一、丙", "    （一）丁"]
    assert codes(document) == ["no-title"]


def test_signature_date_and_list_of_annexes_belong_to_nobody():
    document = parse("一、甲\n落实到位。\n附件：1.分解表\n2.评分表\n\n北山银行办公室\n2026年2月3日\n抄送：各分行。")
    assert document.as_dict()["closing"] == [
        "附件：1.分解表",
        "2.评分表",
        "北山银行办公室",
        "2026年2月3日",
        "抄送：各分行。",
    ]
    assert document.nodes[0].text == "落实到位。"
    assert codes(document) == ["no-title"]


def test_noise_is_set_aside_and_printed_on_request():
    text = "首页 > 新闻 > 通知\n工作方案\n一、甲\n落实到位。\n- 3 -\n第3页 共9页\n二、乙\n落实到位。\n"
    text += "相关阅读\n1.某行总结\n"
    document = parse(text)
    assert [each["text"] for each in document.as_dict()["noise"]] == [
        "首页 > 新闻 > 通知",
        "- 3 -",
        "第3页 共9页",
        "相关阅读",
        "1.某行总结",
    ]
    assert render(document, noise=False) == "工作方案\n一、甲\n落实到位。\n二、乙\n落实到位。\n"
    assert content(render(document)) == content(text)


def test_an_article_that_goes_on_below_a_block_of_links_is_read_on():
    text = "一、甲\n落实。\n二、乙\n落实。\n相关推荐\n某某银行工作总结\n三、丙\n落实。\n四、丁\n落实。"
    assert outline(parse(text)) == ["一、甲", "二、乙", "三、丙", "四、丁"]


def test_a_typed_table_of_contents_is_no_second_plan():
    text = "方案\n目  录\n一、甲……1\n二、乙……2\n一、甲\n落实。\n二、乙\n落实。"
    document = parse(text)
    assert outline(document) == ["一、甲", "二、乙"]
    assert codes(document) == []
    bare = parse("方案\n目录\n一、甲\n二、乙\n一、甲\n落实。\n二、乙\n落实。")
    assert (outline(bare), codes(bare)) == (["一、甲", "二、乙"], [])


def test_lines_wrapped_by_hand_are_joined():
    lines = [
        "为规范全行客户权益保护工作的组织实施和督导考核并压实各级",
        "责任，根据监管规定和本行公司治理的要求结合经营管理工作的实",
        "际情况制定本方案。",
    ]
    body = "\n".join(["一、总则", *lines * 5])
    node = parse(body).nodes[0]
    assert node.text == "\n".join(["".join(lines)] * 5)


def test_short_lines_are_not_taken_for_wrapped_text():
    document = parse("（一）领导小组\n组长：行长\n副组长：副行长\n成员：各部门负责人")
    assert document.nodes[0].text == "组长：行长\n副组长：副行长\n成员：各部门负责人"


def test_enumerations_inside_a_sentence_stay_there():
    document = parse("一、信息\n收集的信息包括：（1）姓名；（2）证件号码；（3）账号。\n二、其他\n无。")
    assert outline(document) == ["一、信息", "二、其他"]


def test_a_passage_that_ran_together_is_taken_apart():
    document = parse("二、职责分工（一）领导小组\n负责决策。\n（二）部门 1.合规部：定制度；2.科技部：保系统。")
    assert outline(document) == ["二、职责分工", "  （一）领导小组", "  （二）部门", "    1.合规部", "    2.科技部"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("方案\n一、甲\n办好。\n三、乙\n办好。", ["numbering-skips"]),
        ("方案\n一、甲\n办好。\n一、乙\n办好。", ["numbering-repeats"]),
        ("方案\n一、甲\n办好。\n二、乙\n办好。\n一、丙\n办好。", ["numbering-restarts"]),
        ("方案\n二、甲\n办好。", ["numbering-skips"]),
        ("方案\n一、甲\n办好。\n二、乙\n客户满意度不低于", ["broken-off"]),
        ("方案\n一、甲\n办好。\n二、乙", ["broken-off"]),
        ("方案\n一、甲\n办好。\n1.乙。\n完成时限：每季度末", []),
        ("方案\n一、甲\n按照《客户信息保护", ["broken-off"]),
        ("方案\n一、甲\n办好。\n二、乙\n办好。", []),
        ("第一章 总则\n第一条 甲。\n第二条 乙。\n第二章 分则\n第三条 丙。", ["no-title"]),
        ("没有编号的一段话。", ["no-title", "no-structure"]),
        ("", ["no-title", "no-structure"]),
    ],
)
def test_warnings_say_what_is_wrong(text, wanted):
    assert codes(parse(text)) == wanted


def test_a_warning_names_line_and_place():
    document = parse("方案\n一、甲\n办好。\n三、乙\n办好。")
    assert str(document.warnings[0]) == "line 4: the numbering jumps from 1 to 3: “三、乙” [numbering-skips]"
    assert document.warnings[0].span.of(document.source) == "三、乙"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("北山银行\n2026年工作方案\n一、甲", "北山银行2026年工作方案"),
        ("关于印发2026年工作方案的通知\n北银发〔2026〕3号\n各分行：\n一、甲", "关于印发2026年工作方案的通知"),
        ("关于印发《2026年工作方案》的通知\n各分行：\n2026年工作方案\n一、甲", "2026年工作方案"),
        ("2026年工作方案_人人文库网\n一、甲", "2026年工作方案"),
        ("一、甲\n2026年工作方案", ""),
        ("各分行：\n现将有关事项通知如下。\n一、甲", ""),
    ],
)
def test_the_title_is_the_line_that_looks_like_one(lines, title):
    assert parse(lines).title == title


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_usual_encoding_is_read(encoding):
    assert parse("一、总体目标\n提升服务。".encode(encoding), "plan.txt").nodes[0].title == "总体目标"


def test_broken_bytes_are_kept_with_a_warning():
    document = parse("一、总体目标\n提升服务。".encode("gb18030") + b"\xff\xff", "plan.txt")
    assert document.nodes[0].title == "总体目标"
    assert codes(document)[0] == "encoding"


def test_a_pasted_page_loses_its_tags_and_keeps_its_text():
    document = parse(
        "<html><head><title>x</title></head><body><h1>工作方案</h1><p>一、甲&nbsp;</p><p>办好。</p><script>1</script></body>"
    )
    assert (document.title, outline(document), document.nodes[0].text) == ("工作方案", ["一、甲"], "办好。")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "save it as .docx"),
        (b"%PDF-1.7", "is a PDF"),
        (b"{\\rtf1}", "save it as .docx"),
        (b"PK\x03\x04 no zip", "damaged"),
        (b"\x00\x01\xff\xfe\x80" * 50, "no text file"),
    ],
)
def test_other_files_are_refused_with_a_way_out(data, words):
    with pytest.raises(OutlineError, match=words):
        parse(data, "plan.bin")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(OutlineError, match=r"none\.docx: cannot be read"):
        parse(tmp_path / "none.docx")
