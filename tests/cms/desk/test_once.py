"""A form sent twice, even at the same instant, does its work once; somebody else's key counts for nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.desk.once import KEPT, KEY, FormOnce, SentMeanwhile, form_once, new_key, purge_forms, sent_before
from cms.news.models import NewsPage
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
    before = sent_before(user=partner_a, key=key)
    assert before
    assert before.result == "/fait/"
    assert sent_before(user=partner_b, key=key) is None


def test_other_content_under_the_same_key_needs_what_was_found_before(partner_a: User) -> None:
    key, now = new_key(), timezone.now()
    with form_once(user=partner_a, key=key, content="un", now=now) as turn:
        turn.result = "/fait/"
    with pytest.raises(SentMeanwhile), form_once(user=partner_a, key=key, content="deux", now=now):
        pytest.fail("done though another was faster")
    before = sent_before(user=partner_a, key=key)
    with form_once(user=partner_a, key=key, content="deux", before=before, now=now) as turn:
        assert turn.result == ""
        turn.result = "/encore/"
    assert [(row.content, row.result) for row in FormOnce.objects.all()] == [("deux", "/encore/")]


def test_a_form_that_failed_may_be_sent_again(partner_a: User) -> None:
    key, now = new_key(), timezone.now()
    with pytest.raises(ValueError, match="non"), form_once(user=partner_a, key=key, now=now):
        raise ValueError("non")
    assert sent_before(user=partner_a, key=key) is None
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


# --- "back", a correction, "send": the correction counts, and it is the same page ---


def test_a_correction_after_back_changes_the_event_that_was_made(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    client, data = client_of(contributor), typed(action="save")
    client.post(add_url(structure_a), data)
    client.post(add_url(structure_a), {**data, "title": "Corrigé", "action": "send"})
    event = EventPage.objects.get()
    assert event.get_latest_revision_as_object().title == "Corrigé"
    assert event.current_workflow_state


def test_a_correction_after_back_is_no_other_persons_version(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    client = client_of(contributor)
    client.post(add_url(structure_a), typed(action="save"))
    event = EventPage.objects.get()
    url = reverse("desk:edit_event", args=[event.pk])
    data = typed(action="save", title="Un", seen=event.latest_revision_id)
    assert client.post(url, data).status_code == 302
    assert client.post(url, {**data, "title": "Deux"}).status_code == 302
    event.refresh_from_db()
    assert event.get_latest_revision_as_object().title == "Deux"


def test_a_correction_after_back_meets_what_somebody_else_saved_meanwhile(
    client_of: ClientOf, contributor: User, partner_a: User, structure_a: StructurePage
) -> None:
    client, data = client_of(contributor), typed(action="save")
    client.post(add_url(structure_a), data)
    event = EventPage.objects.get()
    theirs = event.get_latest_revision_as_object()
    theirs.title = "De quelqu’un d’autre"
    theirs.save_revision(user=partner_a)
    answer = client.post(add_url(structure_a), {**data, "title": "Corrigé"})
    assert answer.status_code == 409
    assert EventPage.objects.count() == 1


def test_a_correction_after_send_and_back_says_that_the_team_has_it(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    client, data = client_of(contributor), typed(action="send")
    client.post(add_url(structure_a), data)
    answer = client.post(add_url(structure_a), {**data, "title": "Corrigé"})
    assert answer.status_code == 409
    assert "Corrigé" in answer.content.decode()
    answer = client.post(add_url(structure_a), {**data, "title": "Corrigé", "take_back": "1"})
    assert answer.status_code == 302
    assert EventPage.objects.get().get_latest_revision_as_object().title == "Corrigé"


def test_a_form_whose_event_was_deleted_makes_it_anew(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    client, data = client_of(contributor), typed(action="save")
    client.post(add_url(structure_a), data)
    EventPage.objects.get().delete()
    assert client.post(add_url(structure_a), data).status_code == 302
    assert EventPage.objects.count() == 1


def test_a_correction_after_back_changes_the_news_that_was_made(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    client, url = client_of(contributor), f"{reverse('desk:add_news')}?structure={structure_a.pk}"
    data = {KEY: new_key(), "title": "Une", "summary": "En bref", "body": "Texte", "verb": "preview"}
    assert client.post(url, data).status_code == 302
    assert client.post(url, {**data, "title": "Deux", "verb": "send"}).status_code == 302
    news = NewsPage.objects.get()
    assert news.get_latest_revision_as_object().title == "Deux"
    assert news.current_workflow_state
