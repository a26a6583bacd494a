"""A form sent twice, even at the same instant, does its work once; somebody else's key counts for nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.desk.once import KEPT, FormOnce, form_once, new_key, purge_forms, result_of
from cms.structures.models import StructurePage
from tests.cms.desk.events.test_form import add_url, typed

ClientOf = Callable[[User], Client]


def test_the_second_sending_gets_the_first_result(partner_a: User, partner_b: User) -> None:
    key, now = new_key(), timezone.now()
    with form_once(user=partner_a, key=key, now=now) as turn:
        assert turn.result == ""
        turn.result = "/fait/"
    with form_once(user=partner_a, key=key, now=now) as turn:
        assert turn.result == "/fait/"
    assert result_of(user=partner_a, key=key) == "/fait/"
    assert result_of(user=partner_b, key=key) == ""


def test_a_form_that_failed_may_be_sent_again(partner_a: User) -> None:
    key, now = new_key(), timezone.now()
    with pytest.raises(ValueError, match="non"), form_once(user=partner_a, key=key, now=now):
        raise ValueError("non")
    assert result_of(user=partner_a, key=key) == ""
    assert FormOnce.objects.count() == 0


def test_keys_are_forgotten(partner_a: User) -> None:
    now = timezone.now()
    with form_once(user=partner_a, key=new_key(), now=now) as turn:
        turn.result = "/fait/"
    assert purge_forms(now=now + KEPT - timedelta(hours=1)) == 0
    assert purge_forms(now=now + KEPT + timedelta(hours=1)) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_event(client_of: ClientOf, partner_a: User, structure_a: StructurePage) -> None:
    data, url = typed(), add_url(structure_a)
    clients = [client_of(partner_a) for _n in range(3)]

    def post(client: Client) -> Any:
        try:
            return client.post(url, data).headers.get("Location")
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(post, clients))
    assert len(set(answers)) == 1
    assert answers[0]
    assert EventPage.objects.count() == 1
