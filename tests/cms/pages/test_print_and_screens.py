"""On paper one A4 with a code that a telephone reads; on screens nothing to scroll sideways, nothing that axe finds."""

import re
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from agenda.events.actions import give_notice
from agenda.events.clock import to_instant
from branding.models import Brand
from cms.structures.actions import open_space, prepare_platform
from cms.structures.models import StructureKind
from tests.cast import make_communes, next_week, publish_event
from tests.cms.pages.helpers import entry_of, publish_place
from tests.factories.entries import bulk_entries
from tests.screens import overflow

pytestmark = [pytest.mark.once, pytest.mark.long, pytest.mark.django_db(transaction=True)]

A4 = (595, 842)
LONG = "<p>" + "On commence par faire connaissance, puis chacun avance à son rythme. " * 40 + "</p>"


@pytest.fixture
def addresses(live_server: LiveServer) -> dict[str, str]:
    """A territory as full as it gets: long names, long texts, many dates, changes."""
    now = timezone.now()
    prepare_platform(now=now)
    Brand(
        phone="01 99 00 58 58", phone_hours="Mo-Fr 09:00-12:30,13:30-17:30; PH off", phone_note="Appel gratuit."
    ).save()
    communes = make_communes()
    structure = open_space(
        name="Communauté de communes du Haut Nivernais et du Val d’Yonne réunis", kind=StructureKind.EPCI,
        commune=communes["Nevers"], by=None, now=now, phone="03 53 01 00 01", summary="On apprend ensemble. " * 12,
    )  # fmt: skip
    hours = "Mo 09:00-12:00,14:00-18:00; Tu 10:00-12:00; We 13:30-17:15; Th-Fr 08:45-12:15,13:45-16:30; Sa 09:30-12:00"
    places = [
        publish_place(structure, title=f"Espace numérique et maison des services au public {number}", hours=hours)
        for number in range(4)
    ]
    start = next_week(14)
    event = publish_event(
        structure, place=places[0], start=start, more=tuple(next_week(14, days=7 * week) for week in range(2, 30)),
        title="Apprendre à se servir d’un ordinateur et d’internet, du premier clic à la première démarche en ligne",
        body=LONG * 3, bring="Votre appareil, son chargeur, vos mots de passe et vos lunettes", access="Plain-pied",
        registration_required=True, registration_phone="0353010077",
    )  # fmt: skip
    give_notice(
        event=event,
        kind="cancelled",
        by=None,
        now=now,
        original_start=to_instant(start),
        sentence="La salle est prise.",
    )
    bulk_entries(40, list(communes.values())[:3])
    code = entry_of(event).code
    month = timezone.localdate().replace(day=1)
    following = f"{month.year + month.month // 12}-{month.month % 12 + 1:02d}"
    return {
        "event": f"/e/{code}",
        "commune": "/commune/58194/",
        "card": "/commune/58194/carte/",
        "texts": "/commune/58194/textes/",
        "month": f"/commune/58194/mois/?mois={following}",
        "place": f"/l/{places[0].code}",
        "home": "/",
        "agenda": "/agenda/?commune=58194",
        "agenda_search": "/agenda/?q=arnaqes+grouppe&commune=58194&public=seniors",
        "agenda_nothing": "/agenda/?q=parapente&commune=58194&prix=paid&du=x",
        "agenda_month": f"/agenda/mois/?mois={following}",
        "agenda_map": "/agenda/carte/",
        "agenda_alert": "/agenda/avertir/?commune=58194&rayon=15",
        "structure": structure.get_url(),
        "places": "/lieux/",
        "search": "/rechercher/?q=58500",
        "unknown": "/commune/58000/",
    }


def printed(page: Page, live_server: LiveServer, address: str) -> Any:
    """Print a page as a browser does, and return the PDF."""
    page.goto(live_server.url + address)
    return pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))


@pytest.mark.parametrize(
    ("name", "permanent"),
    [
        ("event", "/e/"),
        ("commune", "/commune/58194/"),
        ("card", "/commune/58194/"),
        ("month", "/commune/58194/"),
        ("place", "/l/"),
    ],
)
def test_one_sheet_whose_code_is_the_permanent_address(
    name: str, permanent: str, addresses: dict[str, str], live_server: LiveServer, page: Page
) -> None:
    document = printed(page, live_server, addresses[name])
    assert len(document) == 1
    assert tuple(round(side) for side in document[0].get_size()) == A4
    (code,) = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil())
    assert code.text.startswith(settings.PUBLIC_URL + permanent)


def test_a_month_says_how_many_events_are_left_out(
    addresses: dict[str, str], live_server: LiveServer, page: Page
) -> None:
    page.goto(live_server.url + addresses["month"])
    everything = page.locator(".month__line").count()
    sheet = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))[0].get_textpage().get_text_range()
    shown = sheet.count("Salle des fêtes") + sheet.count("Espace numérique")
    assert f"Et {everything - shown} autres" in " ".join(sheet.split())


def test_a_card_is_filled_with_dates_and_says_how_many_are_left_out(
    addresses: dict[str, str], live_server: LiveServer, page: Page
) -> None:
    page.set_viewport_size({"width": 680, "height": 1000})
    page.emulate_media(media="print")
    page.goto(live_server.url + addresses["card"])
    lines = page.locator(".month__line")
    month = page.locator(".month").bounding_box()
    last = lines.last.bounding_box()
    assert month
    assert last
    # None stands in the hidden second column, and less than two dates' room is left.
    assert last["x"] < month["x"] + month["width"]
    assert month["y"] + month["height"] - (last["y"] + last["height"]) < 30 * 96 / 25.4
    assert re.search(r"Et \d+ autres rendez-vous", page.locator(".sheet-rest").inner_text())


@pytest.mark.parametrize("name", ["commune", "card", "month"])
def test_the_number_is_large_on_paper(
    name: str, addresses: dict[str, str], live_server: LiveServer, page: Page
) -> None:
    text = printed(page, live_server, addresses[name])[0].get_textpage()
    first = text.get_text_range().index("58 58")
    left, bottom, right, top = text.get_charbox(first)
    # The height of a figure of 40 points.
    assert top - bottom > 24
    assert right > left


def test_a_card_without_places_or_dates_is_one_sheet_too(live_server: LiveServer, page: Page) -> None:
    prepare_platform(now=timezone.now())
    Brand(phone="01 99 00 58 58").save()
    make_communes()
    document = printed(page, live_server, "/commune/58024/carte/")
    assert len(document) == 1
    assert "58 58" in document[0].get_textpage().get_text_range()


def test_nothing_scrolls_sideways_on_the_narrowest_screen(
    addresses: dict[str, str], live_server: LiveServer, page: Page
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    wide = {}
    for name, address in addresses.items():
        page.goto(live_server.url + address)
        wide[name] = overflow(page)
    assert {name: pixels for name, pixels in wide.items() if pixels > 0} == {}


def test_axe_finds_nothing(addresses: dict[str, str], live_server: LiveServer, page: Page) -> None:
    found = {}
    for name, address in addresses.items():
        page.goto(live_server.url + address)
        violations = Axe().run(page).response["violations"]
        if violations:
            found[name] = [(item["id"], item["nodes"][0]["html"][:120]) for item in violations]
    assert found == {}
