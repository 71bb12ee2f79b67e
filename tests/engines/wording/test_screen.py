"""Wording is found whatever its spelling, excused by what stands around it, and reported with offsets of the
original."""

import datetime
import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quanyi.engines.wording import PackError, default_screener
from quanyi.engines.wording import screen as screen_module

SCREENER = default_screener()
DAY = datetime.date(2026, 11, 24)


def _peer():
    path = Path(__file__).resolve().parents[3] / "bench" / "wording_peer.py"
    spec = importlib.util.spec_from_file_location("wording_peer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Peer(SCREENER.packs)


PEER = _peer()


def screened(text, kind="general", channel="", as_of=DAY):
    return next(SCREENER.screen([text], kind, channel, as_of))


def hits(text, **options):
    return [(finding.rule, finding.text) for finding in screened(text, **options).findings]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本理财保本", "保本"),
        ("本理财 保　本", "保　本"),
        ("本理财保*本，好", "保*本"),
        ("本理财保\u200b本", "保\u200b本"),
        ("本理财bao本", "bao本"),
        ("本理财ＢＡＯ本", "ＢＡＯ本"),
        ("本理财保夲", "保夲"),
        ("【保】【本】理财", "保】【本"),
        ("理财保🔥本", "保🔥本"),
    ],
)
def test_a_disguised_word_is_reported_as_it_stands_in_the_text(text, found):
    assert hits(text) == [("GUA-01", found)]
    finding = screened(text).findings[0]
    assert text[finding.start : finding.end] == found


def test_traditional_characters_are_read():
    assert hits("穩賺不賠") == [("GUA-03", "穩賺不賠")]


def test_a_latin_word_is_not_found_inside_a_longer_one():
    assert hits("理财代号xbao本") == []


def test_a_number_is_not_found_inside_a_longer_one():
    assert hits("贷款利率3.0利率") == []
    assert hits("0利息贷款") == [("IND-12", "0利息")]
    assert hits("贷款10利息") == []


@pytest.mark.parametrize(
    "text",
    [
        "本产品不保本",
        "本产品不承诺保本，也不保证收益",
        "并非保本理财",
        "广告不得明示或者暗示保本、无风险或者保收益",
        "使用“保本”“零风险”等字样",
        "警惕“保本高息”骗局",
        "理财产品保本吗？",
        "是否保本，以说明书为准",
        "大额存单保本保息",
        "2014年保本浮动收益型产品说明书，产品代码BB14",
    ],
)
def test_wording_is_excused_by_negation_law_quotation_question_deposit_or_date(text):
    assert hits(text) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("不仅保本，而且省心", "GUA-01"),
        ("不可错过的保本理财", "GUA-01"),
        ("股市有风险，选择我行保本理财", "GUA-01"),
        ("谨防诈骗！认准我行保本理财", "GUA-01"),
        ("像存款一样保本的理财", "GUA-01"),
    ],
)
def test_what_only_looks_like_an_excuse_excuses_nothing(text, rule):
    assert rule in [found for found, _ in hits(text)]


def test_two_words_of_one_rule_that_touch_are_one_finding():
    assert hits("保本保息保收益") == [("GUA-01", "保本保息保收益")]


def test_a_wrapped_line_does_not_cut_a_negation():
    assert hits("本理财产品是净值型产品，投资有风险，管理人在任何情况下都不\n保本，请谨慎") == []


def test_a_short_line_ends_a_sentence():
    assert hits("严禁外传\n保本理财热销") == [("GUA-01", "保本")]


def test_an_annualised_rate_excuses_a_daily_one():
    assert hits("贷款日利率低至0.02%") == [("RAT-01", "日利率")]
    assert hits("贷款日利率0.02%，折合年化利率7.3%（单利）") == []


def test_a_rule_for_insurance_is_silent_on_a_loan():
    assert [rule for rule, _ in hits("每年存2万", kind="insurance")] == ["CON-03"]
    assert hits("每年存2万", kind="loan") == []


def test_online_words_are_statutory_online_and_practice_offline():
    online = screened("高收益理财", channel="sms").findings[0]
    offline = screened("高收益理财", channel="poster").findings[0]
    assert (online.rule, online.statutory) == ("IND-01", True)
    assert (offline.rule, offline.statutory) == ("IND-04", False)


def test_a_rule_counts_from_the_day_its_source_is_in_force():
    assert hits("高收益理财", as_of=datetime.date(2026, 9, 29)) == []
    assert hits("高收益理财", as_of=datetime.date(2026, 9, 30)) == [("IND-01", "高收益")]


def test_an_unknown_kind_or_channel_is_refused_with_the_list():
    with pytest.raises(PackError, match="unknown kind 'house'; known: wealth, loan"):
        screened("保本", kind="house")
    with pytest.raises(PackError, match="unknown channel 'fax'; known: app, call"):
        screened("保本", channel="fax")


def test_a_channel_is_known_by_its_chinese_name():
    assert SCREENER.channel("短信") == "sms"


def test_the_general_kind_requires_no_statement():
    assert screened("理财产品").missing == ()


def test_a_complete_wealth_poster_misses_nothing():
    text = (
        "稳健理财30天，由江城理财有限责任公司发行与管理，江城银行代理销售。风险等级：R2（中低风险）。固定管理费0.20%/年。"
        "理财非存款，产品有风险，投资须谨慎，可能损失本金。"
    )
    assert (screened(text, kind="wealth", channel="poster").missing, hits(text, kind="wealth")) == ((), [])


def test_without_a_channel_every_statement_but_the_refusal_line_is_asked_for():
    unknown = [one.statement for one in screened("贷款", kind="loan").missing]
    message = [one.statement for one in screened("贷款", kind="loan", channel="sms").missing]
    assert set(unknown) - set(message) == {"综合融资成本（全部息费项目及收取方）"}
    assert set(message) - set(unknown) == {"拒收（退订）方式"}


def test_a_denied_risk_is_no_risk_warning():
    missing = [one.statement for one in screened("本理财没有风险，本金不会损失", kind="wealth").missing]
    assert missing[:2] == ["风险提示（如“理财有风险，投资须谨慎”）", "本金可能损失的提示"]


def test_a_wrongly_put_statement_is_a_finding_and_still_missing():
    screening = screened("近一年收益3%，过往业绩足以代表未来", kind="fund")
    assert "STA-02" in [finding.rule for finding in screening.findings]
    assert "“过往业绩不代表未来表现”" in [one.statement for one in screening.missing]


def test_a_loan_message_misses_rate_lender_warning_and_refusal():
    missing = [one.statement for one in screened("急用钱找我", kind="loan", channel="sms").missing]
    assert missing == ["年化利率", "贷款机构名称", "额度与利率以审批结果为准、理性借贷提示", "拒收（退订）方式"]


def test_the_cost_table_is_asked_for_from_august_2026():
    statement = "综合融资成本（全部息费项目及收取方）"
    for day, asked in ((datetime.date(2026, 7, 31), False), (datetime.date(2026, 8, 1), True)):
        missing = screened("贷款", kind="loan", channel="app", as_of=day).missing
        assert (statement in [one.statement for one in missing]) is asked


def test_an_empty_text_shows_nothing():
    assert list(SCREENER.screen(["", " \n"], "wealth")) == [screened("", kind="wealth")] * 2
    assert screened("", kind="wealth") == screen_module.Screening((), ())


SCRAPS = st.sampled_from(
    [
        "保本", "不", "无", "零风险", "高收益", "第一", "全国", "，", "。", "“", "”", "(", "）", "*", ".", "-",
        "1", "%", "月", "日利率", "贷款", "理财", "保险", "存款", "不得", "警惕", "骗局", "吗", "2014年", "说明书",
        "年化", "a", "bao", "本", "最低", "、", "𝟘", "🔥", "但", "选择", "等字样", "的", "低风险", "等级", "收益",
        "保证", "本金", "承诺", "热销", "第一批", "确保", "存", "免费", "秒批", " ", "\n", "\ud800",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(SCRAPS, st.text(max_size=3)), max_size=30).map("".join)


@given(st.lists(TEXTS, max_size=5), st.sampled_from(["general", "wealth", "loan", "insurance"]))
@settings(max_examples=150, deadline=None)
def test_the_findings_are_those_of_the_slow_reference(texts, kind):
    found = [[] for _ in texts]
    spans = SCREENER.spans(texts, kind, as_of=DAY)
    for text, rule, start, end in zip(spans.text, spans.rule, spans.start, spans.end, strict=True):
        found[text].append((start, end, rule))
    assert [sorted(one) for one in found] == [PEER.screen(text, kind, "", DAY) for text in texts]


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_spans_lie_inside_the_text_and_quote_it(text):
    for finding in screened(text, kind="wealth", channel="app").findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.text == text[finding.start : finding.end]


@given(st.lists(TEXTS, min_size=2, max_size=12), st.integers(1, 40))
@settings(max_examples=50, deadline=None)
def test_findings_do_not_depend_on_how_texts_are_batched(texts, size):
    whole = list(SCREENER.screen(texts, "wealth"))
    batch, screen_module.BATCH = screen_module.BATCH, size
    try:
        assert list(SCREENER.screen(texts, "wealth")) == whole
    finally:
        screen_module.BATCH = batch
