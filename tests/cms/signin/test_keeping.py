"""A form whose session has ended, or whose proof is old, is kept whole and sent again after signing in."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.accounts.models import User
from tests.cast import PASSWORD

OURS = {"headers": {"origin": "http://testserver"}}


def fields(page: str) -> list[tuple[str, str]]:
    """Return what the kept page's form sends again, as a browser reads it."""
    form = page[page.rindex('<form class="form"') :]
    inputs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    areas = [
        (name, text[1:])
        for name, text in re.findall(r'<textarea name="([^"]*)" hidden>(.*?)</textarea>', form, re.DOTALL)
    ]
    return [(unescape(name), unescape(value)) for name, value in inputs + areas if name != "csrfmiddlewaretoken"]


@pytest.mark.parametrize("path", ["/mon-espace/compte/mot-de-passe/", "/admin/pages/3/edit/"])
def test_a_form_without_a_session_is_kept_whole(path: str, client: Client, platform: object) -> None:
    typed = {
        "title": "Premiers « pas »",
        "body": "\nUn\nDeux <b>",
        "days": ["1", "2"],
        "password": "tout bas",
        "empty": "",
    }
    answer = client.post(path, typed)
    assert answer.status_code == 403
    assert "no-store" in answer.headers["Cache-Control"]
    page = answer.content.decode()
    assert "rien n’est perdu" in page
    kept = fields(page)
    assert sorted(kept) == sorted(
        [("title", "Premiers « pas »"), ("body", "\nUn\nDeux <b>"), ("days", "1"), ("days", "2"), ("empty", "")]
    )
    assert f'action="{path}"' in page
    assert "tout bas" not in page


def test_the_kept_form_arrives_after_signing_in_elsewhere(partner_a: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/connexion/")
    token = browser.cookies["csrftoken"].value
    data = {"csrfmiddlewaretoken": token, "who": "typed"}
    page = browser.post("/mon-espace/compte/mot-de-passe/retirer/", data, **OURS).content.decode()
    old = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[-1]
    sign_in = {"csrfmiddlewaretoken": token, "username": partner_a.email, "password": PASSWORD}
    assert browser.post("/connexion/mot-de-passe/", sign_in, **OURS).status_code == 302
    # Signing in has changed the proof: the form comes back once more, with a new one, and then arrives.
    again = browser.post(
        "/mon-espace/compte/mot-de-passe/retirer/", {"csrfmiddlewaretoken": old, "who": "typed"}, **OURS
    )
    assert again.status_code == 403
    assert "Votre session avait expiré&nbsp;: rien n’est perdu" in again.content.decode()
    assert "Encore un appui pour terminer" in again.content.decode()
    assert "connecté" not in again.content.decode()
    assert fields(again.content.decode()) == [("who", "typed")]
    fresh = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', again.content.decode())[-1]
    sent = browser.post(
        "/mon-espace/compte/mot-de-passe/retirer/", {"csrfmiddlewaretoken": fresh, "who": "typed"}, **OURS
    )
    assert sent.status_code == 302
    assert not User.objects.get(pk=partner_a.pk).has_usable_password()


def test_a_form_of_another_site_is_not_offered_to_be_sent(partner_a: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(partner_a)
    for where in ("https://evil.example", "null", ""):
        answer = browser.post("/mon-espace/compte/mot-de-passe/", {"x": "du mal"}, headers={"origin": where})
        assert answer.status_code == 403
        assert "du mal" not in answer.content.decode()


def test_without_cookies_the_page_says_so_and_keeps_the_form(platform: object) -> None:
    answer = Client(enforce_csrf_checks=True).post("/connexion/", {"email": "a@example.org"}, **OURS)
    assert answer.status_code == 403
    assert "cookie" in answer.content.decode()
    assert ("email", "a@example.org") in fields(answer.content.decode())


def test_files_cannot_be_kept_and_are_named(client: Client, platform: object) -> None:
    file = SimpleUploadedFile("affiche <1>.pdf", b"%PDF", content_type="application/pdf")
    page = client.post("/mon-espace/compte/mot-de-passe/", {"title": "Atelier", "flyer": file}).content.decode()
    assert "affiche &lt;1&gt;.pdf" in page
    assert 'enctype="multipart/form-data"' in page
    assert fields(page) == [("title", "Atelier")]


def test_a_form_that_is_too_long_to_be_kept_says_so(client: Client, platform: object) -> None:
    page = client.post("/mon-espace/compte/mot-de-passe/", {"body": "a" * 1_000_001}).content.decode()
    assert "trop long pour être gardé en entier" in page
    assert len(page) < 50_000


def test_scripts_of_the_editor_get_wagtails_own_answer(client: Client, platform: object) -> None:
    asked = client.post("/admin/pages/3/edit/", {}, headers={"x-requested-with": "XMLHttpRequest"})
    assert asked.status_code == 403
    assert b"<form" not in asked.content


def test_reading_leads_to_the_way_in(client: Client, platform: object, client_of: Callable[[User], Client]) -> None:
    answer = client.get("/mon-espace/compte/?page=2")
    assert answer.headers["Location"] == "/connexion/?next=/mon-espace/compte/%3Fpage%3D2"
