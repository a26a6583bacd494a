"""Home, structures, places, news, and the files that robots read."""

import pytest
from django.test import Client

from agenda.places.models import PlacePage
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import draft_news, publish_event
from tests.cms.pages.helpers import entry_of, publish_place, read

pytestmark = pytest.mark.usefixtures("brand")


def test_the_home_page_asks_for_the_commune_gives_the_number_and_shows_what_is_next(
    client: Client, structure_a: StructurePage
) -> None:
    page = publish_event(structure_a)
    news = draft_news(structure_a)
    news.get_latest_revision().publish()
    words = read(client, "/")
    for expected in ("Votre commune", "01 99 00 58 58", page.title, news.title):
        assert expected in words
    assert f'href="/e/{entry_of(page).code}"' in client.get("/").content.decode()


def test_a_home_page_without_events_still_helps(client: Client, structure_a: StructurePage) -> None:
    assert "Voir les lieux d’accueil" in read(client, "/")


def test_a_structures_page_shows_its_events_places_news_and_feed(
    client: Client, structure_a: StructurePage, structure_b: StructurePage, place: PlacePage
) -> None:
    mine, other = publish_event(structure_a, title="Le mien"), publish_event(structure_b, title="Celui d’à côté")
    words = read(client, structure_a.url)
    for expected in (mine.title, place.title, "03 53 01 00 01", f"/flux/structure/{structure_a.pk}.ics"):
        assert expected in words
    assert other.title not in words


def test_structures_are_listed_without_the_register(client: Client, structure_a: StructurePage) -> None:
    words = read(client, "/structures/")
    assert structure_a.title in words
    assert "Registre départemental" not in words


def test_places_are_listed_nearest_first(
    client: Client, structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    publish_place(structure_a, title="À Fourchambault", commune=communes["Fourchambault"])
    publish_place(structure_a, title="À Nevers", commune=communes["Nevers"])
    words = read(client, "/lieux/?commune=58194")
    assert words.index("À Nevers") < words.index("À Fourchambault")
    response = client.get("/lieux/", {"lieu": "nevers"})
    assert response.headers["Location"] == "/lieux/?commune=58194"


def test_a_places_page_says_hours_phone_and_what_is_done_there(
    client: Client, structure_a: StructurePage, place: PlacePage
) -> None:
    event = publish_event(structure_a, place=place, title="Chez nous")
    words = read(client, place.url)
    for expected in ("01 99 00 12 34", "Lundi au vendredi : 9 h – 12 h", "Apprendre à se servir", event.title):
        assert expected in words


def test_news_are_listed_latest_first_and_drafts_are_not(client: Client, structure_a: StructurePage) -> None:
    first, second = draft_news(structure_a, title="Ancienne"), draft_news(structure_a, title="Nouvelle")
    for page in (first, second):
        page.get_latest_revision().publish()
    draft_news(structure_a, title="Brouillon")
    words = read(client, "/actualites/")
    assert words.index("Nouvelle") < words.index("Ancienne")
    assert "Brouillon" not in words
    assert structure_a.title in read(client, second.get_url())


def test_robots_and_sitemap(client: Client, structure_a: StructurePage, communes: dict[str, Commune]) -> None:
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in robots
    assert "Disallow: /mon-espace/" in robots
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/commune/58194/</loc>" in sitemap
    assert f"{structure_a.url}</loc>" in sitemap
    assert "/commune/18241/" not in sitemap


@pytest.mark.parametrize(
    "address", ["/agenda/", "/lieux/", "/structures/", "/actualites/", "/rechercher/", "/commune/58194/"]
)
def test_public_pages_only_answer_reading(address: str, client: Client, structure_a: StructurePage) -> None:
    assert client.post(address).status_code == 405
