"""A bomb of strangers' addresses from as many networks mails a few; the team decides about the rest."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from pytest_django import Settings

from branding.models import Brand
from cms.accounts.models import User
from cms.structures.actions import TEAM_GROUP
from cms.territories.models import Commune
from newsletter import tasks
from newsletter.subscribers import actions
from newsletter.subscribers.brake import HeldRequest, forget_held, release_held
from newsletter.subscribers.models import ConsentRecord, Subscriber
from newsletter.subscribers.reminders import remind_unconfirmed

pytestmark = pytest.mark.django_db

HERE = "/admin/demandes-retenues/"
LIMIT = 8


@pytest.fixture(autouse=True)
def _few(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.NEWSLETTER_CONFIRMATIONS_AN_HOUR = LIMIT


@pytest.fixture
def team(brand: Brand) -> User:
    user = User.objects.create_user("equipe", "equipe@example.org", "un-mot-de-passe-long")
    user.groups.add(Group.objects.get_or_create(name=TEAM_GROUP)[0])
    return user


@pytest.fixture
def bomb(team: User, nevers: Commune, now: datetime) -> int:
    for number in range(30):
        actions.subscribe(email=f"victime{number}@example.org", commune=nevers, now=now)
    return 30


def confirmations() -> list[str]:
    return [message.to[0] for message in mail.outbox if "Confirmez" in message.subject]


@pytest.mark.postgres
def test_a_bomb_is_held_and_the_team_told_once(bomb: int, now: datetime) -> None:
    assert len(confirmations()) == LIMIT
    assert HeldRequest.objects.count() == bomb - LIMIT
    [told] = [message for message in mail.outbox if message.to == ["equipe@example.org"]]
    assert HERE in str(told.body)


def test_a_thousand_networks_get_the_same_page(team: User, nevers: Commune) -> None:
    client = Client()
    answers = set()
    for number in range(100):
        form = {"email": f"victime{number}@example.org", "place": "Nevers"}
        network = f"203.{number}.113.9"
        answer = client.post("/lettre/abonnement/", form, headers={"X-Forwarded-For": network})
        answers.add((answer.status_code, answer["Location"]))
    assert len(answers) == 1
    assert len(confirmations()) == LIMIT


@pytest.mark.postgres
def test_held_mails_leave_little_by_little_and_each_once(bomb: int, now: datetime) -> None:
    for hour in range(1, 20):
        at = now + timedelta(hours=hour, minutes=1)
        assert release_held(now=at) + release_held(now=at) <= LIMIT // 4
    assert len(confirmations()) == bomb == len(set(confirmations()))
    assert not HeldRequest.objects.exists()


def test_real_people_are_served_the_next_hour_before_the_held(bomb: int, nevers: Commune, now: datetime) -> None:
    actions.subscribe(email="marie@example.org", commune=nevers, now=now + timedelta(hours=1, minutes=1))
    assert confirmations()[-1] == "marie@example.org"


def test_who_left_or_was_erased_meanwhile_is_not_mailed(bomb: int, now: datetime) -> None:
    held = HeldRequest.objects.order_by("pk").first()
    assert held is not None
    person = held.record.subscriber
    actions.unsubscribe(subscriber_id=person.pk, now=now)
    release_held(now=now, everything=True)
    assert person.email not in confirmations()


def test_a_held_request_is_not_recalled(bomb: int, now: datetime) -> None:
    assert remind_unconfirmed(now=now + timedelta(days=3)) == LIMIT


def test_the_team_sends_them_all(bomb: int, client: Client, team: User, moderator: User) -> None:
    client.force_login(moderator)
    assert "22 demandes d’abonnement attendent" in client.get(HERE).content.decode()
    client.post(HERE, {"verb": "send"})
    assert len(confirmations()) == bomb
    assert "Aucune demande" in client.get(HERE).content.decode()


def test_the_team_forgets_them_and_nobody_else(
    bomb: int, client: Client, moderator: User, nevers: Commune, now: datetime,
    make_subscribers: Callable[[int], list[Subscriber]],
) -> None:  # fmt: skip
    make_subscribers(1)
    actions.subscribe(email="abonne0@example.org", commune=nevers, now=now)
    actions.subscribe(email="victime0@example.org", commune=nevers, now=now + timedelta(minutes=11))
    client.force_login(moderator)
    client.post(HERE, {"verb": "forget"})
    left = set(Subscriber.objects.values_list("email", flat=True))
    assert left == {"abonne0@example.org", *(f"victime{n}@example.org" for n in range(LIMIT))}
    assert not HeldRequest.objects.exists()
    assert forget_held() == 0


def test_others_see_nothing(client: Client, bomb: int) -> None:
    client.force_login(User.objects.create_user("seul", "seul@example.org", "un-mot-de-passe-long"))
    for answer in (client.get(HERE), client.post(HERE, {"verb": "forget"})):
        assert answer.status_code in {302, 403, 404}
    assert HeldRequest.objects.exists()


def test_beat_rings_it(settings: Settings, bomb: int) -> None:
    assert "newsletter.tasks.release_held" in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    tasks.release_held()
    assert len(confirmations()) == LIMIT + LIMIT // 4
    assert ConsentRecord.objects.count() == bomb
