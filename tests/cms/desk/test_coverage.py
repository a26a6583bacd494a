"""La carte des manques is the team's: nobody else finds it, it is one sheet on paper, and its table says everything."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from agenda.calls.models import Call, CallOutcome
from agenda.coverage.months import Month
from agenda.coverage.partners import partners_by_epci
from agenda.events.models import NoticeKind
from agenda.places.models import PlacePage
from agenda.places.records import PlaceRecord
from cms.accounts.models import User
from cms.structures.actions import add_partner, open_space, prepare_platform
from cms.structures.models import StructureKind, StructurePage
from cms.territories.actions import load_territory
from cms.territories.models import Commune
from tests.cast import PASSWORD, draft_event, make_user, publish_event
from tests.factories.entries import bulk_entries
from tests.factories.places import bulk_places
from tests.screens import overflow

pytestmark = pytest.mark.django_db

MAP = "/mon-espace/carte-des-manques/"
SHEET = f"{MAP}imprimer/"
CSV = f"{MAP}mois.csv"
A4 = (595, 842)
ClientOf = Callable[[User], Client]


@pytest.mark.parametrize("address", [MAP, SHEET, CSV])
def test_nobody_but_the_team_finds_it(address: str, partner_a: User, moderator: User, client_of: ClientOf) -> None:
    assert client_of(partner_a).get(address).status_code == 404
    anonymous = Client().get(address)
    assert anonymous.status_code == 302
    assert "/connexion/" in anonymous["Location"]
    answer = client_of(moderator).get(address)
    assert answer.status_code == 200
    assert client_of(moderator).post(address).status_code == 405
    assert "style=" not in answer.content.decode()


@pytest.mark.parametrize("query", ["mois=2026-13", "mois=x", "mois=0001-01", "tri=x", "mois=9999-12"])
def test_what_is_no_month_or_order_does_not_exist(query: str, moderator: User, client_of: ClientOf) -> None:
    assert client_of(moderator).get(f"{MAP}?{query}").status_code == 404


@pytest.mark.parametrize("year", ["26", "0000", "9999", "٢٠٢٦", "x"])
def test_what_is_no_year_does_not_exist(year: str, moderator: User, client_of: ClientOf) -> None:
    assert client_of(moderator).get(f"{SHEET}?annee={year}").status_code == 404


def test_before_the_territory_is_loaded_the_map_says_so(moderator: User, client_of: ClientOf) -> None:
    assert "pas encore chargées" in client_of(moderator).get(MAP).content.decode()
    assert "pas encore chargées" in client_of(moderator).get(SHEET).content.decode()


def test_the_month_in_a_sentence_a_list_and_a_table(
    moderator: User, communes: dict[str, Commune], client_of: ClientOf
) -> None:
    now = timezone.now()
    month = Month.of(now)
    bulk_entries(1, [communes["Nevers"]], first_day=month.start + timedelta(days=9), sittings=1, ical=False)
    Call.objects.create(commune=communes["Beaugy"], outcome=CallOutcome.UNANSWERED, at=month.start)
    text = client_of(moderator).get(f"{MAP}?mois={month}").content.decode()
    assert "92\u00a0% des habitants" in text.replace("&nbsp;", "\u00a0")
    assert "2 communes (3\u202f790 habitants) sont plus loin." in text
    assert "1 appel est resté sans réponse, depuis 1 commune." in text
    assert "aucune commune" in text
    assert "0 commune" not in text
    first = text[text.index('id="dabord"') :]
    assert first.index("Beaugy") < first.index("Clamecy") < first.index("Varennes-Vauzelles")
    assert "<title>Beaugy" in text
    rows = list(csv.reader(io.StringIO(client_of(moderator).get(CSV).content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == [str(month), "58024", "Beaugy", "Haut Nivernais-Val d’Yonne", "290", "plus de 30 km", "", "", "1"]
    assert rows[-1][1:2] + rows[-1][5:8] == ["58194", "dans la commune", "0", "Nevers"]
    assert len(rows) == 6


def test_a_month_without_data_says_so_instead_of_drawing_a_desert(
    moderator: User, communes: dict[str, Commune], client_of: ClientOf
) -> None:
    client = client_of(moderator)
    for text in (client.get(MAP).content.decode(), client.get(SHEET).content.decode()):
        assert "Pas encore de données" in text
        assert 'class="gap gap--vide"' in text
        assert 'class="gap gap--loin"><circle' not in text
        assert "% des habitants" not in text.replace("&nbsp;", " ")
    rows = client.get(CSV).content.decode("utf-8-sig").splitlines()[1:]
    assert all("pas encore de données" in row for row in rows)
    assert 'role="region"' not in client.get(MAP).content.decode()


def test_the_long_table_is_folded_until_one_reads_it(
    moderator: User, communes: dict[str, Commune], client_of: ClientOf
) -> None:
    assert '<details class="gap-all">' in client_of(moderator).get(MAP).content.decode()
    assert '<details class="gap-all" open>' in client_of(moderator).get(f"{MAP}?tri=commune").content.decode()


def test_looking_changes_nothing_and_costs_the_same_with_more_of_everything(
    moderator: User, communes: dict[str, Commune], structure_a: StructurePage, client_of: ClientOf,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client = client_of(moderator)
    bulk_entries(3, list(communes.values()), ical=False)
    bulk_places(2, list(communes.values()))
    client.get(MAP)
    with django_assert_max_num_queries(40) as few:
        client.get(MAP)
    bulk_entries(60, list(communes.values()), ical=False)
    bulk_places(20, list(communes.values()))
    with django_assert_max_num_queries(len(few)):
        client.get(MAP)


def test_partners_are_counted_by_epci(
    structure_a: StructurePage, structure_b: StructurePage, communes: dict[str, Commune]
) -> None:
    now = timezone.now()
    Commune.objects.create(
        insee="89999", name="Ailleurs", search_name="ailleurs", departement="89", epci_id="200067882"
    )
    add_partner(structure=structure_a, email="a@example.org", first_name="A", last_name="B", password=PASSWORD, now=now)
    publish_event(structure_a)
    draft_event(structure_b)
    places = bulk_places(4, [communes["Nevers"], communes["Clamecy"]])
    PlaceRecord.objects.update(confirmed_at=None)
    PlacePage.objects.update(updated_date=None, phone="")
    PlaceRecord.objects.filter(page=places[0]).update(confirmed_at=now - timedelta(days=10))
    PlacePage.objects.filter(pk=places[1].pk).update(
        updated_date=now.date() - timedelta(days=300), phone="+33353010001"
    )
    found = partners_by_epci(now=now)
    rows = {row.name: row for row in found.rows}
    assert set(rows) == {"Nevers Agglomération", "Haut Nivernais-Val d’Yonne"}
    nevers, yonne = rows["Nevers Agglomération"], rows["Haut Nivernais-Val d’Yonne"]
    assert (nevers.places, nevers.confirmed, nevers.with_phone) == (2, 1, 0)
    assert (yonne.places, yonne.confirmed, yonne.with_phone) == (2, 0, 1)
    assert (nevers.structures, nevers.invited, nevers.active) == (1, 1, 1)
    assert (yonne.structures, yonne.invited, yonne.active) == (1, 0, 0)
    assert yonne.straddles
    assert not nevers.straddles
    assert (found.total.places, found.total.structures, found.total.active) == (4, 2, 1)
    # Three months later nothing new was published; a notice is a sign of life.
    later = now + timedelta(days=100)
    assert partners_by_epci(now=later).total.active == 0
    event = publish_event(structure_b)
    event.notices.create(kind=NoticeKind.SENTENCE, sentence="Entrée par la cour.", at=later)
    StructurePage.objects.filter(pk=structure_b.pk).update(commune=None)
    elsewhere = partners_by_epci(now=later + timedelta(days=80)).elsewhere
    assert elsewhere
    assert (elsewhere.structures, elsewhere.active) == (1, 1)


@pytest.fixture
def committee(transactional_db: None, shared_data: Path) -> User:
    """The real territory with outlines, events, calls, places, and somebody of the team."""
    now = timezone.now()
    platform = prepare_platform(now=now)
    load_territory(departement="58", now=now)
    call_command("load_outlines", shared_data / "contours-communes-58.geojson", source="IGN", verbosity=0)
    here = list(Commune.objects.of_departement().order_by("-population"))
    open_space(name="Le Fil", kind=StructureKind.ASSOCIATION, commune=here[0], by=None, now=now)
    for step in range(12):
        first = datetime(now.year, step + 1, 1, 12, tzinfo=UTC)
        bulk_entries(20 + step, here[step::9], first_day=first, sittings=1, ical=False)
    bulk_places(120)
    for commune in here[40:60]:
        Call.objects.create(commune=commune, outcome=CallOutcome.UNANSWERED, at=now)
    user = make_user("camille@example.org", "Camille", "Roy")
    user.groups.add(platform.team)
    return user


def sign_in(page: Page, live_server: LiveServer, client: Client) -> None:
    """Give the browser the session of a signed-in person."""
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


@pytest.mark.once
def test_the_sheet_is_one_page_and_the_map_needs_no_sideways_scrolling(
    committee: User, client_of: ClientOf, live_server: LiveServer, page: Page
) -> None:
    sign_in(page, live_server, client_of(committee))
    for address in (SHEET, f"{SHEET}?annee={timezone.now().year}"):
        page.goto(live_server.url + address)
        document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        assert len(document) == 1, address
        assert tuple(round(side) for side in document[0].get_size()) == A4
        text = document[0].get_textpage().get_text_range()
        assert "Ensemble" in text
        assert "communes sur" in text
        assert "plus de 30" in text.lower()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for address in (MAP, SHEET):
            page.goto(live_server.url + address)
            assert overflow(page) == 0
            assert page.locator("svg.gap-map path").count() >= (309 if address == MAP else 0)
