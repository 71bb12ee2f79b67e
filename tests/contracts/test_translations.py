"""Every message of every room has its Chinese text, and each kind of gap is caught."""

import polib
import pytest

from quanyi.site import messages
from quanyi.site.catalogues import CATALOGUE, HOUSE

ROOMS = {room.relative_to(HOUSE).as_posix(): room for room in messages.rooms()}


@pytest.mark.parametrize("name", ROOMS)
def test_the_catalogue_of_a_room_is_complete(name):
    assert messages.faults(ROOMS[name]) == []


def test_one_message_has_one_chinese_text_in_all_rooms():
    texts = {}
    for name, room in ROOMS.items():
        path = room / CATALOGUE
        for entry in polib.pofile(str(path)) if path.exists() else []:
            key = entry.msgctxt or "", entry.msgid
            texts.setdefault(key, {}).setdefault(entry.msgstr or entry.msgstr_plural.get(0, ""), []).append(name)
    # Django merges the catalogues, so that a second text for the same message would be shown nowhere.
    assert {key: found for key, found in texts.items() if len(found) > 1} == {}


def room(folder, entries, code='from django.utils.translation import gettext as _\n\nLABEL = _("Open %(n)s cases")\n'):
    """Build a room with one message and a catalogue."""
    made = folder / "gossip"
    (made / CATALOGUE).parent.mkdir(parents=True)
    (made / "apps.py").write_text("", "utf-8")
    (made / "rules.py").write_text(code, "utf-8")
    catalogue = polib.POFile()
    catalogue.metadata = dict(messages.HEADER)
    catalogue.extend(polib.POEntry(**entry) for entry in entries)
    catalogue.save(str(made / CATALOGUE))
    return made


GOOD = {"msgid": "Open %(n)s cases", "msgstr": "待办 %(n)s 件"}
GAPS = {
    "is not in the catalogue": [],
    "has no Chinese text": [GOOD | {"msgstr": ""}],
    "is marked fuzzy": [GOOD | {"flags": ["fuzzy"]}],
    "has other placeholders": [GOOD | {"msgstr": "待办若干件"}],
    "has half-width punctuation": [GOOD | {"msgstr": "待办: %(n)s 件"}],
    "is used nowhere": [GOOD, {"msgid": "Shut", "msgstr": "关闭"}],
}


def test_a_complete_catalogue_has_no_fault(tmp_path):
    assert messages.faults(room(tmp_path, [GOOD])) == []


@pytest.mark.parametrize("gap", GAPS)
def test_a_gap_is_caught(tmp_path, gap):
    faults = messages.faults(room(tmp_path, GAPS[gap]))
    assert len(faults) == 1
    assert gap in faults[0]
