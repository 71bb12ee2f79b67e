"""Nothing leaves this machine, and no page, style sheet or script of ours names an asset of another one."""

import re
import socket
from html.parser import HTMLParser
from pathlib import Path

import pytest

from quanyi.site.catalogues import HOUSE
from tests.silence import Outbound

SOURCES = [path for path in HOUSE.rglob("*") if path.suffix in {".html", ".css", ".js", ".svg"}]
#: Attributes whose address the browser fetches by itself.
FETCHED = {"src", "srcset", "poster", "data", "action", "formaction", "background", "xlink:href", "hx-get", "hx-post"}
EXTERNAL = re.compile(r"^\s*(?:[a-z]+:)?//", re.IGNORECASE)
CSS = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])((?:[a-z]+:)?//[^"')]*)""", re.IGNORECASE)
#: Names of vocabularies look like addresses and are never fetched.
NAMES = re.compile(r"https?://www\.w3\.org/[\w/#.-]*")


class Assets(HTMLParser):
    """Collects the addresses that a browser would fetch from elsewhere."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            fetched = name in FETCHED or (name == "href" and tag not in {"a", "area"})
            if fetched and value and EXTERNAL.match(value):
                self.found.append(value)
            if name == "style" and value:
                self.found += CSS.findall(value)


def external(path, text):
    """Return the addresses of other machines that a file makes a browser fetch."""
    if path.suffix in {".html", ".svg"}:
        reader = Assets()
        reader.feed(text)
        return reader.found + CSS.findall(text)
    if path.suffix == ".css":
        return CSS.findall(text)
    if "vendor" in path.parts:
        # A library may carry addresses in its licence and messages; the content security policy binds what it does.
        return re.findall(r"(?:importScripts|import)\(\s*[\"'](https?:[^\"']*)", text)
    return re.findall(r"https?://[^\s\"'`]+", NAMES.sub("", text))


def test_there_is_something_to_look_at():
    assert {path.suffix for path in SOURCES} >= {".html", ".css", ".js"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_a_file_names_no_external_asset(path):
    assert external(path, path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("name", "text"),
    {
        "a.html": '<script src="https://cdn.example/x.js"></script>',
        "b.html": '<link rel="stylesheet" href="//cdn.example/x.css">',
        "c.html": '<div style="background: url(https://cdn.example/x.png)"></div>',
        "d.css": "@import 'https://cdn.example/x.css';",
        "e.css": "a { background: url(//cdn.example/x.png) }",
        "f.js": 'fetch("https://cdn.example/x")',
    }.items(),
)
def test_an_external_asset_is_caught(name, text):
    assert len(external(Path(name), text)) >= 1


def test_a_link_that_somebody_may_follow_is_no_asset():
    assert external(Path("a.html"), '<a href="https://www.gov.cn/">gov.cn</a>') == []


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_an_outbound_connection_is_caught(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as attempt, pytest.raises(Outbound):
        attempt.connect((address, 80))


def test_a_look_up_of_a_name_elsewhere_is_caught():
    with pytest.raises(Outbound):
        socket.create_connection(("example.com", 80))
