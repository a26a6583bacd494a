"""The migration that brings the hashes takes over who left and who was erased before it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from newsletter.subscribers import actions
from newsletter.subscribers.models import Subscriber, Suppression
from newsletter.subscribers.retention import purge_left
from newsletter.subscribers.suppression import is_suppressed

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_who_left_before_is_set_aside_and_everybody_has_a_hash(
    make_subscribers: Callable[[int], list[Subscriber]], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    migration = import_module("newsletter.migrations.0007_suppression_by_keyed_hash")
    monkeypatch.setattr(migration, "AT_ONCE", 2)
    people = make_subscribers(5)
    actions.unsubscribe(subscriber_id=people[1].pk, now=now)
    purge_left(now=now + timedelta(days=31))
    actions.unsubscribe(subscriber_id=people[2].pk, now=now + timedelta(days=31))
    hashes = dict(Subscriber.objects.values_list("pk", "email_hash"))
    Suppression.objects.all().delete()
    Subscriber.objects.update(email_hash="")
    for _time in range(2):
        migration.take_over(apps, None)
    assert dict(Subscriber.objects.values_list("pk", "email_hash")) == hashes
    assert [is_suppressed(f"abonne{number}@example.org") for number in range(5)] == [False, True, True, False, False]
    assert Subscriber.objects.confirmed().count() == 3
