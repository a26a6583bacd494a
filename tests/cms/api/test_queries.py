"""The number of queries does not grow with the number of rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cms.api.conftest import publish_news, publish_place
from tests.factories.entries import bulk_entries

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def queries_for(client: Client, address: str) -> int:
    client.get(address)  # content types and the site's root are read once a process
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/api/v1/events?limit=100", 2),
        ("/api/v1/events?limit=100&commune=58194", 3),
        ("/api/v1/events?limit=100&epci=245804406&theme=demarches", 3),
    ],
)
def test_events_cost_the_same_at_10_and_1000_entries(
    client: Client, communes: dict[str, Commune], address: str, most: int
) -> None:
    bulk_entries(10, list(communes.values()), ical=False)
    few = queries_for(client, address)
    bulk_entries(990, list(communes.values()), ical=False)
    assert queries_for(client, address) == few <= most


def test_news_places_and_structures_cost_the_same_at_2_and_12(
    client: Client, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    def add(count: int) -> None:
        for _number in range(count):
            for owner in (structure_a, structure_b):
                link = f'<p>Voir <a linktype="page" id="{structure_b.pk}">la médiathèque</a>.</p>'
                publish_news(owner, body=link)
                publish_place(owner, "Lieu", phone="+33353010099")
        StructurePage.objects.update(body=f'<p><a linktype="page" id="{structure_a.pk}">Le Fil</a></p>')

    add(1)
    addresses = ["/api/v1/news", "/api/v1/places", "/api/v1/places?commune=58194", "/api/v1/structures"]
    few = {address: queries_for(client, address) for address in addresses}
    add(5)
    assert {address: queries_for(client, address) for address in addresses} == few
    assert max(few.values()) <= 8, few


def test_an_unchanged_list_of_events_costs_one_count(client: Client, communes: dict[str, Commune]) -> None:
    bulk_entries(30, list(communes.values()), ical=False)
    etag = client.get("/api/v1/events")["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/api/v1/events", headers={"If-None-Match": etag}).status_code == 304
    assert len(queries) == 1
