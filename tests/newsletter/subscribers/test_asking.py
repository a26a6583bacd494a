"""Signing up catches slips of the finger without ever blocking, and recalls a request three times, for thirty days."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from branding.models import Brand
from cms.territories.models import Commune
from newsletter import tasks
from newsletter.subscribers import actions
from newsletter.subscribers.models import ConsentRecord, Subscriber
from newsletter.subscribers.reminders import remind_unconfirmed
from newsletter.subscribers.typos import PROVIDERS, proposal
from tests.newsletter.conftest import NOW

pytestmark = pytest.mark.django_db

Ask = Callable[..., object]


@pytest.fixture(autouse=True)
def _outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def ask(client: Client, brand: Brand, nevers: Commune) -> Ask:
    def post(email: str, **more: str) -> object:
        return client.post("/lettre/abonnement/", {"email": email, "place": "Nevers", **more})

    return post


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("orange.ft", "orange.fr"), ("oragne.fr", "orange.fr"), ("orange.f", "orange.fr"), ("orangefr", "orange.fr"),
        ("gmial.com", "gmail.com"), ("gmail.con", "gmail.com"), ("gmail.fr", "gmail.com"), ("gmai.com", "gmail.com"),
        ("wanado.fr", "wanadoo.fr"), ("hotmial.fr", "hotmail.fr"), ("laposte.fr", "laposte.net"),
        ("sfr.ft", "sfr.fr"), ("free.ft", "free.fr"), ("yahooo.fr", "yahoo.fr"), ("outloock.fr", "outlook.fr"),
    ],
)  # fmt: skip
def test_a_slip_in_a_well_known_provider_is_found(typed: str, meant: str) -> None:
    assert proposal(f"marie@{typed}") == f"marie@{meant}"


@pytest.mark.parametrize(
    "domain", [*PROVIDERS, "tree.fr", "yahoo.de", "nievre.fr", "example.org", "orage.org", "x", ""]
)
def test_an_address_that_may_be_right_is_left_alone(domain: str) -> None:
    assert proposal(f"marie@{domain}") == ""


def test_a_proposal_is_one_button_and_the_other_keeps_what_was_typed(ask: Ask) -> None:
    page = ask("Marie@orange.ft")
    assert page.status_code == 422
    assert "Oui, c’est marie@orange.fr" in page.content.decode()
    assert not Subscriber.objects.exists()
    assert ask("Marie@orange.ft", accept="1").status_code == 302
    assert ask("luc@orange.ft", as_typed="luc@orange.ft").status_code == 302
    assert set(Subscriber.objects.values_list("email", flat=True)) == {"marie@orange.fr", "luc@orange.ft"}


def test_an_address_corrected_by_hand_wins_over_either_button(ask: Ask) -> None:
    for button in ({"accept": "1"}, {"as_typed": "marie@orange.ft"}):
        assert ask("marie@example.org", **button).status_code == 302
    assert Subscriber.objects.get().email == "marie@example.org"


def test_the_answer_is_not_asked_for_again_while_the_commune_is_chosen(ask: Ask, client: Client) -> None:
    page = client.post(
        "/lettre/abonnement/", {"email": "m@orange.ft", "place": "Zzz", "as_typed": "m@orange.ft"}
    ).content.decode()
    assert "Vouliez-vous" not in page
    assert 'value="m@orange.ft"' in page.split('name="as_typed"')[1][:200]


@pytest.mark.parametrize("email", ["", "@", "<script>@orange.ft", "a@" + "x" * 5000, "marie@orange.ft\nBcc: x@y.fr"])
def test_hostile_addresses_are_mistakes_of_the_field(email: str, ask: Ask) -> None:
    for more in ({}, {"accept": "1"}):
        page = ask(email, **more)
        assert page.status_code == 422
        assert "<script>@" not in page.content.decode()
    assert not mail.outbox


def test_the_next_page_says_where_each_provider_hides_mail(client: Client, brand: Brand) -> None:
    page = client.get("/lettre/abonnement/merci/").content.decode()
    for name in ("Orange", "Gmail", "SFR", "Free", "La Poste"):
        assert f"<strong>{name}</strong>" in page


@pytest.fixture
def asked(brand: Brand, nevers: Commune) -> Subscriber:
    actions.subscribe(email="marie@example.org", commune=nevers, now=NOW)
    return Subscriber.objects.get()


@pytest.mark.postgres
def test_an_unconfirmed_request_is_recalled_three_times_in_all(asked: Subscriber, now: datetime) -> None:
    sent = []
    for hour in range(0, 24 * 32, 6):
        at = now + timedelta(hours=hour)
        if remind_unconfirmed(now=at) + remind_unconfirmed(now=at):
            sent.append(hour // 24)
    assert sent == [2, 7, 20]
    assert len(mail.outbox) == 4
    assert "dernier message" in str(mail.outbox[-1].body)
    assert "dernier message" not in str(mail.outbox[-2].body)


def test_typing_the_address_again_begins_no_new_count(asked: Subscriber, nevers: Commune, now: datetime) -> None:
    for day in range(0, 100, 3):
        at = now + timedelta(days=day, hours=1)
        remind_unconfirmed(now=at)
        actions.subscribe(email=asked.email, commune=nevers, now=at + timedelta(minutes=11))
    asked.refresh_from_db()
    assert asked.reminders <= 3


def test_after_days_without_beat_one_reminder_leaves_and_not_all(asked: Subscriber, now: datetime) -> None:
    late = now + timedelta(days=21)
    assert [remind_unconfirmed(now=late + timedelta(hours=hour)) for hour in (0, 1, 23)] == [1, 0, 0]
    assert remind_unconfirmed(now=late + timedelta(hours=25)) == 1


def test_who_confirmed_or_left_is_not_reminded(asked: Subscriber, now: datetime) -> None:
    actions.confirm(record_id=ConsentRecord.objects.get().pk, now=now)
    assert remind_unconfirmed(now=now + timedelta(days=3)) == 0
    actions.unsubscribe(subscriber_id=asked.pk, now=now)
    assert remind_unconfirmed(now=now + timedelta(days=8)) == 0


def test_a_link_works_for_thirty_days(asked: Subscriber, now: datetime) -> None:
    record = ConsentRecord.objects.get()
    assert actions.purge_unconfirmed(now=now + timedelta(days=29)) == 0
    with pytest.raises(actions.RequestOutdated):
        actions.confirm(record_id=record.pk, now=now + timedelta(days=31))
    assert actions.confirm(record_id=record.pk, now=now + timedelta(days=29)).anew
    assert not actions.confirm(record_id=record.pk, now=now + timedelta(days=300)).anew


def test_beat_rings_the_reminders(settings: Settings, asked: Subscriber) -> None:
    assert "newsletter.tasks.remind_unconfirmed" in {e["task"] for e in settings.CELERY_BEAT_SCHEDULE.values()}
    Subscriber.objects.update(asked_at=datetime.now(tz=NOW.tzinfo) - timedelta(days=3))
    tasks.remind_unconfirmed()
    assert len(mail.outbox) == 2
