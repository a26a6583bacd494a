"""Following `next` gives every row exactly once, in a stable order, whatever happens meanwhile."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from agenda.catalogue.models import Entry
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import publish_event
from tests.cms.api.conftest import Ask, publish_news, publish_place
from tests.factories.entries import bulk_entries

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def follow(client: Client, address: str) -> list[dict[str, Any]]:
    """Return all items from the address on."""
    items: list[dict[str, Any]] = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        body = answer.json()
        items += body["items"]
        link = body["next"]
        assert answer.get("Link", "") == (f'<{link}>; rel="next"' if link else "")
        parts = urlsplit(link or "")
        address = f"{parts.path}?{parts.query}" if link else ""
    return items


@pytest.mark.parametrize("limit", [1, 7, 50, 100])
def test_every_event_comes_once_the_next_one_first(client: Client, communes: dict[str, Commune], limit: int) -> None:
    entries = bulk_entries(50, list(communes.values()), ical=False)
    found = follow(client, f"/api/v1/events?limit={limit}")
    assert len(found) == 50
    assert {item["code"] for item in found} == {entry.code for entry in entries}
    assert [item["next_start"] for item in found] == sorted(item["next_start"] for item in found)


def test_what_is_withdrawn_or_added_meanwhile_shifts_nothing(
    client: Client, ask: Ask, communes: dict[str, Commune]
) -> None:
    bulk_entries(20, list(communes.values()), ical=False)
    first = ask("events", limit=10)
    Entry.objects.filter(code=first["items"][0]["code"]).update(state="withdrawn")
    bulk_entries(3, list(communes.values()), ical=False)
    link = urlsplit(first["next"])
    rest = follow(client, f"{link.path}?{link.query}")
    seen = [item["code"] for item in first["items"] + rest]
    assert len(seen) == len(set(seen))
    assert len(seen) >= 20


@pytest.mark.parametrize("what", ["news", "places", "places?commune=58194", "structures"])
def test_the_other_lists_are_followed_too(
    client: Client, structure_a: StructurePage, structure_b: StructurePage, what: str
) -> None:
    for number in range(5):
        publish_news(structure_a, title=f"Nouvelle {number}")
        publish_place(structure_a, "Même nom")
    whole = client.get(f"/api/v1/{what}").json()["items"]
    one_by_one = follow(client, f"/api/v1/{what}{'&' if '?' in what else '?'}limit=1")
    assert one_by_one == whole
    assert len(whole) == (2 if what == "structures" else 5)


def test_no_answer_holds_more_than_a_hundred(ask: Ask, communes: dict[str, Commune]) -> None:
    bulk_entries(130, list(communes.values()), ical=False)
    assert len(ask("events")["items"]) == 20
    assert len(ask("events", limit=100)["items"]) == 100
    ask("events", status=422, limit=101)


def test_a_cursor_of_another_list_is_refused(ask: Ask, structure_a: StructurePage, structure_b: StructurePage) -> None:
    publish_event(structure_a)
    cursor = ask("structures", limit=1)["next"].rpartition("cursor=")[2]
    assert ask("events", status=422, cursor=cursor)["problems"][0]["parameter"] == "cursor"
