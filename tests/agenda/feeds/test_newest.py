"""What was added, as RSS: newest first, once each, and unchanged bytes while nothing changes."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.catalogue.models import Entry
from cms.structures.actions import Platform
from cms.territories.models import Commune
from tests.factories.entries import bulk_entries

pytestmark = pytest.mark.django_db
FEED = "/flux/nouveautes.rss"


def items(client: Client, query: str = "") -> list[ET.Element]:
    response = client.get(f"{FEED}{query}")
    assert response.status_code == 200
    return ET.fromstring(response.content).findall("./channel/item")  # noqa: S314 - our own


def test_the_newest_come_first_and_a_change_does_not_make_an_entry_new(
    client: Client, platform: Platform, communes: dict[str, Commune]
) -> None:
    first, second = bulk_entries(2, [communes["Nevers"]], ical=False)
    now = timezone.now()
    Entry.objects.filter(pk=first.pk).update(first_published_at=now - timedelta(days=3), changed_at=now)
    found = items(client)
    assert [item.findtext("guid") for item in found] == [f"urn:uuid:{second.uid}", f"urn:uuid:{first.uid}"]
    assert (found[0].findtext("link") or "").endswith(f"/e/{second.code}")


def test_the_filters_are_those_of_the_agenda(client: Client, platform: Platform, communes: dict[str, Commune]) -> None:
    bulk_entries(4, [communes["Nevers"], communes["Clamecy"]], ical=False)
    assert len(items(client, "?commune=58194")) == 2
    assert len(items(client, "?epci=200067882")) == 2
    assert len(items(client, "?q=dejouer")) == 1
    assert len(items(client, "?commune=58079&q=dejouer")) == 0
    assert items(client, "?prix=paid") == []
    for query in ("?commune=99999", "?theme=poterie", "?epci=123456789", "?structure=77", "?rayon=7&commune=58194"):
        assert client.get(f"{FEED}{query}").status_code == 404, query


def test_unchanged_costs_one_query_and_the_bytes_are_the_same(
    client: Client, platform: Platform, communes: dict[str, Commune]
) -> None:
    bulk_entries(3, [communes["Nevers"]], ical=False)
    one, two = client.get(FEED), client.get(FEED)
    assert one.content == two.content
    with CaptureQueriesContext(connection) as captured:
        assert client.get(FEED, headers={"If-None-Match": one["ETag"]}).status_code == 304
    assert len(captured) == 1
    Entry.objects.all().delete()
    empty = client.get(FEED)
    assert empty["ETag"] != one["ETag"]
    assert empty.content == client.get(FEED).content


def test_the_calendars_take_the_same_filters(client: Client, platform: Platform, communes: dict[str, Commune]) -> None:
    bulk_entries(4, [communes["Nevers"]])
    whole = client.get("/flux/commune/58194.ics").content
    one = client.get("/flux/commune/58194.ics?q=arnaques&prix=free")
    assert whole.count(b"UID:") > one.content.count(b"UID:") > 0
    assert "arnaques" in one.content.decode()
    assert client.get("/flux/commune/58194.ics?prix=paid").content.count(b"UID:") == 0
    assert client.get("/flux/agenda.ics?mode=autre").status_code == 404
