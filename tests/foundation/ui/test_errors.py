"""Error pages say what happened, whether anything was lost and what to do; the gallery leaves no component out."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory, override_settings
from django.utils import translation

from quanyi.foundation.ui import pages
from quanyi.foundation.ui.templatetags import ui

URLS = f"{__name__.rpartition('.')[0]}.urls"
TEMPLATES = Path(pages.__file__).parents[1] / "templates" / "ui"
VIEWS = [
    (pages.forged, 403),
    (pages.invalid, 400),
    (pages.denied, 403),
    (pages.missing, 404),
    (pages.too_large, 413),
    (pages.too_many, 429),
    (pages.broken, 500),
]


def ask(view, fragment=False, **arguments):
    request = RequestFactory().get("/")
    request.fragment = fragment
    request.user = SimpleNamespace(is_authenticated=False)
    with override_settings(ROOT_URLCONF=URLS), translation.override("en"):
        return view(request, **arguments)


@pytest.mark.parametrize(("view", "status"), VIEWS)
def test_an_error_page_answers_the_three_questions(view, status):
    response = ask(view)
    assert response.status_code == status
    asked = re.findall(r"<dt>(.*?)</dt><dd>.+?</dd>", response.content.decode())
    assert asked == ["What happened", "Was anything lost", "What to do"]


def test_a_fragment_gets_a_fragment():
    html = ask(pages.missing, fragment=True).content.decode()
    assert "<html" not in html
    assert "This page cannot be found" in html


def test_the_sentence_of_a_refusal_is_shown():
    html = ask(pages.denied, exception=PermissionDenied("Only the head office may do this")).content.decode()
    assert "Only the head office may do this" in html


def test_the_reason_of_a_forged_form_stays_out_of_the_page():
    assert "CSRF" not in ask(pages.forged, reason="CSRF cookie not set.").content.decode()


def test_the_gallery_shows_every_component():
    text = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("gallery*.html"))
    shown = set(re.findall(r"\{%\s*(\w+)", text))
    assert set(ui.register.tags) - shown - {"panels"} == set()
    assert {name for name in ui.register.filters if f"|{name}" not in text} == {"moment"}
