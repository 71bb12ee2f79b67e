"""The product itself on a data folder of its own with the small world in it, and people at browsers."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.foundation.ui.conftest import ARGUMENTS, CHROMIUM

ROOT = Path(__file__).parents[2]
PASSWORD = "Journeys-2026"  # of people who live as long as these tests
MARKS = pytest.mark.browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(MARKS)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the product as a bank would; returns its address."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    folder = tmp_path_factory.mktemp("house")
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "QUANYI_DATA": str(folder / "data"),
        "QUANYI_KEYS": str(folder / "keys"),
        "DJANGO_SETTINGS_MODULE": "quanyi.site.settings",
    }
    for words in (["-m", "quanyi", "migrate"], ["-m", "tests.journeys.world", PASSWORD]):
        subprocess.run(
            [sys.executable, *words], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )  # own words
    port = free_port()
    words = [sys.executable, "-m", "quanyi", "web", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(words, env=environment, cwd=ROOT) as web:  # own words
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address)
            yield address
        finally:
            web.terminate()


def wait_for(address: str) -> None:
    """Wait until the web answers.

    Raises:
        TimeoutError: it does not within 30 seconds.
    """
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=5):  # our own address
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    # Only these tests need it: importing it costs 0.2 s.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, browser: Any, house: str, **settings: Any) -> None:
        given = {"viewport": {"width": 1366, "height": 860}, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        self.context = browser.new_context(**given | settings)
        self.context.set_default_timeout(15_000)
        self.house = house
        self.complaints: list[str] = []
        self.page = self.tab()

    def tab(self) -> Any:
        """Open another tab."""
        page = self.context.new_page()
        page.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def sign_in(self, username: str, password: str = PASSWORD) -> "Person":
        """Sign in by the form."""
        self.go("/account/login/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", password)
        self.page.click("main form button")
        return self

    def go(self, path: str, page: Any = None) -> int:
        """Open an address and return the status of the answer."""
        answer = (page or self.page).goto(path if path.startswith("http") else f"{self.house}{path}")
        assert answer is not None
        return int(answer.status)

    def fill(self, page: Any = None, **values: Any) -> None:
        """Fill a derived form: texts, dates, choices by their value, boxes by true."""
        page = page or self.page
        for name, value in values.items():
            field = page.locator(f"[name={name}]:not([type=hidden])")
            if value is True:
                field.check()
            elif field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(str(value))

    def send(self, page: Any = None) -> None:
        """Press the button of the derived form."""
        (page or self.page).click("form.qy-form .qy-form-foot .btn-primary")

    def act(self, name: str, number: str, **values: Any) -> None:
        """Open the form of an action on a case, fill it, send it, and see that it was done."""
        self.go(f"/do/{name}/{number}/")
        self.fill(**values)
        self.send()
        assert self.page.locator(".qy-alert").first.inner_text().strip().startswith("已完成"), self.page.inner_text(
            "main"
        )

    def press(self, label: str) -> None:
        """Press a button or follow a link by its words."""
        self.page.locator("main").get_by_role("link", name=label, exact=True).first.click()


@pytest.fixture
def visitor(browser: Any, house: str) -> Iterator[Any]:
    """Let somebody sit down at a browser: ``visitor("fang")``, or ``visitor()`` for nobody signed in yet."""
    people: list[Person] = []

    def sit_down(username: str = "", **settings: Any) -> Person:
        person = Person(browser, house, **settings)
        people.append(person)
        return person.sign_in(username) if username else person

    yield sit_down
    for person in people:
        person.context.close()
