"""An address set aside is written to by no letter, whatever brought it back, until its owner subscribes again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from branding.models import Brand
from cms.territories.models import Commune
from newsletter.delivery import ledger
from newsletter.delivery.actions import start_sending
from newsletter.delivery.models import Delivery
from newsletter.delivery.retention import erase_subscriber
from newsletter.issues.models import Issue
from newsletter.subscribers import actions
from newsletter.subscribers.models import ConsentRecord, Subscriber, SubscriberState, Suppression
from newsletter.subscribers.retention import purge_left
from newsletter.subscribers.suppression import SuppressionReason, is_suppressed, suppress, suppressed_among

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

Make = Callable[[int], list[Subscriber]]
ADDRESS = "abonne0@example.org"


def test_a_complaint_stops_the_letter_at_once_and_says_so_in_the_proof(make_subscribers: Make, now: datetime) -> None:
    make_subscribers(2)
    for _time in range(2):
        suppress(email=" Abonne0@Example.org", reason=SuppressionReason.COMPLAINT, now=now)
    assert [person.email for person in Subscriber.objects.confirmed()] == ["abonne1@example.org"]
    assert Subscriber.objects.get(email=ADDRESS).state == SubscriberState.SUPPRESSED
    record = ConsentRecord.objects.get()
    assert (record.event, record.source) == ("withdrawn", "complaint")
    assert ADDRESS not in str(Suppression.objects.values())


def test_an_unknown_address_can_be_set_aside(db: None, now: datetime) -> None:
    suppress(email="personne@example.org", reason=SuppressionReason.HARD_BOUNCE, now=now)
    assert is_suppressed("personne@example.org")
    assert not is_suppressed("autre@example.org")


def test_a_lighter_reason_does_not_hide_a_weightier_one(db: None, now: datetime) -> None:
    for reason in (SuppressionReason.LEFT, SuppressionReason.COMPLAINT, SuppressionReason.ERASED):
        suppress(email=ADDRESS, reason=reason, now=now)
    assert Suppression.objects.get().reason == SuppressionReason.COMPLAINT


def test_the_snapshot_leaves_out_an_address_set_aside_whatever_its_state_says(
    make_subscribers: Make, approved: Issue, now: datetime
) -> None:
    make_subscribers(3)
    suppress(email=ADDRESS, reason=SuppressionReason.HARD_BOUNCE, now=now)
    Subscriber.objects.update(state=SubscriberState.CONFIRMED)
    start_sending(issue_id=approved.pk, by=None, now=now)
    assert set(Delivery.objects.values_list("email", flat=True)) == {"abonne1@example.org", "abonne2@example.org"}


def test_a_mail_does_not_leave_once_its_address_is_set_aside_whatever_the_state_says(
    make_subscribers: Make, approved: Issue, now: datetime
) -> None:
    make_subscribers(3)
    start_sending(issue_id=approved.pk, by=None, now=now)
    rows = ledger.claim(issue_id=approved.pk, owner="me", now=now)
    suppress(email=ADDRESS, reason=SuppressionReason.COMPLAINT, now=now)
    Subscriber.objects.update(state=SubscriberState.CONFIRMED)
    answers = ledger.permit(deliveries=rows, owner="me", now=now)
    found = {row.email: answers[row.pk] for row in rows}
    assert found.pop(ADDRESS) is ledger.Permission.SUPPRESSED
    assert set(found.values()) == {ledger.Permission.GRANTED}


def test_the_owner_lifts_it_by_confirming_and_not_by_asking(
    make_subscribers: Make, brand: Brand, nevers: Commune, now: datetime
) -> None:
    make_subscribers(1)
    suppress(email=ADDRESS, reason=SuppressionReason.HARD_BOUNCE, now=now)
    later = now + timedelta(days=1)
    actions.subscribe(email=ADDRESS, commune=nevers, now=later)
    assert is_suppressed(ADDRESS)
    actions.confirm(record_id=ConsentRecord.objects.latest("id").pk, now=later)
    assert not is_suppressed(ADDRESS)
    assert Subscriber.objects.confirmed().get().email == ADDRESS


@pytest.mark.parametrize("reason", ["left", "erased"])
def test_who_left_or_was_erased_is_remembered_by_the_hash_alone(
    reason: str, make_subscribers: Make, now: datetime
) -> None:
    [person] = make_subscribers(1)
    if reason == "erased":
        erase_subscriber(email=ADDRESS, now=now)
    else:
        actions.unsubscribe(subscriber_id=person.pk, now=now)
        assert is_suppressed(ADDRESS)
        purge_left(now=now + timedelta(days=31))
    assert not Subscriber.objects.filter(email=ADDRESS).exists()
    assert Suppression.objects.get().reason == reason
    assert suppressed_among([ADDRESS, "abonne1@example.org"]) == {ADDRESS}


def test_who_complained_loses_the_address_after_thirty_days_and_keeps_the_reason(
    make_subscribers: Make, now: datetime
) -> None:
    make_subscribers(1)
    suppress(email=ADDRESS, reason=SuppressionReason.COMPLAINT, now=now)
    assert purge_left(now=now + timedelta(days=31)) == 1
    assert Suppression.objects.get().reason == SuppressionReason.COMPLAINT


def test_a_hash_made_with_an_old_key_still_counts(db: None, settings: Settings, now: datetime) -> None:
    suppress(email=ADDRESS, reason=SuppressionReason.COMPLAINT, now=now)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    assert is_suppressed(ADDRESS)
    suppress(email=ADDRESS, reason=SuppressionReason.BY_HAND, now=now)
    assert Suppression.objects.get().reason == SuppressionReason.BY_HAND
