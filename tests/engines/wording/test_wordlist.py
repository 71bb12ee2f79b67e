"""A bank's own word list becomes practice rules."""

import pytest

from quanyi.engines.wording import PackError, Screener, load_packs, read_words, with_words


def test_lines_groups_comments_and_dividers_are_read():
    words = read_words(
        ["\ufeff# 我行词表", "[竞品]", "友行宝、他行贷", "", "[口号]", "财源滚滚  # 停用", "财源滚滚", "赚"], "list.txt"
    )
    assert words.groups == {"竞品": ("友行宝", "他行贷"), "口号": ("财源滚滚",)}
    assert words.left_out == ("line 7: 财源滚滚: given before", "line 8: 赚: a single character")


@pytest.mark.parametrize(
    ("lines", "message"),
    [(["# nothing"], "list.txt: the list holds no word"), (["长" * 64], "list.txt: line 1: 长长")],
)
def test_a_list_without_words_or_with_sentences_is_refused(lines, message):
    with pytest.raises(PackError) as error:
        read_words(lines, "list.txt")
    assert str(error.value).startswith(message)


def test_words_of_a_list_are_found_as_practice_and_excused_like_others():
    screener = Screener(with_words(load_packs(), read_words(["[口号]", "财源滚滚"])))
    finding = next(screener.screen(["祝您财 源滚滚"])).findings[0]
    assert (finding.rule, finding.statutory, finding.article, finding.text) == (
        "LIST-01",
        False,
        "自有词表（口号）",
        "财 源滚滚",
    )
    assert next(screener.screen(["不得使用“财源滚滚”等字样"])).findings == ()
