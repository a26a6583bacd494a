"""Every answer can be read from any origin, is shortly cacheable, and is not sent again while nothing has changed."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.events.actions import give_notice
from cms.structures.models import StructurePage
from tests.cast import publish_event
from tests.cms.api.conftest import publish_news

LISTS = ["events", "news", "places", "structures", "issues", "brand", "openapi.json"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("what", LISTS)
def test_any_origin_may_read_and_keep_it_for_a_minute(client: Client, structure_a: StructurePage, what: str) -> None:
    answer = client.get(f"/api/v1/{what}", headers={"Origin": "https://mairie.example.org"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["Content-Type"].startswith("application/json")
    assert not answer.cookies


@pytest.mark.parametrize("what", LISTS)
def test_an_answer_that_is_known_is_not_sent_again(client: Client, structure_a: StructurePage, what: str) -> None:
    etag = client.get(f"/api/v1/{what}")["ETag"]
    for form in (etag, f"W/{etag}", etag[:-1] + '-gzip"', f'"other", {etag}', "*"):
        again = client.get(f"/api/v1/{what}", headers={"If-None-Match": form})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        assert again["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"/api/v1/{what}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_notice_changes_the_tag_and_is_told(client: Client, structure_a: StructurePage) -> None:
    event = publish_event(structure_a)
    before = client.get("/api/v1/events")
    give_notice(event=event, kind="cancelled", by=None, now=timezone.now(), sentence="Salle fermée.")
    after = client.get("/api/v1/events", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    [told] = after.json()["items"]
    assert (told["status"], told["status_sentence"]) == ("cancelled", "Salle fermée.")
    assert before.json()["items"][0]["change_no"] < told["change_no"]


def test_a_withdrawn_event_changes_the_tag(client: Client, structure_a: StructurePage) -> None:
    event = publish_event(structure_a)
    publish_event(structure_a, title="Reste")
    etag = client.get("/api/v1/events")["ETag"]
    event.unpublish()
    after = client.get("/api/v1/events", headers={"If-None-Match": etag})
    assert [item["title"] for item in after.json()["items"]] == ["Reste"]


def test_other_pages_of_a_list_have_other_tags(client: Client, structure_a: StructurePage) -> None:
    publish_event(structure_a)
    assert client.get("/api/v1/events?limit=1")["ETag"] != client.get("/api/v1/events?limit=2")["ETag"]


def test_head_and_options_are_answered_and_writing_is_not(client: Client, structure_a: StructurePage) -> None:
    publish_news(structure_a)
    got, head = client.get("/api/v1/news"), client.head("/api/v1/news")
    assert (head.status_code, head["ETag"]) == (200, got["ETag"])
    options = client.options("/api/v1/news")
    assert (options.status_code, options["Allow"]) == (204, "GET, HEAD, OPTIONS")
    strict = Client(enforce_csrf_checks=True)
    for method in (strict.post, strict.put, strict.patch, strict.delete):
        assert method("/api/v1/news").status_code == 405


def test_a_refusal_is_not_kept(client: Client) -> None:
    assert client.get("/api/v1/events?limit=0")["Cache-Control"] == "no-store"
    assert client.get("/api/v1/nope")["Access-Control-Allow-Origin"] == "*"


def test_reading_writes_nothing(client: Client, structure_a: StructurePage) -> None:
    publish_news(structure_a)
    publish_event(structure_a)
    with CaptureQueriesContext(connection) as queries:
        for what in LISTS:
            client.get(f"/api/v1/{what}")
    assert all(query["sql"].startswith("SELECT") for query in queries)
