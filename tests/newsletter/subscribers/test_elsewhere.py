"""The form on other people's sites: no cookie, no token, never more than the mail with the button."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from branding.models import Brand
from cms.territories.models import Commune
from newsletter.subscribers.elsewhere import form_line, frame_line
from newsletter.subscribers.models import ConsentRecord, Subscriber, SubscriberState
from newsletter.subscribers.networks import MAILS_AN_HOUR

pytestmark = pytest.mark.django_db

ELSEWHERE, FRAME = "/lettre/abonnement/ailleurs/", "/lettre/abonnement/bloc/"
FORM = {"email": "marie@example.org", "place": "Nevers", "commune": "58194"}


@pytest.fixture(autouse=True)
def _outbox(settings: Settings, brand: Brand, nevers: Commune) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def stranger() -> Client:
    """A browser on the site of a town hall: no cookie of ours, another origin."""
    return Client(enforce_csrf_checks=True, headers={"Origin": "https://mairie.example.org"})


def test_the_pasted_line_asks_and_subscribes_nobody(stranger: Client, nevers: Commune) -> None:
    line = str(form_line(nevers))
    assert "\n" not in line
    assert "<script" not in line
    action = re.search(r'action="http://localhost:8000([^"]+)"', line)
    assert action is not None
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', line))
    answer = stranger.post(
        action[1], {**hidden, "email": "marie@example.org", "website": ""},
        headers={"Referer": "https://mairie.example.org/lettre"},
    )  # fmt: skip
    assert (answer.status_code, answer["Location"]) == (302, "/lettre/abonnement/merci/")
    assert not answer.cookies
    person = Subscriber.objects.get()
    assert (person.state, person.commune) == (SubscriberState.PENDING, nevers)
    assert ConsentRecord.objects.get().source.endswith("/lettre/abonnement/ailleurs/ mairie.example.org")
    assert len(mail.outbox) == 1


def test_opening_the_address_leads_to_our_own_form(stranger: Client) -> None:
    assert stranger.get(ELSEWHERE)["Location"] == "/lettre/abonnement/"


@pytest.mark.parametrize("path", [ELSEWHERE, FRAME])
def test_a_question_is_asked_as_on_our_own_page(path: str, stranger: Client) -> None:
    page = stranger.post(path, {**FORM, "email": "marie@orange.ft"})
    assert page.status_code == 422
    assert "Oui, c’est marie@orange.fr" in page.content.decode()
    assert not mail.outbox


@pytest.mark.parametrize("path", [ELSEWHERE, FRAME])
def test_a_program_that_fills_in_everything_causes_nothing(path: str, stranger: Client) -> None:
    assert stranger.post(path, {**FORM, "website": "https://spam.example"}).status_code in {200, 302}
    assert not Subscriber.objects.exists()


def test_the_frame_works_without_cookies_and_may_stand_anywhere(stranger: Client, nevers: Commune) -> None:
    page = stranger.get(f"{FRAME}?commune=58194")
    assert 'value="Nevers"' in page.content.decode()
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    answer = stranger.post(FRAME, FORM)
    assert "Plus qu’une étape" in answer.content.decode()
    assert not answer.cookies
    assert not page.cookies
    assert len(mail.outbox) == 1
    for hostile in ("é" * 500, "'\"><script>", "\x00"):
        assert stranger.get(FRAME, {"commune": hostile}).status_code in {200, 400}


def test_a_network_is_limited_across_all_forms(stranger: Client) -> None:
    for number in range(MAILS_AN_HOUR + 5):
        stranger.post((ELSEWHERE, FRAME)[number % 2], {**FORM, "email": f"p{number}@example.org"})
    assert len(mail.outbox) == MAILS_AN_HOUR


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"email=%FF&place=%00", b"email=" + b"a" * 100_000])
def test_hostile_bodies_cause_no_mail(body: bytes, stranger: Client) -> None:
    for path in (ELSEWHERE, FRAME):
        answer = stranger.generic("POST", path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in {400, 422}
    assert not mail.outbox


def test_a_commune_with_an_odd_name_is_escaped(nevers: Commune) -> None:
    nevers.name = '"><script>L’Île'
    for line in (form_line(nevers), frame_line(nevers)):
        assert "<script" not in line
    assert nevers.name in unescape(form_line(nevers))


def test_the_communes_page_shows_both_lines_to_copy(client: Client, nevers: Commune) -> None:
    page = client.get("/commune/58194/", follow=True).content.decode()
    for line in (form_line(nevers), frame_line(nevers)):
        assert line in unescape(page)


def test_heads_write_nothing(stranger: Client, django_assert_max_num_queries: Callable[..., object]) -> None:
    for path in (ELSEWHERE, FRAME):
        stranger.head(path)
        stranger.get(path)
    assert not Subscriber.objects.exists()
