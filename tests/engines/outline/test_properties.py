"""What must hold for every input: nothing is lost, the printed tree parses to itself, nothing crashes, spans fit."""

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from quanyi.engines.outline import OutlineError, draft, parse, render
from quanyi.engines.outline.numbering import han_number

from .plans_as_files import content, level, list_on, package, paragraph

SNIPPETS = """
一、 二、 三、 （一） （二） (一) 1. 2. 2． 3、 （1） （2） ① ② 第一章 第二条 附件1 附件： 3.1 3.2 3.15 - ● A.
指导思想 总体目标 领导小组 组长： 副组长： 成员： 法律合规部： 法律合规部门（或指定牵头部门）： 职责分工
重点工作举措 牵头 配合 由科技部牵头 每季度 每年3月 6月底前 定期 不低于95% 《办法》 （银保监会令2022年第9号）
首页 > 文库 相关推荐 第3页 目录 2026年1月2日 ， 。 ； ： 、 “ ” （ ） 一是 二是 客户 保护 abc 12 ２０ ％ | ……
"""
BLANKS = ["\t", " ", "\u3000", "\u200b", "\n", "\r\n", "\n\n", "\x0b", "\x85"]
PIECES = st.sampled_from(SNIPPETS.split() + BLANKS)
ANY_TEXT = st.one_of(
    st.lists(PIECES, max_size=60).map("".join),
    st.lists(PIECES, max_size=60).map("\n".join),
    st.text(alphabet=st.characters(exclude_characters="#*<>", exclude_categories=["Cs"]), max_size=200),
)
WORDS = st.text(alphabet="客户权益保护制度培训宣传教育信息安全投诉办理检查", min_size=2, max_size=12)
SENTENCES = st.lists(WORDS, min_size=2, max_size=4).map(lambda words: "，".join(words) + "。")


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_no_character_of_any_text_is_lost(text):
    assert content(render(parse(text, "any.txt"))) == content(text)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_every_span_of_any_text_lies_in_its_source(text):
    document = parse(text, "any.txt")
    drafted = draft(document)
    items = [
        *drafted.objectives,
        *drafted.bodies,
        *drafted.duties,
        *drafted.measures,
        *drafted.phases,
        *drafted.obligations,
    ]
    for item in [*items, *document.walk(), *document.all_parts(), *drafted.vague, *document.warnings]:
        assert 0 <= item.span.start <= item.span.end <= len(document.source)
    for duty in drafted.duties:  # a duty of several lines leaves the numbers of its inner lines out
        assert content(duty.span.of(document.source)).startswith(content(duty.text.split("\n")[0]))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", "一、甲".encode(), "一、甲".encode("gb18030")]))
def test_bytes_are_read_or_refused(data, head):
    try:
        parse(head + data, "any.bin")
    except OutlineError as refusal:
        assert str(refusal).startswith("any.bin: ")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_word_file_is_read_or_refused(data):
    whole = bytearray(package(paragraph("一、甲") + paragraph("落实到位。")))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        parse(bytes(whole), "damaged.docx")
    except OutlineError as refusal:
        assert str(refusal).startswith("damaged.docx: ")


LEVELS = (
    lambda n: f"{han_number(n)}、",
    lambda n: f"（{han_number(n)}）",
    lambda n: f"{n}.",
    lambda n: f"（{n}）",
    lambda n: chr(0x2460 + n - 1),
)


def trees(depth=0):
    if depth == len(LEVELS):
        return st.just([])
    few = st.integers(0, 3 - depth // 2)
    return few.flatmap(
        lambda n: st.lists(
            st.tuples(WORDS, st.one_of(st.just(""), SENTENCES), trees(depth + 1)), min_size=n, max_size=n
        )
    )


def printed(tree, depth=0):
    for place, (title, text, children) in enumerate(tree):
        yield LEVELS[depth](place + 1) + title
        if text:
            yield text
        yield from printed(children, depth + 1)


def shape(nodes):
    return [(node.title, node.text, shape(node.children)) for node in nodes]


@settings(max_examples=40, deadline=None)
@given(trees())
def test_a_printed_tree_is_read_back_as_it_was(tree):
    document = parse("工作方案\n" + "\n".join(printed(tree)))
    assert shape(document.nodes) == tree


@settings(max_examples=30, deadline=None)
@given(trees())
def test_the_tree_printed_out_again_parses_to_the_same_tree(tree):
    once = parse("工作方案\n" + "\n".join(printed(tree)))
    again = parse(render(once))
    assert shape(again.nodes) == shape(once.nodes)


@settings(max_examples=30, deadline=None)
@given(trees())
def test_automatic_numbers_give_the_same_tree_as_typed_ones(tree):
    forms = (
        ("chineseCounting", "%1、"),
        ("chineseCounting", "（%2）"),
        ("decimal", "%3."),
        ("decimal", "（%4）"),
        ("decimalEnclosedCircle", "%5"),
    )
    levels = "".join(level(depth, form, pattern) for depth, (form, pattern) in enumerate(forms))
    numbering = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{list_on("0")}'

    def body(branch, depth=0):
        for title, text, children in branch:
            yield paragraph(title, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>')
            if text:
                yield paragraph(text)
            yield from body(children, depth + 1)

    document = parse(package("".join(body(tree)), numbering=numbering))
    assert shape(document.nodes) == tree


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=8))
def test_numbers_out_of_sequence_are_all_kept_and_each_warned_of(numbers):
    document = parse("工作方案\n" + "\n".join(f"{n}.落实到位，不走过场。" for n in numbers))
    assert [node.ordinal for node in document.nodes] == numbers
    faults = (numbers[0] != 1) + sum(after != before + 1 for before, after in pairwise(numbers))
    assert len([each for each in document.warnings if each.code.startswith("numbering")]) == faults


def test_blanks_are_all_that_render_may_change():
    text = "工作方案\n　　一、  甲\n\n\n落 实。\t\n"
    assert re.sub(r"\s", "", render(parse(text))) == re.sub(r"\s", "", text)
