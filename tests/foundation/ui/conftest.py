"""A server of the room's pages without a database, and the system's Chromium."""

import shutil
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from types import SimpleNamespace
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from quanyi.foundation.ui import registry

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MIDDLEWARE = [
    "quanyi.foundation.ui.middleware.ContentSecurityPolicy",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "quanyi.foundation.ui.middleware.Fragments",
]
PERSON = SimpleNamespace(name="赵晓燕", unit="消费者权益保护办公室", post="登记岗", is_authenticated=True)


def signed_in(respond: Any) -> Any:
    """Stand in for sign-in: the room draws whoever the request carries."""

    def middleware(request: Any) -> Any:
        request.user = PERSON
        request.actor = SimpleNamespace(may=lambda action, path=None: True)
        return respond(request)

    return middleware


class Server(ThreadingMixIn, WSGIServer):
    """Answers several requests of one page at once."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Keeps the test output free of access lines."""

    def log_message(self, *args: Any) -> None:
        """Write nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the room's pages."""
    here = __name__.rpartition(".")[0]
    own = {"ROOT_URLCONF": f"{here}.urls", "MIDDLEWARE": [*MIDDLEWARE, f"{__name__}.signed_in"]}
    entries = [registry.Nav(group.id, group.label, "search") for group in registry.GROUPS]
    entries += [registry.Nav("complaints", "投诉处理", "gallery"), registry.Nav("complaints", "来件对账", "missing")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_navigation", {})
        patch.setattr(registry, "_badges", {"notices": lambda request: 1000, "complaints": lambda request: 2})
        registry.register_nav(*entries)
        yield from serve(own)


def serve(own: dict[str, Any]) -> Iterator[str]:
    """Answer requests on a free port until the tests are done."""
    with override_settings(**own):
        server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium; tests are skipped, with this reason, where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    # Only these tests need it: importing it costs 0.2 s.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()
