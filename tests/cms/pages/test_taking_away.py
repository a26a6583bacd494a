"""What one takes away: a printed page, the calendar for a town hall's site, the data; all without a script's help."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from cms.structures.actions import prepare_platform
from cms.structures.models import StructurePage
from tests.cast import make_communes, publish_event
from tests.cms.pages.helpers import entry_of, read

COMMUNE = "/commune/58194/"


@pytest.mark.usefixtures("brand")
@pytest.mark.parametrize(
    ("address", "feed"),
    [
        (lambda structure: COMMUNE, "/flux/commune/58194.ics"),
        (lambda structure: "/agenda/?commune=58194", "/flux/commune/58194.ics"),
        (lambda structure: structure.get_url(), "/flux/structure/"),
    ],
    ids=["commune", "agenda", "structure"],
)
def test_a_town_hall_finds_the_calendar_for_its_site(
    address: Callable[[StructurePage], str], feed: str, client: Client, structure_a: StructurePage
) -> None:
    words = read(client, address(structure_a))
    assert "Copiez cette adresse dans le module agenda de votre site" in words
    assert feed in words


@pytest.mark.usefixtures("brand", "structure_a")
def test_the_whole_agenda_offers_no_calendar_of_a_commune(client: Client) -> None:
    assert "Pour le site de votre mairie" not in read(client, "/agenda/")


@pytest.mark.usefixtures("brand", "structure_a")
def test_the_foot_leads_developers_to_the_documentation(client: Client) -> None:
    assert '<a href="/api/v1/docs">Pour les développeurs</a>' in client.get("/agenda/").content.decode()
    assert "Elles sont en lecture seule." in read(client, "/api/v1/docs")


@pytest.mark.usefixtures("brand", "structure_a")
def test_the_calendar_of_an_unknown_commune_says_why(client: Client) -> None:
    assert "58999" in read(client, "/flux/commune/58999.ics", status=404)


@pytest.mark.usefixtures("brand")
def test_what_was_typed_with_plain_spaces_is_shown_with_fixed_ones(client: Client, structure_a: StructurePage) -> None:
    page = publish_event(structure_a, title="L'ordinateur : par où commencer ?")
    for address in (page.url, "/agenda/"):
        assert "L’ordinateur\N{NO-BREAK SPACE}: par où commencer\N{NO-BREAK SPACE}?" in (
            client.get(address).content.decode()
        )
    # The calendar keeps what was typed.
    assert "L'ordinateur : par où commencer ?" in entry_of(page).ical


@pytest.fixture
def commune_page(live_server: LiveServer, transactional_db: None) -> str:
    """The address of a commune's page on the live server."""
    prepare_platform(now=timezone.now())
    make_communes()
    return live_server.url + COMMUNE


@pytest.mark.once
def test_the_button_prints(commune_page: str, page: Page) -> None:
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(commune_page)
    page.get_by_role("button", name="Imprimer").click()
    assert page.evaluate("window.printed") is True


@pytest.mark.once
def test_the_button_copies_the_address_and_says_so(commune_page: str, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(commune_page)
    page.get_by_role("button", name="Copier l’adresse").click()
    page.get_by_text("Adresse copiée.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/flux/commune/58194.ics")


@pytest.mark.once
def test_without_a_script_there_is_no_button_that_does_nothing(commune_page: str, page: Page) -> None:
    page.route("**/*.js", lambda route: route.abort())
    page.goto(commune_page)
    assert page.get_by_role("button", name="Imprimer").count() == 0
    assert page.get_by_role("button", name="Copier").count() == 0
