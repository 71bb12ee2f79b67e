"""Every sentence of the room has a Chinese text with the same placeholders."""

import re
from pathlib import Path

import polib

from quanyi.foundation import ui

ROOM = Path(ui.__file__).parent
CATALOGUE = polib.pofile(str(ROOM / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
IN_TEMPLATES = re.compile(r"""\{%\s*trans\s+(?:"([^"]+)"|'([^']+)')|_\((?:"([^"]+)")\)""")
IN_PYTHON = re.compile(r"""\b_\(\s*"((?:[^"\\]|\\.)+)"\s*\)|pgettext(?:_lazy)?\("\w+", "([^"]+)"\)""")
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def used() -> set[str]:
    found = set()
    for pattern, suffix in ((IN_TEMPLATES, "*.html"), (IN_PYTHON, "*.py")):
        for path in ROOM.rglob(suffix):
            found |= {next(filter(None, groups)) for groups in pattern.findall(path.read_text("utf-8"))}
    return found


def test_every_sentence_in_templates_and_code_is_in_the_catalogue():
    assert used() - {entry.msgid for entry in CATALOGUE} == set()


def test_every_entry_is_translated_with_the_same_placeholders():
    wrong = [
        entry.msgid
        for entry in CATALOGUE
        if not entry.translated() or set(PLACEHOLDER.findall(entry.msgid)) != set(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert wrong == []


def test_the_chinese_texts_use_full_width_punctuation():
    assert [entry.msgstr for entry in CATALOGUE if re.search(r"[一-鿿][,;:!?]|[,;:!?()][一-鿿]", entry.msgstr)] == []
