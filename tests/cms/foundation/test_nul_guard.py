"""A NUL in an address, a cookie or a form is refused before it reaches a database that cannot hold it."""

from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from cms.accounts.models import User
from cms.foundation.nul_guard import NulGuardMiddleware
from cms.structures.actions import add_receptionist
from tests.factories.places_life import make_place

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

PATHS = (
    "/commune/%s/", "/integrer/qui-appeler/%s/", "/lieux/confirmer/%s/", "/ogc/collections/%s",
    "/ogc/collections/lieux/items/%s", "/donnees/%s", "/l/%s", "/e/%s", "/api/v1/places/%s", "/d/%s", "/%s/",
    "/media/%s", "/static/%s", "/flux/commune/%s.ics", "/documents/1/%s",
)  # fmt: skip
QUERIES = (
    "/rechercher/?q=%s", "/agenda/?commune=%s", "/agenda/?page=%s", "/qui-appeler/?commune=%s&besoin=%s",
    "/lieux/?commune=%s", "/structures/?page=%s", "/donnees/lieux.geojson?commune=%s",
    "/donnees/evenements.geojson?epci=%s", "/ogc/collections/lieux/items?cursor=%s",
    "/ogc/collections/evenements/items?bbox=%s",
    "/?q=%s", "/repondeur.txt?jour=%s", "/nulle-part?x=%s",
)  # fmt: skip
API_QUERIES = ("/api/v1/who-to-call?commune=%s", "/api/v1/places?cursor=%s", "/api/v1/events?commune=%s")
BAD = ("\0", "58194\0", "\0\0")


def _answer(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.mark.parametrize("address", [*PATHS, *QUERIES])
def test_no_address_with_a_nul_is_an_error_of_ours(platform: Any, communes: Any, address: str) -> None:
    client = Client(raise_request_exception=False)
    for bad in BAD:
        response = client.get(address.replace("%s", quote(bad, safe="")))
        assert response.status_code == 400, (address, bad)
        assert "NUL" in response.content.decode()


@pytest.mark.parametrize("address", API_QUERIES)
def test_the_api_refuses_a_nul_in_a_sentence_of_its_own(platform: Any, communes: Any, address: str) -> None:
    client = Client(raise_request_exception=False)
    for bad in BAD:
        response = client.get(address.replace("%s", quote(bad, safe="")))
        # "58194" with something behind it may still be understood as the commune.
        assert response.status_code in {200, 404, 422}, (address, bad)
        if response.status_code != 200:
            assert response.json()["detail"]


@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("/accueil/noter/", "commune"),
        ("/accueil/noter/", "number"),
        ("/accueil/envoyer/", "commune"),
        ("/accueil/repondeur/", "text"),
        ("/accueil/planning/", "person"),
        ("/lettre/abonnement/", "email"),
    ],
)
def test_no_form_with_a_nul_is_an_error_of_ours(platform: Any, communes: Any, url: str, field: str) -> None:
    agent = add_receptionist(email="odile@example.org", first_name="O", last_name="B", now=timezone.now())
    client = Client(raise_request_exception=False)
    client.force_login(agent)
    for bad in BAD:
        assert client.post(url, {field: bad}).status_code == 400
        assert (
            client.post(url, f"{field}={quote(bad)}", content_type="application/x-www-form-urlencoded").status_code
            == 400
        )


def test_a_place_is_handed_nothing_with_a_nul(structure_a: Any, moderator: User, communes: Any) -> None:
    place = make_place(structure_a)
    client = Client(raise_request_exception=False)
    client.force_login(moderator)
    answer = client.post("/mon-espace/lieux/doublons/", {"one": place.pk, "other": "\0", "answer": "x"})
    assert answer.status_code == 400


def test_a_cookie_that_spells_a_nul_is_refused(platform: Any) -> None:
    answer = Client(raise_request_exception=False).get("/mon-espace/", headers={"cookie": 'sessionid="abcdefgh\\000"'})
    assert answer.status_code == 400


def test_another_charset_hides_no_nul(platform: Any) -> None:
    """In UTF-7 the four letters +AAA- are a NUL."""
    client = Client(raise_request_exception=False)
    hidden = client.get("/rechercher/?q=%2BAAA-", CONTENT_TYPE="text/plain; charset=utf-7")
    assert hidden.status_code == 400


def test_an_upload_keeps_its_bytes(rf: RequestFactory) -> None:
    sent = b"\x89PNG\0\0\1"
    request = rf.post("/", {"title": "Affiche", "file": SimpleUploadedFile("a.png", sent)})
    guard = NulGuardMiddleware(_answer)
    assert guard.process_view(request) is None
    assert request.FILES["file"].read() == sent
    assert request.POST["title"] == "Affiche"


def test_a_body_that_is_no_form_is_left_to_its_view(rf: RequestFactory) -> None:
    request = rf.post("/", b"a\0b", content_type="application/octet-stream")
    guard = NulGuardMiddleware(_answer)
    assert guard.process_view(request) is None
    assert request.read() == b"a\0b"
