"""Double opt-in by a button, leaving by one click, and nothing that happens by opening a page."""

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from branding.models import Brand
from cms.territories.models import Commune
from newsletter.subscribers import actions
from newsletter.subscribers.models import ConsentRecord, ConsentText, Subscriber, SubscriberState
from newsletter.subscribers.tokens import CONFIRM, UNSUBSCRIBE, make_token, read_token
from tests.plugins.environment import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def ask(client: Client, brand: Brand, nevers: Commune) -> Callable[..., object]:
    def post(email: str = "marie@example.org", place: str = "Nevers", **more: str) -> object:
        return client.post("/lettre/abonnement/", {"email": email, "place": place, **more})

    return post


def confirm_path() -> str:
    body = str(mail.outbox[-1].body)
    return next(line for line in body.splitlines() if "/lettre/confirmer/" in line).removeprefix(
        "http://localhost:8000"
    )


def writes(queries: CaptureQueriesContext) -> list[str]:
    return [
        q["sql"]
        for q in queries
        if not q["sql"].lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE", "BEGIN"))
    ]


def test_the_form_asks_for_two_things(client: Client, brand: Brand) -> None:
    page = client.get("/lettre/abonnement/").content.decode()
    assert 'type="email"' in page
    assert 'name="place"' in page
    assert brand.consent_text.split("\n")[0][:30] in page


def test_double_opt_in(ask: Callable[..., object], client: Client, nevers: Commune) -> None:
    assert ask().status_code == 302
    person = Subscriber.objects.get()
    assert (person.state, person.commune, person.epci) == (SubscriberState.PENDING, nevers, nevers.epci)
    assert mail.outbox[0].to == ["marie@example.org"]
    page = client.get(confirm_path())
    assert b"Je confirme" in page.content
    person.refresh_from_db()
    assert person.state == SubscriberState.PENDING
    assert client.post(confirm_path()).status_code == 200
    person.refresh_from_db()
    assert person.state == SubscriberState.CONFIRMED
    assert [record.event for record in ConsentRecord.objects.order_by("id")] == ["asked", "confirmed"]
    assert {record.text for record in ConsentRecord.objects.all()} == {ConsentText.objects.get()}


def test_confirming_again_shows_success_and_writes_nothing(ask: Callable[..., object], client: Client) -> None:
    ask()
    client.post(confirm_path())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.post(confirm_path())
    assert "Vous êtes déjà abonné." in page.content.decode()
    assert writes(queries) == []


def test_the_address_is_one_whatever_its_case_and_spaces(ask: Callable[..., object]) -> None:
    ask("Marie@Example.org ")
    ask("MARIE@example.ORG")
    assert [person.email for person in Subscriber.objects.all()] == ["marie@example.org"]


def test_a_bombed_address_receives_one_mail_in_ten_minutes(nevers: Commune, brand: Brand, now: datetime) -> None:
    for minute in range(10):
        actions.subscribe(email="marie@example.org", commune=nevers, now=now + timedelta(minutes=minute))
    assert len(mail.outbox) == 1
    actions.subscribe(email="marie@example.org", commune=nevers, now=now + timedelta(minutes=10))
    assert len(mail.outbox) == 2


def test_nobody_learns_who_is_subscribed(ask: Callable[..., object], make_subscribers: Callable[[int], object]) -> None:
    make_subscribers(1)
    known, unknown = ask("abonne0@example.org"), ask("personne@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mail.outbox) == 2


def test_a_strangers_form_does_not_move_a_subscriber(
    ask: Callable[..., object],
    client: Client,
    make_subscribers: Callable[[int], object],
    clamecy: Commune,
    nevers: Commune,
) -> None:
    make_subscribers(1)
    ask("abonne0@example.org", "Clamecy")
    assert Subscriber.objects.get().commune == nevers
    client.post(confirm_path())
    assert Subscriber.objects.get().commune == clamecy


@pytest.mark.parametrize("typed", ["Clamecy", "cla", "58500", "CLAMECY"])
def test_a_commune_is_found_from_letters_or_a_postal_code(
    typed: str, ask: Callable[..., object], clamecy: Commune
) -> None:
    assert ask(place=typed).status_code == 302
    assert Subscriber.objects.get().commune == clamecy


def test_an_ambiguous_name_becomes_a_choice_without_javascript(ask: Callable[..., object], nevers: Commune) -> None:
    other = Commune.objects.create(insee="58195", name="Neverville", search_name="neverville", departement="58",
                                   postal_codes="58001", latitude=47, longitude=3)  # fmt: skip
    page = ask(place="nev")
    assert page.status_code == 422
    assert f'value="{other.insee}"' in page.content.decode()
    assert 'type="radio"' in page.content.decode()
    assert "Il reste une question" in page.content.decode()
    assert 'aria-invalid="true"' not in page.content.decode()
    assert "À corriger" not in page.content.decode()
    assert not Subscriber.objects.exists()
    assert ask(place="nev", commune=other.insee).status_code == 302
    assert Subscriber.objects.get().commune == other


def test_a_name_that_dozens_of_communes_share_asks_for_more(ask: Callable[..., object], nevers: Commune) -> None:
    Commune.objects.bulk_create(
        Commune(insee=f"58{number:03d}", name=f"Saint-{number}", search_name=f"saint {number}", departement="58",
                postal_codes="58001", latitude=47, longitude=3)
        for number in range(200, 230)
    )  # fmt: skip
    assert "écrivez le nom en entier, ou le code postal" in ask(place="saint").content.decode()


@pytest.mark.parametrize(
    ("email", "place"), [("marie", "Nevers"), ("", "Nevers"), ("a@example.org", "Zzzz"), ("a@example.org", "")]
)
def test_mistakes_are_said_at_the_field(email: str, place: str, ask: Callable[..., object]) -> None:
    page = ask(email, place)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Subscriber.objects.exists()


IMPOSSIBLE = [f"a@{'é' * 63}.fr", "a@\u00ad.fr", f"a@{'é' * 20}.{'à' * 40}.fr"]


@pytest.mark.parametrize("email", [*IMPOSSIBLE[:2], f"a@{'é.' * 60}fr"])
def test_a_domain_that_cannot_be_is_said_at_the_field(email: str, ask: Callable[..., object]) -> None:
    page = ask(email)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("email", [*IMPOSSIBLE[:2], "marie", f"a@{'é.' * 60}fr"])
def test_the_action_refuses_it_too(email: str, brand: Brand, nevers: Commune, now: datetime) -> None:
    with pytest.raises(ValidationError):
        actions.subscribe(email=email, commune=nevers, now=now)


def test_an_accented_domain_is_kept_in_ascii(ask: Callable[..., object]) -> None:
    assert ask("Marie@Été.example.org").status_code == 302
    assert Subscriber.objects.get().email == "marie@xn--t-9fab.example.org"


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_a_page_writes_nothing(
    method: str, ask: Callable[..., object], client: Client, nevers: Commune
) -> None:
    ask()
    person = Subscriber.objects.get()
    for path in (
        "/lettre/abonnement/?commune=Nevers", "/lettre/abonnement/merci/", confirm_path(), "/lettre/",
        f"/d/{make_token(UNSUBSCRIBE, person.pk)}",
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert getattr(client, method)(path).status_code == 200, path
        assert writes(queries) == []


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
        ),
        ("application/x-www-form-urlencoded", b""),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"no boundary"),
        ("", b""),
        ("text/plain", b"List-Unsubscribe=One-Click"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"List-Unsubscribe=One-Click"),
    ],
)
def test_one_click_accepts_what_mail_programs_post(
    content_type: str, body: bytes, make_subscribers: Callable[[int], list[Subscriber]]
) -> None:
    make_subscribers(1)
    person = Subscriber.objects.get()
    client = Client(enforce_csrf_checks=True)
    for _time in range(2):
        response = client.generic("POST", f"/d/{make_token(UNSUBSCRIBE, person.pk)}", body, content_type=content_type)
        assert response.status_code == 200
        assert response["Content-Type"].startswith("text/plain")
        assert not response.cookies
    person.refresh_from_db()
    assert person.state == SubscriberState.UNSUBSCRIBED
    assert list(ConsentRecord.objects.values_list("event", flat=True)) == ["withdrawn"]


def test_leaving_by_hand_shows_a_page(make_subscribers: Callable[[int], object], client: Client, brand: Brand) -> None:
    make_subscribers(1)
    path = f"/d/{make_token(UNSUBSCRIBE, Subscriber.objects.get().pk)}"
    assert "Je ne veux plus la recevoir" in client.get(path).content.decode()
    assert "Vous ne recevrez plus" in client.post(path, {"bouton": "oui"}).content.decode()


@pytest.mark.parametrize("token", ["1-aaaaaaaaaaaaaaaaaaaaaaaa", "x", "1-", "-", "99999999999999999999-a", "1-é"])
def test_a_token_that_is_not_ours_is_unknown(token: str, client: Client, brand: Brand) -> None:
    for path in (f"/d/{token}", f"/lettre/confirmer/{token}/"):
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 404
            assert "Ce lien n’est plus valable." in answer.content.decode()


def test_an_erased_person_can_still_leave(client: Client) -> None:
    assert client.post(f"/d/{make_token(UNSUBSCRIBE, 4711)}").status_code == 200


def test_tokens_serve_one_purpose_and_survive_a_new_secret(settings: Settings) -> None:
    token = make_token(UNSUBSCRIBE, 7)
    assert read_token(CONFIRM, token) is None
    assert read_token(UNSUBSCRIBE, token.upper()) == 7
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert read_token(UNSUBSCRIBE, token) == 7


def test_old_secrets_come_from_the_environment(project_env: dict[str, str]) -> None:
    project_env["SECRET_KEY_FALLBACKS"] = "ancienne,plus-ancienne"
    code = "import cms.settings as s; print(s.SECRET_KEY_FALLBACKS)"
    answer = subprocess.run([sys.executable, "-c", code], env=project_env, cwd=ROOT, capture_output=True, check=True)
    assert answer.stdout.decode().strip() == "['ancienne', 'plus-ancienne']"


def test_an_old_confirmation_does_not_bring_back_who_left(ask: Callable[..., object], client: Client) -> None:
    ask()
    path = confirm_path()
    client.post(path)
    person = Subscriber.objects.get()
    client.post(f"/d/{make_token(UNSUBSCRIBE, person.pk)}")
    assert client.post(path).status_code == 410
    person.refresh_from_db()
    assert person.state == SubscriberState.UNSUBSCRIBED
    ask()
    client.post(confirm_path())
    person.refresh_from_db()
    assert person.state == SubscriberState.CONFIRMED


def test_unconfirmed_requests_are_forgotten_after_thirty_days(nevers: Commune, brand: Brand, now: datetime) -> None:
    actions.subscribe(email="marie@example.org", commune=nevers, now=now)
    path = confirm_path()
    assert actions.purge_unconfirmed(now=now + timedelta(days=29)) == 0
    assert actions.purge_unconfirmed(now=now + timedelta(days=31)) == 1
    assert not Subscriber.objects.exists()
    assert Client().post(path).status_code == 410


def test_a_new_wording_is_a_new_version_and_the_old_stays(brand: Brand, now: datetime) -> None:
    first = actions.keep_consent_text(now=now)
    assert actions.keep_consent_text(now=now) == first
    brand.consent_text = "Autre texte."
    brand.save()
    second = actions.keep_consent_text(now=now)
    assert (first.version, second.version) == (1, 2)
    first.text = "récrit"
    with pytest.raises(ValidationError):
        first.save()


def test_the_confirmation_mail_says_what_to_do(ask: Callable[..., object]) -> None:
    ask()
    message: EmailMessage = mail.outbox[0].message()
    assert "Confirmez votre abonnement" in mail.outbox[0].subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert "trente jours" in str(mail.outbox[0].body)
