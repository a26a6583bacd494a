"""A published catalogue with something of everything, as a program from outside would find it."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client

from agenda.places.models import PlacePage
from branding.models import Brand
from cms.news.models import NewsPage
from cms.structures.models import StructurePage
from tests.cast import draft_news

Ask = Callable[..., Any]


@pytest.fixture
def ask(client: Client) -> Ask:
    """Ask the API and return the JSON of the answer, whose status must be the one expected."""

    def get(what: str, *, status: int = 200, **filters: Any) -> Any:
        answer = client.get(f"/api/v1/{what}", filters)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return get


@pytest.fixture
def brand(db: None) -> Brand:
    """The brand, with a number to call."""
    brand = Brand.load()
    brand.programme_name, brand.phone, brand.phone_hours = "Nièvre numérique", "01 99 00 58 58", "24/7"
    brand.phone_note, brand.contact_email = "Appel gratuit", "contact@example.org"
    brand.save()
    return brand


def publish_news(structure: StructurePage, **fields: Any) -> NewsPage:
    """Make a piece of news and publish it."""
    news = draft_news(structure, **fields)
    news.get_latest_revision().publish()
    return news


def publish_place(structure: StructurePage, title: str, **fields: Any) -> PlacePage:
    """Make a place and publish it."""
    values = {"commune": structure.commune, "address": "1 place de la Mairie", "services": ["demarches"], "live": False}
    place = PlacePage(title=title, **{**values, **fields})
    StructurePage.objects.get(pk=structure.pk).add_child(instance=place)
    place.save_revision().publish()
    return place


def titles(answer: dict[str, Any]) -> list[str]:
    """Return the titles of a page's items."""
    return [item["title"] for item in answer["items"]]


def names(items: Iterable[dict[str, Any]]) -> list[str]:
    """Return the names of items."""
    return [item["name"] for item in items]
