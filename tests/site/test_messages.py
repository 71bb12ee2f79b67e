"""Messages are found in Python and templates, catalogues follow the code, compiled forms follow the catalogues."""

import gettext
import os

import polib
import pytest

from quanyi.site import catalogues, messages

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

LABEL = _("One")
MANY = ngettext("%(n)s day", "%(n)s days", 3)
MAY = pgettext("month", "May")
JOINED = _("two " "parts")
SHOWN = _(LABEL)
"""
TEMPLATE = """{% load i18n %}{% translate "Four" %}{% blocktranslate with n=1 %}five {{ n }}{% endblocktranslate %}
{% blocktranslate count n=days %}{{ n }} week{% plural %}{{ n }} weeks{% endblocktranslate %}{{ _("Six")|upper }}
{% field label=_("Seven") %}{% translate "May" context "month" %}"""


@pytest.fixture
def room(tmp_path):
    made = tmp_path / "room"
    (made / "templates").mkdir(parents=True)
    (made / "apps.py").write_text("", "utf-8")
    (made / "rules.py").write_text(CODE, "utf-8")
    (made / "templates" / "page.html").write_text(TEMPLATE, "utf-8")
    return made


def test_every_kind_of_message_is_found(room):
    assert {(m.context, m.text, m.plural) for m in messages.extract(room).values()} == {
        (None, "One", ""),
        (None, "%(n)s day", "%(n)s days"),
        ("month", "May", ""),
        (None, "two parts", ""),
        (None, "Four", ""),
        (None, "five %(n)s", ""),
        (None, "%(n)s week", "%(n)s weeks"),
        (None, "Six", ""),
        (None, "Seven", ""),
    }


def test_a_message_in_an_f_string_is_refused(room):
    (room / "rules.py").write_text('x = _(f"{1} case")', "utf-8")
    with pytest.raises(messages.UnreadableMessage, match=r"rules.py:1: a message cannot be an f-string"):
        messages.extract(room)


def test_a_catalogue_keeps_its_texts_gains_new_messages_and_loses_unused_ones(room):
    path = room / catalogues.CATALOGUE
    path.parent.mkdir(parents=True)
    old = polib.POFile()
    old.append(polib.POEntry(msgid="One", msgstr="一"))
    old.append(polib.POEntry(msgid="Gone", msgstr="没了"))
    old.save(str(path))
    messages.update(room)
    texts = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path)) if not entry.msgid_plural}
    assert texts["One"] == "一"
    assert texts["Four"] == ""
    assert "Gone" not in texts


def write(house, text):
    path = house / "foundation/org" / catalogues.CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = polib.POFile()
    catalogue.metadata = dict(messages.HEADER)
    catalogue.append(polib.POEntry(msgid="One", msgstr=text))
    catalogue.save(str(path))
    return path


def read(path):
    with path.open("rb") as file:
        return gettext.GNUTranslations(file).gettext("One")


def test_a_newer_catalogue_is_compiled_and_an_old_one_left_alone(tmp_path):
    po = write(tmp_path, "一")
    mo = po.with_suffix(".mo")
    assert catalogues.compile_stale(tmp_path / "cache", tmp_path) == []
    assert read(mo) == "一"
    mo.write_bytes(b"left alone")
    assert catalogues.compile_stale(tmp_path / "cache", tmp_path) == []
    assert mo.read_bytes() == b"left alone"
    write(tmp_path, "壹")
    os.utime(mo, (1, 1))
    catalogues.compile_stale(tmp_path / "cache", tmp_path)
    assert read(mo) == "壹"


def test_a_read_only_installation_compiles_into_the_cache_folder(tmp_path, monkeypatch):
    po = write(tmp_path / "house", "一")
    refused = catalogues.tempfile.mkstemp

    def read_only(*args, **options):
        # The superuser may write anywhere, so the refusal of a read-only disk is played here.
        if options["dir"] == po.parent:
            raise PermissionError(options["dir"])
        return refused(*args, **options)

    monkeypatch.setattr(catalogues.tempfile, "mkstemp", read_only)
    paths = catalogues.compile_stale(tmp_path / "cache", tmp_path / "house")
    assert paths == [str(tmp_path / "cache" / "foundation-org")]
    assert read(tmp_path / "cache/foundation-org/zh_Hans/LC_MESSAGES/django.mo") == "一"
