"""A subscriber sees, changes and erases everything by signed links; opening a page changes nothing."""

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from branding.models import Brand
from cms.territories.models import Commune
from newsletter.delivery.actions import start_sending
from newsletter.delivery.models import Delivery
from newsletter.issues.models import Issue
from newsletter.selfservice.holdings import holdings
from newsletter.subscribers import actions, preferences
from newsletter.subscribers.assisted import AssistedSignup, ProofKind
from newsletter.subscribers.changes import AddressChange
from newsletter.subscribers.models import ConsentRecord, Subscriber, SubscriberState
from newsletter.subscribers.suppression import SuppressionReason, is_suppressed, suppress
from newsletter.subscribers.tokens import CONFIRM, NOT_ME, UNSUBSCRIBE, make_fresh_token, make_token, read_fresh_token

pytestmark = pytest.mark.django_db

Make = Callable[[int], list[Subscriber]]
ADDRESS = "abonne0@example.org"
# SCANS=10000 is the promised number; a few hundred prove the same.
SCANS = int(os.environ.get("SCANS", "200"))


@pytest.fixture(autouse=True)
def _outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def person(make_subscribers: Make, brand: Brand) -> Subscriber:
    return make_subscribers(1)[0]


@pytest.fixture
def fresh(person: Subscriber) -> str:
    return f"/lettre/mon-abonnement/{make_fresh_token(person.pk, now=timezone.now())}/"


@pytest.fixture
def in_letter(person: Subscriber) -> str:
    return f"/d/{make_token(UNSUBSCRIBE, person.pk)}/abonnement"


def link_in_mail() -> str:
    lines = str(mail.outbox[-1].body).splitlines()
    return next(line for line in lines if line.startswith("http")).removeprefix("http://localhost:8000")


@pytest.mark.parametrize("page", ["fresh", "in_letter"])
def test_commune_and_form_are_changed_by_a_button(
    page: str, request: pytest.FixtureRequest, client: Client, person: Subscriber, clamecy: Commune
) -> None:
    path = request.getfixturevalue(page)
    assert "gros caractères" in client.get(path).content.decode()
    form = {"place": "Clamecy", "form": "short", "verb": "save"}
    for _time in range(2):
        assert "C’est enregistré" in client.post(path, form).content.decode()
    person.refresh_from_db()
    assert (person.commune, person.form, person.state) == (clamecy, "short", SubscriberState.CONFIRMED)
    assert list(ConsentRecord.objects.values_list("event", "source")) == [("changed", "commune, short")]


def test_an_unchanged_commune_is_not_asked_about_again(client: Client, in_letter: str, person: Subscriber) -> None:
    Commune.objects.create(insee="21447", name="Nevers", search_name="nevers", departement="21",
                           postal_codes="21000", latitude=47, longitude=4)  # fmt: skip
    page = client.post(in_letter, {"place": "Nevers", "form": "short", "verb": "save"})
    assert page.status_code == 200
    person.refresh_from_db()
    assert (person.commune_id, person.form) == ("58194", "short")


@pytest.mark.parametrize("form", [{"place": "Zzzz", "form": "short"}, {"place": "Nevers", "form": "rouge"}, {}])
def test_a_mistake_changes_nothing(form: dict[str, str], client: Client, in_letter: str) -> None:
    assert client.post(in_letter, {**form, "verb": "save"}).status_code == 422
    assert not ConsentRecord.objects.exists()


def test_leaving_from_the_page(client: Client, in_letter: str, person: Subscriber) -> None:
    assert "Vous ne recevrez plus" in client.post(in_letter, {"verb": "leave"}).content.decode()
    assert not Subscriber.objects.confirmed().exists()
    assert "ne reçoit pas la lettre" in client.get(in_letter).content.decode()


def test_a_forwarded_letter_shows_neither_address_nor_data(client: Client, in_letter: str, person: Subscriber) -> None:
    page = client.get(in_letter).content.decode()
    assert ADDRESS not in page
    assert "a…@example.org" in page
    token = make_token(UNSUBSCRIBE, person.pk)
    for tail in ("", "donnees/", "donnees.json", "adresse/", "effacer/"):
        for answer in (client.get(f"/lettre/mon-abonnement/{token}/{tail}"),):
            assert answer.status_code == 404
    assert client.post(f"/lettre/mon-abonnement/{token}/effacer/").status_code == 404
    assert Subscriber.objects.filter(email=ADDRESS).exists()
    client.post(in_letter, {"verb": "link"})
    assert mail.outbox[-1].to == [ADDRESS]
    assert client.get(link_in_mail()).status_code == 200


def test_the_link_is_mailed_to_known_addresses_and_the_page_tells_nothing(client: Client, person: Subscriber) -> None:
    known = client.post("/lettre/mon-abonnement/", {"email": "Abonne0@example.org"})
    unknown = client.post("/lettre/mon-abonnement/", {"email": "personne@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [[ADDRESS]]
    assert ADDRESS in client.get(link_in_mail()).content.decode()
    for _time in range(5):
        client.post("/lettre/mon-abonnement/", {"email": ADDRESS})
    assert len(mail.outbox) == preferences.MAILS_A_DAY


def test_a_mailed_link_works_for_a_day(person: Subscriber, now: datetime) -> None:
    token = make_fresh_token(person.pk, now=now)
    assert read_fresh_token(token.upper(), now=now + timedelta(hours=23)) == person.pk
    assert read_fresh_token(token, now=now + timedelta(hours=25)) is None
    number, _dot, rest = token.partition(".")
    assert read_fresh_token(f"{int(number) + 1}.{rest}", now=now) is None
    later = str(int(rest.partition("-")[0]) + 86400)
    assert read_fresh_token(f"{number}.{later}-{rest.partition('-')[2]}", now=now) is None


@pytest.mark.postgres
def test_a_new_address_counts_once_its_mailbox_has_answered(client: Client, fresh: str, person: Subscriber) -> None:
    client.post(f"{fresh}adresse/", {"email": "Marie@example.org"})
    assert mail.outbox[-1].to == ["marie@example.org"]
    path = link_in_mail()
    assert client.get(path).status_code == 200
    person.refresh_from_db()
    assert person.email == ADDRESS
    assert "marie@example.org" in client.post(path).content.decode()
    person.refresh_from_db()
    assert (person.email, person.state) == ("marie@example.org", SubscriberState.CONFIRMED)
    assert mail.outbox[-1].to == [ADDRESS]
    assert "marie" not in str(mail.outbox[-1].body)
    assert client.post(path).status_code == 404
    suppress(email="marie@example.org", reason=SuppressionReason.COMPLAINT, now=timezone.now())
    assert not Subscriber.objects.confirmed().exists()


def test_an_earlier_mail_to_another_address_confirms_nothing(client: Client, fresh: str, person: Subscriber) -> None:
    client.post(f"{fresh}adresse/", {"email": "faux@example.org"})
    first = link_in_mail()
    client.post(f"{fresh}adresse/", {"email": "vrai@example.org"})
    assert client.post(first).status_code == 404
    client.post(link_in_mail())
    person.refresh_from_db()
    assert person.email == "vrai@example.org"


@pytest.mark.parametrize("state", ["pending", "unsubscribed", "suppressed", "confirmed"])
def test_a_new_address_that_is_known_already_is_taken_over(
    state: str, person: Subscriber, nevers: Commune, now: datetime
) -> None:
    other = Subscriber.objects.create(email="marie@example.org", commune=nevers, asked_at=now)
    if state != "pending":
        Subscriber.objects.filter(pk=other.pk).update(state=SubscriberState.CONFIRMED, confirmed_at=now)
    if state == "unsubscribed":
        actions.unsubscribe(subscriber_id=other.pk, now=now)
    if state == "suppressed":
        suppress(email=other.email, reason=SuppressionReason.COMPLAINT, now=now)
    preferences.ask_new_address(subscriber_id=person.pk, email=other.email, now=now)
    preferences.confirm_new_address(change_id=AddressChange.objects.get().pk, now=now)
    assert [found.email for found in Subscriber.objects.confirmed()] == ["marie@example.org"]
    assert not is_suppressed("marie@example.org")


def test_export_holds_everything(
    client: Client, fresh: str, person: Subscriber, approved: Issue, nevers: Commune, now: datetime
) -> None:
    actions.subscribe(email=ADDRESS, commune=nevers, source="https://x.fr/<script>", now=now)
    start_sending(issue_id=approved.pk, by=None, now=now)
    answer = client.get(f"{fresh}donnees.json")
    assert "attachment" in answer["Content-Disposition"]
    held = json.loads(answer.content)
    assert held["subscription"]["email"] == ADDRESS
    assert held["consents"][0]["text"] == Brand.load().consent_text.strip()
    assert held["letters"][0]["message_id"] == Delivery.objects.get().message_id
    page = client.get(f"{fresh}donnees/").content.decode()
    for words in ("Nevers", "Demandé", "version 1", "Décembre 2026"):
        assert words in page, words
    assert "<script>" not in page


def test_every_stored_column_of_the_person_is_in_the_export(person: Subscriber) -> None:
    told = set(holdings(person)["subscription"])
    names = {field.name for field in Subscriber._meta.concrete_fields}
    renamed = {"unsubscribed_at": "left_at", "mailed_at": "last_mail_at", "email_hash": "keyed_hash"}
    assert {renamed.get(name, name) for name in names - {"id", "erased_at"}} <= told


@pytest.mark.parametrize("count", [1, 30])
def test_the_export_costs_the_same_for_many_rows(
    count: int, person: Subscriber, now: datetime, django_assert_num_queries: Callable[[int], object]
) -> None:
    for _number in range(count):
        ConsentRecord.objects.create(subscriber=person, event="asked", text=actions.keep_consent_text(now=now), at=now)
    person = Subscriber.objects.select_related("commune__epci").get()
    with django_assert_num_queries(5):
        holdings(person)


def test_erasure_is_immediate_and_leaves_a_hash(
    client: Client, fresh: str, in_letter: str, person: Subscriber, now: datetime
) -> None:
    preferences.ask_new_address(subscriber_id=person.pk, email="autre@example.org", now=now)
    assert "Cela ne se défait pas" in client.get(f"{fresh}effacer/").content.decode()
    assert Subscriber.objects.filter(email=ADDRESS).exists()
    assert "C’est effacé" in client.post(f"{fresh}effacer/").content.decode()
    assert not Subscriber.objects.filter(email=ADDRESS).exists()
    assert not AddressChange.objects.exists()
    assert is_suppressed(ADDRESS)
    for path in (fresh, in_letter, f"{fresh}donnees/"):
        assert client.get(path).status_code == 404
    assert client.post(f"{fresh}effacer/").status_code == 404


def test_a_new_address_never_confirmed_is_forgotten(person: Subscriber, now: datetime) -> None:
    preferences.ask_new_address(subscriber_id=person.pk, email="autre@example.org", now=now)
    assert preferences.purge_address_changes(now=now + timedelta(days=29)) == 0
    assert preferences.purge_address_changes(now=now + timedelta(days=31)) == 1


@pytest.mark.parametrize("token", ["1-a", "1.2-a", "x", "é.é-é", "9" * 40, "1.99999999999999999999999-a", "-", "."])
def test_made_up_tokens_lead_nowhere(token: str, client: Client, person: Subscriber) -> None:
    for path in (f"/lettre/mon-abonnement/{token}/", f"/d/{token}/abonnement", f"/lettre/nouvelle-adresse/{token}/"):
        for answer in (client.get(path), client.post(path, {"verb": "leave"})):
            assert answer.status_code == 404
    assert Subscriber.objects.confirmed().exists()


def test_scanners_that_open_every_link_of_every_mail_write_nothing(
    client: Client, fresh: str, in_letter: str, person: Subscriber, now: datetime
) -> None:
    preferences.ask_new_address(subscriber_id=person.pk, email="autre@example.org", now=now)
    signup = AssistedSignup.objects.create(subscriber=person, proof=ProofKind.PAPER, at=now)
    asked = ConsentRecord.objects.create(subscriber=person, event="asked", at=now)
    paths = [f"/lettre/pas-moi/{make_token(NOT_ME, signup.pk)}/", f"/lettre/confirmer/{make_token(CONFIRM, asked.pk)}/",
             fresh, in_letter, link_in_mail(), in_letter.removesuffix("/abonnement"), "/lettre/mon-abonnement/",
             *(f"{fresh}{tail}" for tail in ("adresse/", "donnees/", "donnees.json", "effacer/"))]  # fmt: skip
    before = list(Subscriber.objects.values()), list(AddressChange.objects.values())
    written: list[str] = []

    def watch(execute: Callable[..., object], sql: str, *args: object) -> object:  # Django's own log ends at 9 000
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(watch):
        for number in range(SCANS):
            path = paths[number % len(paths)]
            assert (client.head if number // len(paths) % 2 else client.get)(path).status_code == 200
    assert written == []
    assert before == (list(Subscriber.objects.values()), list(AddressChange.objects.values()))


def test_the_letter_carries_the_link(approved: Issue, person: Subscriber) -> None:
    assert approved.renditions.count() == 2
    for part in (part for one in approved.renditions.all() for part in (one.html, one.text)):
        assert "__ADRESSE-DE-DESABONNEMENT__/abonnement" in part
