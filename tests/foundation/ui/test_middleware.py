"""The policy header is exact, the nonce is fresh, fragments are told from pages."""

from django.http import HttpResponse
from django.test import RequestFactory

from quanyi.foundation.ui.middleware import ContentSecurityPolicy, Fragments


def answer(request, **headers):
    return ContentSecurityPolicy(lambda r: HttpResponse(r.csp_nonce, headers=headers))(request)


def test_the_policy_is_exact_and_carries_the_nonce_of_the_request():
    response = answer(RequestFactory().get("/"))
    nonce = response.content.decode()
    assert response["Content-Security-Policy"] == (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Permissions-Policy"] == "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


def test_every_request_has_a_nonce_of_its_own():
    assert answer(RequestFactory().get("/")).content != answer(RequestFactory().get("/")).content


def test_a_policy_set_by_the_view_stays():
    response = answer(RequestFactory().get("/"), **{"Content-Security-Policy": "default-src 'self'"})
    assert response["Content-Security-Policy"] == "default-src 'self'"


def fragment(**headers) -> tuple[bool, str]:
    request = RequestFactory().get("/", headers=headers)
    response = Fragments(lambda r: HttpResponse())(request)
    return request.fragment, response["Vary"]


def test_an_htmx_request_is_a_fragment_unless_boosted_and_the_answer_varies():
    assert fragment() == (False, "HX-Request")
    assert fragment(**{"HX-Request": "true"}) == (True, "HX-Request")
    assert fragment(**{"HX-Request": "true", "HX-Boosted": "true"}) == (False, "HX-Request")
