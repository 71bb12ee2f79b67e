"""Components refuse what they do not know and tie labels, reasons and errors to their controls."""

import datetime
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from quanyi.foundation.ui.rules import Chart, Field, Pill, Series, Tab, chart_option
from quanyi.foundation.ui.templatetags import figures, inputs, layout, marks

TEMPLATES = Path(inputs.__file__).parents[1] / "templates"
TAGS = sorted(name for library in (marks, layout, inputs, figures) for name in library.register.tags)


def draw(source: str, **values: object) -> str:
    with translation.override("en"):
        return Template("{% load ui %}" + source).render(Context(values))


@pytest.mark.parametrize("tag", TAGS)
def test_every_component_refuses_an_unknown_attribute(tag):
    source = f'{{% load ui %}}{{% {tag} onclick="x" %}}{{% end{tag} %}}'
    with pytest.raises(TemplateSyntaxError, match="unexpected keyword argument 'onclick'"):
        Template(source)


@pytest.mark.parametrize(
    "source",
    [
        '{% badge "x" tone="pink" %}',
        '{% icon "no-such-icon" %}',
        '{% lane "legal" %}',
        '{% button label="x" tone="huge" %}',
        '{% alert tone="pink" %}x{% endalert %}',
    ],
)
def test_an_unknown_value_is_an_error_that_names_the_component(source):
    with pytest.raises(TemplateSyntaxError, match=source.split()[1]):
        draw(source)


def test_text_given_to_a_component_is_escaped():
    assert draw("{% badge text %}", text="<b>") == '<span class="qy-badge tone-neutral">&lt;b&gt;</span>'


def test_a_blocked_button_keeps_the_focus_and_tells_its_reason():
    html = draw('{% button label="Extend" disabled="Declare it complex first" href="/x" %}')
    reason = html.split('aria-describedby="')[1].split('"')[0]
    assert f'id="{reason}">Declare it complex first</span>' in html
    assert 'aria-disabled="true"' in html
    assert " disabled" not in html
    assert "href" not in html


def test_a_field_is_tied_to_its_help_and_its_errors():
    html = draw("{% field f %}", f=Field("day", "Day", "date", required=True, help="Of receipt", errors=["Missing"]))
    assert '<label for="id_day">' in html
    assert 'aria-describedby="id_day-help id_day-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_day-error"' in html
    assert 'id="id_day-help"' in html


def test_an_unknown_kind_of_field_is_an_error():
    with pytest.raises(TemplateSyntaxError, match="kind='slider'"):
        draw("{% field f %}", f=Field("x", "X", "slider"))


def test_a_choice_marks_the_selected_value_and_offers_an_empty_one_only_where_needed():
    choices = [("1", "One"), ("2", "Two")]
    html = draw("{% field f %}", f=Field("x", "X", "choice", value=2, choices=choices, required=True))
    assert '<option value="2" selected>Two</option>' in html
    assert html.count("<option") == 2
    assert draw("{% field f %}", f=Field("x", "X", "choice", choices=choices)).count("<option") == 3


def test_a_clock_says_its_word_and_fills_its_bar():
    html = draw('{% clock "demanded" "2 days left" day 0.8 "warn" %}', day=datetime.date(2026, 11, 25))
    assert "2 days left" in html
    assert "11-25 Wed" in html
    assert 'width="80%"' in html


@pytest.mark.parametrize(("language", "shown"), [("zh-hans", "2026-11-24 周二"), ("en", "2026-11-24 Tue")])
def test_a_day_names_its_weekday_in_the_active_language(language, shown):
    with translation.override(language):
        assert marks.day(datetime.date(2026, 11, 24)) == shown


@pytest.mark.parametrize(
    ("fen", "shown"), [(321658, "3,216.58 yuan"), (-5, "-0.05 yuan"), (0, "0.00 yuan"), (None, "—")]
)
def test_money_is_exact(fen, shown):
    with translation.override("en"):
        assert marks.yuan(fen) == shown


def test_counts_stop_at_999():
    assert [marks.capped(n) for n in (0, 999, 1000)] == ["0", "999", "999+"]
    assert "999+" in draw("{% tabs items %}", items=[Tab("All", "?", 1000)])


def test_a_pill_leads_to_the_address_without_it():
    assert 'href="?unit="' in draw("{% pills items %}", items=[Pill("Unit", "A1", "?unit=")])


def test_a_chart_has_a_table_with_the_same_figures_and_links():
    figure = Chart(
        "By reason", ["Fees", "Service"], [Series("Complaints", [604, 498])], kind="bars", links=["/1", "/2"]
    )
    html = draw("{% chart f %}", f=figure)
    assert '<a href="/1" data-point="0">Fees</a>' in html
    assert '<td class="is-number">604</td>' in html
    assert chart_option(figure)["series"][0]["data"] == [604, 498]


def test_a_chart_without_figures_says_so():
    assert draw("{% chart f %}", f=Chart("t", [], [Series("s", [])])) == (
        '<p class="qy-note">No figures for this period.</p>\n'
    )


def test_horizontal_bars_take_the_height_their_number_needs():
    assert Chart("t", ["a"], [Series("s", [1])], kind="bars").space == 76
    assert Chart("t", ["a"] * 20, [Series("s", [1] * 20)], kind="bars").space == 320


def test_a_chart_with_a_missing_value_is_an_error():
    with pytest.raises(ValueError, match="1 values for 2 labels"):
        chart_option(Chart("t", ["a", "b"], [Series("s", [1])]))


def test_every_template_of_the_room_is_at_most_60_lines():
    long = {p.name for p in TEMPLATES.rglob("*.html") if len(p.read_text("utf-8").splitlines()) > 60}
    assert long == set()


def test_no_template_carries_inline_style_or_handlers():
    forbidden = (' style="', " onclick=", " hx-on", "javascript:", "<style")
    found = {(p.name, bad) for p in TEMPLATES.rglob("*.html") for bad in forbidden if bad in p.read_text("utf-8")}
    assert found == set()
