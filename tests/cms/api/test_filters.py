"""The filters mean what they mean in the feeds; what cannot be meant is refused with a sentence, never with a crash."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from agenda.places.vocabulary import SERVICES
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import next_week, publish_event
from tests.cms.api.conftest import Ask, names, publish_news, publish_place, titles
from tests.factories.entries import bulk_entries

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def addresses_in_feed(client: Client, path: str) -> set[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return {str(event["URL"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")}


@pytest.mark.parametrize(
    ("feed", "filters"),
    [
        ("agenda.ics", {}),
        ("commune/58194.ics", {"commune": "58194"}),
        ("commune/58194.ics?rayon=0", {"commune": "58194", "rayon": 0}),
        ("commune/58194.ics?rayon=5", {"commune": "58194", "rayon": 5}),
        ("commune/58079.ics?rayon=30", {"commune": "58079", "rayon": 30}),
        ("commune/18241.ics", {"commune": "18241"}),
        ("epci/245804406.ics", {"epci": "245804406"}),
        ("agenda.ics?theme=demarches", {"theme": "demarches"}),
        ("commune/58194.ics?theme=securite", {"commune": "58194", "theme": "securite"}),
    ],
)
def test_a_filter_finds_the_events_of_the_feed(
    client: Client, ask: Ask, communes: dict[str, Commune], feed: str, filters: dict[str, Any]
) -> None:
    bulk_entries(60, list(communes.values()))
    found = {item["url"] for item in ask("events", limit=100, **filters)["items"]}
    assert found == addresses_in_feed(client, f"/flux/{feed}")
    assert found


def test_a_structure_has_the_events_of_its_feed(
    client: Client, ask: Ask, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    publish_event(structure_a, title="A")
    publish_event(structure_b, title="B")
    answer = ask("events", structure=structure_a.pk)
    assert titles(answer) == ["A"]
    assert {item["url"] for item in answer["items"]} == addresses_in_feed(
        client, f"/flux/structure/{structure_a.pk}.ics"
    )


def test_filters_together_narrow(ask: Ask, structure_a: StructurePage, structure_b: StructurePage) -> None:
    publish_event(structure_a, title="A", themes=["demarches"])
    publish_event(structure_b, title="B", themes=["demarches"])
    assert titles(ask("events", commune="58194", structure=structure_b.pk)) == []
    assert titles(ask("events", commune="58194", theme="demarches", epci="245804406")) == ["A"]


def test_from_and_to_speak_of_sittings_not_of_the_span_of_a_series(ask: Ask, structure_a: StructurePage) -> None:
    first, last = next_week(10, days=7), next_week(10, days=21)
    publish_event(structure_a, start=first, more=(last,))
    between = {"from": (first + timedelta(days=1)).date(), "to": (last - timedelta(days=1)).date()}
    assert ask("events", **between)["items"] == []
    [event] = ask("events", **{"from": last.date(), "to": last.date()})["items"]
    assert event["next_start"].startswith(last.isoformat())


def test_the_day_of_to_is_included_and_an_instant_of_from_is_exact(ask: Ask, structure_a: StructurePage) -> None:
    start = next_week(14)
    publish_event(structure_a, start=start)
    day = start.date().isoformat()
    assert len(ask("events", to=day)["items"]) == 1
    assert len(ask("events", **{"from": f"{day}T15:59"})["items"]) == 1
    assert ask("events", **{"from": f"{day}T16:00"})["items"] == []
    offset = timezone.make_aware(start).strftime("%z")
    assert len(ask("events", **{"from": f"{day}T15:59{offset[:3]}:{offset[3:]}"})["items"]) == 1
    # A plus sign that was not encoded arrives as a space.
    assert len(ask("events", **{"from": f"{day}T15:59 {offset[1:3]}:{offset[3:]}"})["items"]) == 1


def test_distances_stand_beside_what_is_around_a_commune(ask: Ask, structure_a: StructurePage, communes: dict) -> None:
    publish_event(structure_a, address_commune=communes["Varennes-Vauzelles"])
    publish_place(structure_a, "Mairie de Varennes", commune=communes["Varennes-Vauzelles"])
    assert [item["distance_km"] for item in ask("events", commune="58194")["items"]] == [5]
    assert [item["distance_km"] for item in ask("places", commune="58194")["items"]] == [5]
    assert [item["distance_km"] for item in ask("events")["items"]] == [None]


def test_places_news_and_structures_take_the_same_territories(
    ask: Ask, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    for owner, name in ((structure_a, "A"), (structure_b, "B")):
        publish_place(owner, f"Lieu {name}", services=["demarches"] if name == "A" else ["loisirs"])
        publish_news(owner, title=f"Nouvelle {name}")
    for filters in ({"commune": "58303"}, {"epci": "245804406"}, {"commune": "58194", "rayon": 0}):
        assert names(ask("places", **filters)["items"]) == ["Lieu A"]
        assert titles(ask("news", **filters)) == ["Nouvelle A"]
        assert names(ask("structures", **filters)["items"]) == ["Association Le Fil"]
    for what in ("places", "news"):
        assert len(ask(what, structure=structure_b.pk)["items"]) == 1
    assert names(ask("places", theme="loisirs")["items"]) == ["Lieu B"]
    assert ask("news", to="2020-01-01")["items"] == []
    assert len(ask("news", **{"from": timezone.localdate()})["items"]) == 2


@pytest.mark.parametrize("what", ["events", "news", "places", "structures"])
@pytest.mark.parametrize("filters", [{"commune": "99999"}, {"epci": "999999999"}])
def test_an_unknown_territory_is_a_404_with_a_sentence(
    ask: Ask, communes: dict[str, Commune], what: str, filters: dict[str, str]
) -> None:
    assert ask(what, status=404, **filters)["detail"].endswith(".")


@pytest.mark.parametrize("what", ["events", "news", "places"])
def test_an_unknown_structure_is_a_404_with_a_sentence(ask: Ask, db: None, what: str) -> None:
    assert "4321" in ask(what, status=404, structure=4321)["detail"]


@pytest.mark.parametrize(
    "path", ["events/zzzzzz", "places/zzzzzz", "news/999", "structures/999", "issues/2020-01", "nulle-part"]
)
def test_what_does_not_exist_is_a_404_with_a_sentence(ask: Ask, db: None, path: str) -> None:
    assert ask(path, status=404)["detail"]


HOSTILE = [
    "x", "-1", "0", "99999999999999999999999", "1e9", "\0", "é", "58194'", "2A\n001", "NaN", "null", "2026-13-45",
    "0001-01-01", "9999-12-31T23:59:59+14:00", "2026-12-01T25:00", "١٢٣٤٥", "WzFd", "eyJhIjoxfQ", "W10",
    "W251bGwsIG51bGxd",
    "a" * 5000, "../..", "2026-12-01T10:00:00-99:99",
]  # fmt: skip
PARAMETERS = ["commune", "rayon", "epci", "structure", "theme", "from", "to", "limit", "cursor"]
FILTERS = {
    "events": set(PARAMETERS), "news": set(PARAMETERS) - {"theme"}, "places": set(PARAMETERS) - {"from", "to"},
    "structures": set(PARAMETERS) - {"structure", "theme", "from", "to"}, "issues": {"limit", "cursor"},
}  # fmt: skip


@pytest.mark.parametrize("what", ["events", "news", "places", "structures", "issues"])
def test_no_value_makes_the_api_fail_and_a_refusal_says_why(
    client: Client, communes: dict[str, Commune], what: str
) -> None:
    client.raise_request_exception = False
    known = FILTERS[what]
    for name, value in itertools.product(PARAMETERS, HOSTILE):
        answer = client.get(f"/api/v1/{what}", {name: value})
        assert answer.status_code in {200, 404, 422}, (what, name, value)
        if answer.status_code == 422:
            body = answer.json()
            assert body["problems"][0]["parameter"] == name
            assert body["detail"].endswith((".", "?"))
        elif answer.status_code == 200:
            assert name not in known, (what, name, value)


def test_several_bad_values_are_all_told_at_once(ask: Ask, db: None) -> None:
    body = ask("events", status=422, limit=0, theme="cuisine", commune="Nevers")
    assert {problem["parameter"] for problem in body["problems"]} == {"limit", "theme", "commune"}


def test_a_radius_without_a_centre_and_a_span_backwards_are_refused(ask: Ask, db: None) -> None:
    assert ask("events", status=422, rayon=15)["problems"][0]["parameter"] == "rayon"
    assert ask("events", status=422, **{"from": "2026-12-02", "to": "2026-12-01"})["problems"][0]["parameter"] == "to"


def test_an_empty_field_of_a_form_is_no_filter(ask: Ask, structure_a: StructurePage) -> None:
    publish_event(structure_a, title="A")
    assert titles(ask("events", commune="", rayon="", epci="", structure="", theme="", to="", **{"from": ""})) == ["A"]


def test_the_sentence_names_every_theme_by_its_page(ask: Ask, client: Client, db: None) -> None:
    assert "/docs" in ask("events", status=422, theme="cuisine")["detail"]
    page = client.get("/api/v1/docs").content.decode()
    assert all(code in page for code in SERVICES)
