"""The committed reference pages say what the program does, and a difference is caught."""

import pytest

from quanyi.site import configuration, reference
from quanyi.site.commands import docs
from quanyi.site.reference import law


@pytest.mark.parametrize("name", reference.PAGES)
def test_the_committed_page_equals_the_generated_one(name):
    committed = (reference.FOLDER / name).read_text("utf-8")
    assert committed == reference.PAGES[name](), "run: quanyi docs"


def test_a_page_that_differs_is_caught(tmp_path, capsys):
    assert docs.main(["--to", str(tmp_path)]) == 0
    assert docs.main(["--to", str(tmp_path), "--check"]) == 0
    page = tmp_path / "permissions.csv"
    page.write_text(page.read_text("utf-8").replace("x", "", 1), "utf-8")
    (tmp_path / "openapi.json").unlink()
    capsys.readouterr()
    assert docs.main(["--to", str(tmp_path), "--check"]) == 1
    assert capsys.readouterr().out == "2 of 5 pages differ openapi.json permissions.csv\n"


def test_a_citation_names_each_article():
    assert law.cited("told (T20 18.1, 19 and 21; P20 art. 43)") == [
        ("T20", "18.1"),
        ("T20", "19"),
        ("T20", "21"),
        ("P20", "43"),
    ]


def test_a_setting_that_is_not_listed_cannot_be_read(tmp_path):
    with pytest.raises(KeyError, match=r"mail\.host"):
        configuration.Configuration(tmp_path, tmp_path).get("mail.host")
