"""What is asked for is found, the same on both databases; the index follows the catalogue."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.catalogue.criteria import Criteria
from agenda.catalogue.finding import find
from agenda.catalogue.models import Entry
from agenda.catalogue.search import LONGEST_TEXT, MOST_TERMS, search, terms_of
from agenda.catalogue.spans import Days, local_day
from agenda.catalogue.sweep import find_drift, repair_catalogue
from agenda.catalogue.word_models import EntryWord, Word
from agenda.catalogue.words import words_of
from agenda.events.clock import to_instant
from agenda.events.schedule import Schedule, Slot
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import next_week, publish_event
from tests.factories.entries import bulk_entries, description_of, write_entries

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

CORPUS = (
    ("Apéro-numérique", "On parle d’écrans autour d’un verre."),
    ("Mes e-mails sans peur", "Lire, écrire, trier."),
    ("Réparer son téléphone", "Un fablab vous montre."),
    ("Journaux en ligne", "Les lire sur sa tablette."),
    ("Œuvres d’art à l’écran", "Création numérique pour tous."),
    ("Café des aidants", "Échanger sur l’accès aux droits."),
    ("Impôts 2027", "Déclarer en ligne, pas à pas."),
)


def make(commune: Commune, number: int = 0, day: int = 7, **changes: Any) -> Entry:
    """Make one public entry with a sitting in `day` days."""
    start = datetime.combine(local_day(timezone.now()) + timedelta(days=day), time(10))
    schedule = Schedule.of(slots=[Slot(start, start + timedelta(hours=2))])
    return write_entries([description_of(number, commune, schedule, **changes)], ical=False)[0]


@pytest.fixture
def corpus(communes: dict[str, Commune]) -> None:
    for number, (title, summary) in enumerate(CORPUS):
        make(communes["Nevers"], 0, number + 1, title=title, summary=summary, body_html="", themes=[])


def titles(text: str, **asked: Any) -> list[str]:
    found = find(Criteria(text=text, **asked), now=timezone.now())
    return [entry.title for entry in found.page(0, 50)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("apero numerique", [0]),
        ("APÉRO-NUMÉRIQUES", [0]),
        ("numérique", [0, 4]),
        ("numeri", [0, 4]),
        ("ecran num", [0, 4]),
        ("email", [1]),
        ("e-mails", [1]),
        ("journal", [3]),
        ("réparé", [2]),
        ("oeuvre", [4]),
        ("écran", [0, 4]),
        ("droit", [5]),
        ("impot 2027", [6]),
        ("l'accès", [5]),
        ("ligne tablette", [3]),
        ("poterie", []),
        ("nevers", [0, 1, 2, 3, 4, 5, 6]),
        ("gratuits", [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_words_are_found_in_any_form(text: str, numbers: list[int], corpus: None) -> None:
    assert titles(text) == [CORPUS[number][0] for number in numbers]


@pytest.mark.parametrize(
    "text",
    ['"num*érique" AND (OR', "^NEAR(numérique, 2)", "numérique:*", "-numérique", "numérique';--", "  numérique\t"],
)
def test_signs_of_query_languages_mean_nothing(text: str, corpus: None) -> None:
    words = [term.folded for term in terms_of(text)]
    assert "numerique" in words or words == ["num", "erique", "and", "or"]
    find(Criteria(text=text), now=timezone.now())


def test_a_text_of_ten_thousand_characters_costs_no_more(corpus: None) -> None:
    text = "numérique " + "élan vital " * 1_000
    assert len(terms_of(text)) <= MOST_TERMS
    assert len(search("x" * 10_000, now=timezone.now()).text) == LONGEST_TEXT
    with CaptureQueriesContext(connection) as captured:
        find(Criteria(text="abc " * 5_000), now=timezone.now())
    assert len(captured) <= 2


def test_only_signs_or_stop_words_filter_nothing(corpus: None) -> None:
    assert len(titles("*() de la")) == len(CORPUS)


def test_each_filter_narrows(communes: dict[str, Commune], structure_a: StructurePage) -> None:
    nevers, clamecy = communes["Nevers"], communes["Clamecy"]
    plain = make(nevers, title="Pour tous")
    elders = make(nevers, title="Seniors", audiences=["seniors"], special_needs=["moteur"])
    young = make(clamecy, title="Jeunes", audiences=["jeunes"], price={"kind": "paid", "label": "payant", "text": ""})
    afar = make(clamecy, title="Loin", mode="remote", place=None, online={"link": "", "phone": "0"})
    ours = make(nevers, title="À nous", structure={**plain.description["structure"], "id": structure_a.pk})
    everything = {plain.title, elders.title, young.title, afar.title, ours.title}
    for asked, expected in (
        ({}, everything),
        ({"audience": "seniors"}, everything - {"Jeunes"}),
        ({"need": "moteur"}, {"Seniors"}),
        ({"price": "paid"}, {"Jeunes"}),
        ({"mode": "remote"}, {"Loin"}),
        ({"mode": "on_site"}, everything - {"Loin"}),
        ({"structure": structure_a.pk}, {"À nous"}),
        ({"epci": "200067882"}, {"Jeunes", "Loin"}),
        ({"commune": "58194", "km": 0}, everything - {"Jeunes", "Loin"}),
        ({"commune": "58079"}, {"Jeunes", "Loin"}),
        (
            {"theme": plain.description["themes"][0], "price": "free", "audience": "jeunes"},
            everything - {"Seniors", "Jeunes"},
        ),
    ):
        assert set(titles("", **asked)) == expected, asked


def test_days_bound_the_sittings_and_order_by_the_one_that_counts(communes: dict[str, Commune]) -> None:
    today = local_day(timezone.now())
    make(communes["Nevers"], day=3, title="Avant")
    inside = make(communes["Nevers"], day=6, title="Dedans")
    start = datetime.combine(today + timedelta(days=2), time(9))
    weeks = [Slot(start + timedelta(days=n), start + timedelta(days=n, hours=1)) for n in (0, 5, 10)]
    series = write_entries(
        [description_of(1, communes["Nevers"], Schedule.of(slots=weeks), title="Série")], ical=False
    )[0]
    days = Days(today + timedelta(days=5), today + timedelta(days=8))
    found = find(Criteria(), now=timezone.now(), days=days)
    assert found.page(0, 50) == [inside, series]
    between = Days(today + timedelta(days=8), today + timedelta(days=11))
    none = find(Criteria(), now=timezone.now(), days=between)
    assert (none.count, none.page(0, 50)) == (0, [])
    assert [s.starts_at for s in found.sittings.filter(entry=series)] == [to_instant(weeks[1].start)]


def test_around_widens_until_three_take_place(communes: dict[str, Commune]) -> None:
    bulk_entries(2, [communes["Nevers"]], ical=False)
    assert find(Criteria(commune="58124"), now=timezone.now()).km == 30
    bulk_entries(1, [communes["Varennes-Vauzelles"]], ical=False)
    found = find(Criteria(commune="58124"), now=timezone.now())
    assert (found.km, found.count) == (15, 3)
    assert all(entry.distance_km is not None for entry in found.page(0, 3))
    assert find(Criteria(commune="58124", km=0), now=timezone.now()).count == 0


def test_the_projection_writes_the_words_and_marks(structure_a: StructurePage) -> None:
    page = publish_event(structure_a, start=next_week(), title="Atelier crêpes", audiences=["seniors"])
    entry = Entry.objects.get(page=page)
    assert {row.word.folded for row in entry.words.select_related("word")} == set(words_of(entry.description))
    assert titles("crepe") == ["Atelier crêpes"]
    assert titles("", audience="seniors") == ["Atelier crêpes"]
    assert titles("", audience="jeunes") == []
    page.title = "Atelier gaufres"
    page.save_revision().publish()
    assert titles("crepe") == []
    assert titles("gaufre") == ["Atelier gaufres"]
    assert len(find_drift(thorough=True)) == 0


def test_the_sweep_repairs_the_index_and_forgets_unused_words(structure_a: StructurePage) -> None:
    entry = Entry.objects.get(page=publish_event(structure_a, start=next_week(), title="Atelier crêpes"))
    EntryWord.objects.filter(entry=entry).delete()
    Word.objects.create(folded="gaufre", stem="gaufr", shown="gaufre")
    assert find_drift().unindexed == [entry.pk]
    repair_catalogue(now=timezone.now())
    assert titles("crepe") == ["Atelier crêpes"]
    assert len(find_drift()) == 0
    EntryWord.objects.filter(entry=entry, word__folded="crepes").delete()
    assert find_drift(thorough=True).unindexed == [entry.pk]
    repair_catalogue(now=timezone.now(), thorough=True)
    assert titles("crepe") == ["Atelier crêpes"]
    assert not Word.objects.filter(folded="gaufre").exists()
