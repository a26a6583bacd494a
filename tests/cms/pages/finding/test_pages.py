"""List by day, month, map and alert: the same answer in four forms; no dead end."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agenda.catalogue.models import Entry
from agenda.catalogue.spans import local_day
from agenda.events.schedule import Schedule, Slot
from cms.foundation.wording import long_day
from cms.pages.finding.month import A_DAY
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cms.pages.helpers import read
from tests.factories.entries import bulk_entries, description_of, write_entries

pytestmark = pytest.mark.usefixtures("brand", "platform")


def make(commune: Commune, *, day: int = 1, **changes: object) -> Entry:
    start = datetime.combine(local_day(timezone.now()) + timedelta(days=day), time(10))
    schedule = Schedule.of(slots=[Slot(start, start + timedelta(hours=2))])
    return write_entries([description_of(0, commune, schedule, **changes)], ical=False)[0]


def test_the_list_has_one_heading_a_day(client: Client, communes: dict[str, Commune]) -> None:
    for day in (1, 1, 4):
        make(communes["Nevers"], day=day)
    html = client.get("/agenda/").content.decode()
    headings = re.findall(r'<h3 class="day">(.*?)</h3>', html)
    today = local_day(timezone.now())
    assert headings[0].startswith("Demain, ")
    assert (
        headings[1].lower() == long_day(today + timedelta(days=4)).replace("1er", "1<sup>er</sup>")
        or len(headings) == 2
    )


def test_every_filter_in_force_is_shown_with_a_way_to_remove_it(client: Client, communes: dict[str, Commune]) -> None:
    html = client.get("/agenda/?q=atelier&commune=58194&quand=mois&prix=free").content.decode()
    removing = re.findall(r'class="asked__off" href="([^"]+)"', html)
    assert removing == [
        "/agenda/?commune=58194&amp;quand=mois&amp;prix=free",
        "/agenda/?q=atelier&amp;quand=mois&amp;prix=free",
        "/agenda/?q=atelier&amp;commune=58194&amp;prix=free",
        "/agenda/?q=atelier&amp;commune=58194&amp;quand=mois",
    ]


def test_a_misspelt_word_is_said_and_can_be_insisted_on(client: Client, communes: dict[str, Commune]) -> None:
    make(communes["Nevers"], title="Café numérique")
    words = read(client, "/agenda/?q=numerrique")
    assert "Résultats pour « numérique » . Chercher « numerrique » quand même" in words
    assert "Café numérique" in words
    insisting = read(client, "/agenda/?q=numerrique&tel_quel=1")
    assert "Résultats pour" not in insisting
    assert "Rien d’annoncé" in insisting


def test_a_word_that_only_the_past_knows_is_corrected_to_a_coming_one(
    client: Client, communes: dict[str, Commune]
) -> None:
    make(communes["Nevers"], title="Moterie", day=-5)
    make(communes["Nevers"], title="Poterie")
    assert "Résultats pour « poterie »" in read(client, "/agenda/?q=moterie")


def test_a_text_without_words_shows_everything_and_says_so(client: Client, communes: dict[str, Commune]) -> None:
    make(communes["Nevers"])
    words = read(client, "/agenda/?q=%22%2A%28%29")
    assert "ne contient aucun mot à chercher" in words
    assert "1 rendez-vous" in words


def test_nothing_found_counts_what_each_filter_hides_and_shows_the_nearest(
    client: Client, communes: dict[str, Commune]
) -> None:
    make(communes["Varennes-Vauzelles"], day=3, title="Le plus près")
    make(communes["Nevers"], day=2, title="Ici même")
    words = read(client, "/agenda/?commune=58194&quand=mois-prochain&prix=paid")
    assert "Rien d’annoncé à moins de 30 km pour l’instant avec ces choix." in words
    assert "Au plus près de Nevers Ici même" in re.sub(r" (mar|lun|mer|jeu|ven|sam|dim)\. \S+ \S+", "", words)
    assert words.index("Ici même") < words.index("Le plus près")
    assert "01 99 00 58 58" in words
    near = read(client, "/agenda/?commune=58194&prix=paid")
    assert "Sans « Payant » : 2 rendez-vous" in near


@pytest.mark.parametrize("page", ["mois", "carte"])
def test_the_views_keep_the_filters(page: str, client: Client, communes: dict[str, Commune]) -> None:
    make(communes["Nevers"])
    html = client.get("/agenda/?commune=58194&theme=demarches").content.decode()
    address = f"/agenda/{page}/?commune=58194&amp;theme=demarches"
    assert address in html
    assert "/agenda/?commune=58194&amp;theme=demarches" in client.get(address.replace("&amp;", "&")).content.decode()


def test_a_month_shows_each_days_first_events_and_leads_to_the_others(
    client: Client, communes: dict[str, Commune]
) -> None:
    day = (local_day(timezone.now()).replace(day=1) + timedelta(days=40)).replace(day=15)
    ahead = (day - local_day(timezone.now())).days
    for _number in range(A_DAY + 3):
        make(communes["Nevers"], day=ahead)
    html = client.get(f"/agenda/mois/?mois={day:%Y-%m}").content.decode()
    assert html.count('class="sheet__hour"') == A_DAY
    assert f"/agenda/?du={day}&amp;au={day}" in html
    assert "et 3 autres" in read(client, f"/agenda/mois/?mois={day:%Y-%m}")
    assert "7 rendez-vous" in read(client, f"/agenda/?du={day}&au={day}")


def test_no_month_before_this_one_and_no_nonsense(client: Client, communes: dict[str, Commune]) -> None:
    assert client.get("/agenda/mois/?mois=2020-01").status_code == 200
    assert 'rel="prev"' not in client.get("/agenda/mois/?mois=2020-01").content.decode()
    assert client.get("/agenda/mois/?mois=2020-13").status_code == 404


def test_the_map_counts_by_commune_and_the_list_says_the_same(client: Client, communes: dict[str, Commune]) -> None:
    bulk_entries(3, [communes["Nevers"]], ical=False)
    make(communes["Clamecy"])
    make(communes["Clamecy"], mode="remote", place=None)
    html = client.get("/agenda/carte/").content.decode()
    circles = re.findall(r'<a href="([^"]+)" tabindex="-1">.*?<text[^>]*>(\d+)</text>', html)
    assert dict(circles) == {"/agenda/?commune=58194&amp;rayon=0": "3", "/agenda/?commune=58079&amp;rayon=0": "1"}
    rows = re.findall(r'<li><a href="([^"]+)">[^<]+</a> <span>(\d+) rendez-vous', html)
    assert dict(rows) == dict(circles)
    assert "1 par téléphone ou en ligne" in read(client, "/agenda/carte/")
    assert "3 rendez-vous" in read(client, "/agenda/?commune=58194&rayon=0")


def test_the_alert_offers_the_same_filters_as_calendar_and_as_feed(
    client: Client, communes: dict[str, Commune]
) -> None:
    bulk_entries(3, [communes["Nevers"]], ical=False)
    listed = client.get("/agenda/?commune=58194&du=2020-01-01&public=seniors").content.decode()
    assert 'href="/agenda/avertir/?commune=58194&amp;rayon=15&amp;public=seniors"' in listed
    html = client.get("/agenda/avertir/?commune=58194&rayon=15&public=seniors").content.decode()
    assert "/flux/commune/58194.ics?rayon=15&amp;public=seniors" in html
    assert "/flux/nouveautes.rss?commune=58194&amp;rayon=15&amp;public=seniors" in html
    for address in ("/flux/commune/58194.ics?rayon=15&public=seniors", "/flux/nouveautes.rss?commune=58194&rayon=15"):
        assert client.get(address).status_code == 200


def test_a_page_of_a_structure_without_commune_or_events_is_no_dead_end(
    client: Client, structure_a: StructurePage
) -> None:
    words = read(client, f"/agenda/?structure={structure_a.pk}&q=zzzz")
    assert "Rien d’annoncé" in words
    assert "01 99 00 58 58" in words
