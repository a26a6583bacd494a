"""As many queries for a thousand entries as for ten; and reading writes nothing."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agenda.places.models import PlacePage
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import publish_event
from tests.cms.pages.helpers import entry_of
from tests.factories.entries import bulk_entries

pytestmark = pytest.mark.usefixtures("brand")

ADDRESSES = (
    "/", "/agenda/", "/agenda/?commune=58194", "/agenda/?commune=58194&theme=securite", "/agenda/?epci=245804406",
    "/agenda/?q=arnaques&commune=58194&quand=mois&public=seniors", "/agenda/?q=arnaqes",
    "/agenda/mois/", "/agenda/carte/", "/agenda/avertir/?commune=58194", "/flux/nouveautes.rss",
    "/commune/58194/", "/commune/58194/mois/", "/flux/agenda.ics", "/flux/commune/58194.ics", "/lieux/",
)  # fmt: skip


def queries(client: Client, address: str) -> list[str]:
    """Return the statements of one reading, with caches as warm as a second reader finds them."""
    client.get(address, follow=True)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, follow=True).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def test_query_counts_do_not_grow_with_the_catalogue(
    client: Client, structure_a: StructurePage, communes: dict[str, Commune], place: PlacePage
) -> None:
    page = publish_event(structure_a)
    addresses = [*ADDRESSES, page.url, f"/e/{entry_of(page).code}", structure_a.url]
    near = [communes[name] for name in ("Nevers", "Varennes-Vauzelles", "Fourchambault")]
    bulk_entries(10, near, ical=False)
    few = {address: len(queries(client, address)) for address in addresses}
    bulk_entries(990, near, ical=False)
    many = {address: len(queries(client, address)) for address in addresses}
    print(many)
    assert many == few
    assert max(many.values()) <= 16, many


def test_reading_writes_nothing(
    client: Client, structure_a: StructurePage, communes: dict[str, Commune], place: PlacePage
) -> None:
    page = publish_event(structure_a)
    for address in (*ADDRESSES, page.url, f"/e/{entry_of(page).code}.ics", f"/l/{place.code}", "/rechercher/?q=nev"):
        written = [
            sql
            for sql in queries(client, address)
            if not sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE"))
        ]
        assert written == [], address
