"""Addresses go when it was said that they go; counts, proof of consent and links of old letters stay."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from post_office.models import Email
from pytest_django import Settings

from branding.models import Brand
from cms.territories.models import Commune
from newsletter import tasks
from newsletter.delivery.actions import start_sending
from newsletter.delivery.models import Delivery
from newsletter.delivery.queries import progress
from newsletter.delivery.retention import erase_subscriber, purge_deliveries
from newsletter.issues.models import Issue
from newsletter.subscribers import actions
from newsletter.subscribers.models import ConsentRecord, Subscriber, SubscriberState
from newsletter.subscribers.retention import purge_left
from newsletter.subscribers.tokens import CONFIRM, UNSUBSCRIBE, make_token

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

Make = Callable[[int], list[Subscriber]]
ADDRESS = "abonne0@example.org"


def test_a_delivery_loses_its_address_after_thirteen_months_and_the_counts_stay(
    make_subscribers: Make, approved: Issue, now: datetime
) -> None:
    make_subscribers(4)
    start_sending(issue_id=approved.pk, by=None, now=now)
    rows = list(Delivery.objects.order_by("pk"))
    for row, state in zip(rows, ("accepted", "refused", "accepted", "queued"), strict=True):
        Delivery.objects.filter(pk=row.pk).update(state=state, reply=f"250 {row.email}")
    assert purge_deliveries(now=now + timedelta(days=390)) == 0
    assert purge_deliveries(now=now + timedelta(days=400)) == 4
    assert purge_deliveries(now=now + timedelta(days=401)) == 0
    assert not Delivery.objects.exclude(email="", subscriber=None, reply="").exists()
    assert not set(Delivery.objects.values_list("message_id", flat=True)) & {row.message_id for row in rows}
    approved.refresh_from_db()
    found = progress(approved)
    assert found is not None
    assert (found.accepted, found.refused, found.cancelled, found.done) == (2, 1, 1, found.recipients)


def leave(person: Subscriber, now: datetime) -> None:
    actions.unsubscribe(subscriber_id=person.pk, now=now)


def test_who_left_loses_the_address_after_thirty_days_and_the_proof_stays(
    make_subscribers: Make, brand: Brand, now: datetime
) -> None:
    person, other = make_subscribers(2)
    leave(person, now)
    assert purge_left(now=now + timedelta(days=29)) == 0
    assert purge_left(now=now + timedelta(days=31)) == 1
    assert purge_left(now=now + timedelta(days=32)) == 0
    kept = Subscriber.objects.get(pk=person.pk)
    assert "abonne0" not in kept.email
    assert kept.state == SubscriberState.UNSUBSCRIBED
    assert ConsentRecord.objects.get().subscriber == kept
    assert list(Subscriber.objects.once_had(" Abonne0@example.org")) == [kept]
    assert not Subscriber.objects.once_had(other.email)
    other.refresh_from_db()
    assert (other.email, other.state) == ("abonne1@example.org", SubscriberState.CONFIRMED)
    link = f"/d/{make_token(UNSUBSCRIBE, person.pk)}"
    assert (Client().get(link).status_code, Client().post(link).status_code) == (200, 200)


def test_what_stays_of_an_address_is_recognised_with_an_old_key_and_by_nobody_without(
    make_subscribers: Make, settings: Settings, now: datetime
) -> None:
    [person] = make_subscribers(1)
    leave(person, now)
    purge_left(now=now + timedelta(days=31))
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10
    assert not Subscriber.objects.once_had(ADDRESS)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert Subscriber.objects.once_had(ADDRESS).exists()


def test_somebody_may_subscribe_and_leave_again(make_subscribers: Make, nevers: Commune, now: datetime) -> None:
    [first] = make_subscribers(1)
    leave(first, now)
    purge_left(now=now + timedelta(days=31))
    [second] = make_subscribers(1)
    leave(second, now + timedelta(days=40))
    assert purge_left(now=now + timedelta(days=80)) == 1
    assert Subscriber.objects.once_had(ADDRESS).count() == 2


def test_an_old_confirmation_does_not_bring_back_an_erased_address(
    make_subscribers: Make, brand: Brand, nevers: Commune, now: datetime
) -> None:
    [person] = make_subscribers(1)
    leave(person, now)
    actions.subscribe(email=ADDRESS, commune=nevers, now=now + timedelta(days=20))
    asked = ConsentRecord.objects.latest("id")
    actions.purge_unconfirmed(now=now + timedelta(days=51))
    assert purge_left(now=now + timedelta(days=51)) == 1
    with pytest.raises(actions.RequestOutdated):
        actions.confirm(record_id=asked.pk, now=now + timedelta(days=49))
    assert Client().get(f"/lettre/confirmer/{make_token(CONFIRM, asked.pk)}/").status_code == 200


def test_erasure_on_request_leaves_the_address_nowhere(
    make_subscribers: Make, approved: Issue, nevers: Commune, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    make_subscribers(2)
    start_sending(issue_id=approved.pk, by=None, now=now)
    actions.subscribe(email=ADDRESS, commune=nevers, now=now)
    assert erase_subscriber(email="Abonne0@example.org", now=now)
    assert not Subscriber.objects.filter(email=ADDRESS).exists()
    assert not Delivery.objects.filter(email=ADDRESS).exists()
    assert not Email.objects.filter(to=ADDRESS).exists()
    assert Subscriber.objects.confirmed().get().email == "abonne1@example.org"
    call_command("erase_subscriber", ADDRESS)
    assert "erased already" in capsys.readouterr().out
    call_command("erase_subscriber", "abonne1@example.org")
    assert "erased: abonne1" in capsys.readouterr().out
    for wrong in ("personne@example.org", "abonne"):
        with pytest.raises(CommandError):
            call_command("erase_subscriber", wrong)


def test_a_request_never_confirmed_is_deleted(nevers: Commune, brand: Brand, now: datetime) -> None:
    actions.subscribe(email=ADDRESS, commune=nevers, now=now)
    assert erase_subscriber(email=ADDRESS, now=now)
    assert not Subscriber.objects.exists()


def test_beat_rings_both_purges(settings: Settings) -> None:
    rung = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"newsletter.tasks.purge_left", "newsletter.tasks.purge_deliveries"} <= rung
    tasks.purge_left()
    tasks.purge_deliveries()
