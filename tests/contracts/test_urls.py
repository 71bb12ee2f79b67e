"""Every address is for people who signed in, or stands on the list of public ones; an undeclared one is caught."""

import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, clear_url_caches, get_resolver, path
from django.urls.converters import IntConverter, UUIDConverter
from django.urls.resolvers import RoutePattern

from quanyi.foundation.capabilities.middleware import PUBLIC
from quanyi.site import urls

SIGN_IN = str(settings.LOGIN_URL)


def routes(resolver=None, prefix="/", namespace=""):
    """Yield (name, address) of every route, with a sample at each open place."""
    for part in (resolver or get_resolver()).url_patterns:
        address = prefix + filled(part.pattern)
        if isinstance(part, URLResolver):
            yield from routes(part, address, f"{namespace}{part.namespace}:" if part.namespace else namespace)
        else:
            assert isinstance(part, URLPattern)
            yield f"{namespace}{part.name}", address


def filled(pattern):
    """Return a part of an address with samples at its open places."""
    text = str(pattern).lstrip("^").rstrip("$")
    if isinstance(pattern, RoutePattern):
        samples = {name: sample(converter) for name, converter in pattern.converters.items()}
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: samples[match.group(1)], text)
    return re.sub(r"\(\?P<.*?\)\)?", "x", text).replace("\\", "")


def sample(converter):
    """Return what may stand at one kind of open place."""
    if isinstance(converter, IntConverter):
        return "1"
    return "00000000-0000-0000-0000-000000000000" if isinstance(converter, UUIDConverter) else "x"


def open_routes():
    """Return the names of routes that answer somebody who did not sign in."""
    client = Client(raise_request_exception=False)
    found = set()
    for name, address in routes():
        answer = client.get(address)
        to_sign_in = answer.status_code == 302 and answer.url.startswith("/account/login/")
        if not to_sign_in and answer.status_code != 401:
            found.add(name)
    return found


@pytest.mark.django_db
def test_only_the_public_routes_answer_a_stranger():
    assert open_routes() == PUBLIC & {name for name, _address in routes()}


@pytest.mark.django_db
def test_every_public_name_is_a_route():
    assert sorted(PUBLIC - {name for name, _address in routes()}) == []


@pytest.mark.django_db
def test_a_page_that_forgets_sign_in_is_caught(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SignInRequired")]
    assert "listing" in open_routes() - PUBLIC


@pytest.mark.django_db
def test_a_new_address_is_closed_to_strangers_without_doing_anything(monkeypatch):
    added = path("gossip/", lambda request: HttpResponse("gossip"), name="gossip")
    monkeypatch.setattr(urls, "urlpatterns", [added, *urls.urlpatterns])
    clear_url_caches()
    try:
        assert ("gossip", "/gossip/") in list(routes())
        assert "gossip" not in open_routes()
    finally:
        clear_url_caches()


def test_the_api_answers_401_and_a_fragment_is_sent_to_sign_in(db):
    client = Client()
    assert client.get("/api/v1/openapi.json").status_code == 401
    answer = client.get("/list/x/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/account/login/")
