"""Addresses: each filter is a parameter, in one order; what is typed becomes one of them."""

from datetime import date

import pytest
from django.http import Http404, QueryDict
from django.test import Client

from cms.pages.finding.days import read_day
from cms.pages.finding.filters import PARAMETERS, read_filters
from cms.structures.models import StructurePage
from cms.territories.models import Commune, FormerName
from cms.territories.names import search_name
from tests.cms.pages.helpers import read
from tests.factories.entries import bulk_entries

TODAY = date(2026, 12, 3)
pytestmark = pytest.mark.usefixtures("brand", "platform", "communes")


def location(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 302, address
    return response.headers["Location"]


@pytest.mark.parametrize(
    "query",
    [
        "q=tablette&commune=58194&rayon=10&quand=week-end&theme=securite&public=seniors&acces=moteur&prix=free&mode=on_site",
        "q=abc&tel_quel=1&epci=200067882&du=2026-12-05&au=2026-12-12",
        "quand=semaine-prochaine",
        "",
    ],
)
def test_canonical_addresses_are_read_and_written_the_same(query: str) -> None:
    filters = read_filters(QueryDict(query).dict(), TODAY)
    assert filters.query() == query
    assert tuple(filters.values) == PARAMETERS


@pytest.mark.parametrize("page", ["/agenda/", "/agenda/mois/", "/agenda/carte/", "/agenda/avertir/"])
def test_any_order_and_empty_fields_lead_to_the_canonical_address(page: str, client: Client) -> None:
    typed = f"{page}?theme=securite&q=&lieu=nevers&quand=&prix=free&du=&au=&mode="
    target = f"{page}?commune=58194&theme=securite&prix=free"
    assert location(client, typed) == target
    assert client.get(target).status_code == 200


def test_a_commune_stands_before_an_epci_and_dates_before_plain_words(client: Client) -> None:
    assert location(client, "/agenda/?epci=200067882&commune=58194") == "/agenda/?commune=58194"
    assert location(client, "/agenda/?quand=demain&du=2027-01-05") == "/agenda/?du=2027-01-05"
    assert location(client, "/agenda/?du=2027-01-09&au=2027-01-05") == "/agenda/?du=2027-01-05&au=2027-01-09"
    assert location(client, "/agenda/?rayon=10") == "/agenda/"


def test_the_field_of_the_commune_changes_keeps_and_removes_it(client: Client) -> None:
    assert location(client, "/agenda/?lieu=Nevers&commune=58194&rayon=10") == "/agenda/?commune=58194&rayon=10"
    assert location(client, "/agenda/?lieu=clamecy&commune=58194&rayon=10") == "/agenda/?commune=58079&rayon=10"
    assert location(client, "/agenda/?lieu=&commune=58194&rayon=10&theme=acces") == "/agenda/?theme=acces"


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("Clamecy", "commune=58079"),
        ("varennes vauzelles", "commune=58303"),
        ("tablette à Clamecy", "q=tablette&commune=58079"),
        ("tablette autour de Varennes-Vauzelles", "q=tablette&commune=58303"),
        ("ateliers ce week-end à Clamecy", "q=ateliers&commune=58079&quand=week-end"),
        ("Aujourd’hui", "quand=aujourdhui"),
        ("impôts la semaine prochaine", "q=imp%C3%B4ts&quand=semaine-prochaine"),
        ("le vieux bourg", "commune=58079"),
    ],
)
def test_days_and_communes_in_the_text_become_filters(typed: str, query: str, client: Client) -> None:
    FormerName.objects.create(commune_id="58079", name="Le Vieux Bourg", search_name=search_name("Le Vieux Bourg"))
    response = client.get("/agenda/", {"q": typed})
    assert response.headers["Location"] == f"/agenda/?{query}"


def test_a_commune_among_other_words_is_offered_and_one_next_door_is_a_word(client: Client) -> None:
    page = client.get("/agenda/", {"q": "tablette Clamecy"}).content.decode()
    assert "/agenda/?q=tablette&amp;commune=58079" in page
    assert client.get("/agenda/", {"q": "Sancerre"}).status_code == 200
    assert client.get("/agenda/", {"q": "Clamecy", "tel_quel": "1"}).status_code == 200


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-05", date(2026, 12, 5)), ("5/12/2026", date(2026, 12, 5)), ("05.12.26", date(2026, 12, 5)),
        ("5/12", date(2026, 12, 5)), ("2/12", date(2027, 12, 2)), ("29/2", None), ("31/11/2026", None),
        ("demain", None), ("²/12", None), ("2026-12-05T10:00", None), ("1/1/1", None), ("", None),
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(text: str, day: date | None) -> None:
    assert read_day(text, TODAY) == day


def test_an_unreadable_date_is_told_at_the_field_and_filters_nothing(
    client: Client, communes: dict[str, Commune]
) -> None:
    bulk_entries(1, [communes["Nevers"]], ical=False)
    words = read(client, "/agenda/?du=bient%C3%B4t")
    assert "Nous ne lisons pas la date « bientôt »" in words
    assert "1 rendez-vous" in words


@pytest.mark.parametrize(
    "query", ["quand=hier", "public=chats", "acces=x", "prix=0", "mode=autre", "rayon=7&commune=58194", "structure=x"]
)
def test_a_value_that_is_no_choice_is_a_404_with_a_sentence(query: str, client: Client) -> None:
    page = client.get(f"/agenda/?{query}")
    assert page.status_code == 404
    with pytest.raises(Http404, match=r"\w+ \w+"):
        read_filters(QueryDict(query).dict(), TODAY)


def test_a_structure_filters(client: Client, structure_a: StructurePage) -> None:
    assert structure_a.title in read(client, f"/agenda/?structure={structure_a.pk}")
    assert client.get("/agenda/?structure=999999").status_code == 404
    assert client.get("/agenda/?structure=99999999999999999999999").status_code == 404
