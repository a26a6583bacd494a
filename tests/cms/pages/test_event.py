"""An event's page: everything somebody needs to come, and what changed, in words."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from agenda.events.actions import give_notice, undo_notice
from agenda.events.clock import to_instant
from agenda.events.models import EventPage
from cms.foundation.wording import long_day
from cms.structures.models import StructurePage
from tests.cast import draft_event, next_week, publish_event
from tests.cms.pages.helpers import entry_of, publish_place, read

pytestmark = pytest.mark.usefixtures("brand")


def json_ld(client: Client, page: EventPage) -> dict[str, Any]:
    """Return the structured data of an event's page."""
    html = client.get(page.url).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_page_says_when_where_how_and_whom_to_call(client: Client, structure_a: StructurePage) -> None:
    place = publish_place(structure_a)
    page = publish_event(
        structure_a, place=place, start=next_week(14), bring="Votre téléphone", access="Plain-pied", seats=8,
        registration_required=True, registration_phone="0353010077",
    )  # fmt: skip
    html = client.get(page.url).content.decode()
    assert 'href="tel:+33353010077"' in html
    assert f'href="/l/{place.code}"' in html
    words = read(client, page.url)
    for expected in (
        "de 14 h à 16 h",
        "Espace numérique du Banlay",
        "3 rue de l’Exemple",
        "Votre téléphone",
        "Plain-pied",
        "Inscription nécessaire, 8 places",
        "03 53 01 00 77",
        "Association Le Fil",
    ):
        assert expected in words


def test_a_cancelled_event_says_so_before_anything_else_and_undoing_takes_it_back(
    client: Client, structure_a: StructurePage
) -> None:
    page = publish_event(structure_a)
    notice = give_notice(event=page, kind="cancelled", by=None, now=timezone.now(), sentence="La salle est inondée.")
    words = read(client, page.url)
    assert words.index("Annulé") < words.index("La salle est inondée.") < words.index("Quand")
    undo_notice(notice=notice, by=None, now=timezone.now())
    assert "Annulé" not in read(client, page.url)


@pytest.mark.parametrize(("kind", "word"), [("postponed", "Reporté"), ("full", "Complet")])
def test_states_are_words(kind: str, word: str, client: Client, structure_a: StructurePage) -> None:
    page = publish_event(structure_a)
    give_notice(event=page, kind=kind, by=None, now=timezone.now())
    assert word in read(client, page.url)


def test_a_changed_hour_names_the_old_and_the_new_one(client: Client, structure_a: StructurePage) -> None:
    start = next_week(14)
    page = publish_event(structure_a, start=start, more=(start + timedelta(days=7),))
    moved = to_instant(start)
    give_notice(
        event=page, kind="moved", by=None, now=timezone.now(), original_start=moved,
        new_start=moved + timedelta(hours=2), new_end=moved + timedelta(hours=4),
    )  # fmt: skip
    words = read(client, page.url)
    assert "à 14 h est déplacée au " in words
    assert "de 16 h à 18 h" in words
    assert "Horaire changé" in words


def test_past_dates_are_folded_and_coming_ones_listed(client: Client, structure_a: StructurePage) -> None:
    page = publish_event(structure_a, start=next_week(10, days=-7), more=(next_week(10), next_week(10, days=14)))
    assert "1 date passée" in read(client, page.url)


def test_an_event_that_is_over_leads_to_the_next_ones(client: Client, structure_a: StructurePage) -> None:
    page = publish_event(structure_a, start=next_week(days=-7))
    words = read(client, page.url)
    assert "C’est passé." in words
    assert "Voir les prochains rendez-vous autour de Nevers" in words


def test_structured_data_has_what_search_engines_ask_for(client: Client, structure_a: StructurePage) -> None:
    page = publish_event(structure_a, start=next_week(14))
    data = json_ld(client, page)
    assert data["@type"] == "Event"
    assert data["name"] == page.title
    assert data["startDate"].startswith(next_week(14).isoformat())
    assert data["endDate"].startswith(next_week(16).isoformat())
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert data["location"]["address"]["addressLocality"] == "Nevers"
    assert data["organizer"]["name"] == "Association Le Fil"
    assert data["offers"]["price"] == "0"
    assert data["url"] == entry_of(page).url


def test_structured_data_of_a_moved_sitting_tells_the_first_date(client: Client, structure_a: StructurePage) -> None:
    start = next_week(14)
    page = publish_event(structure_a, start=start, more=(start + timedelta(days=7),))
    moved = to_instant(start)
    give_notice(
        event=page, kind="moved", by=None, now=timezone.now(), original_start=moved,
        new_start=moved + timedelta(days=1), new_end=moved + timedelta(days=1, hours=2),
    )  # fmt: skip
    events = json_ld(client, page)["@graph"]
    assert [event["eventStatus"].rsplit("/", 1)[1] for event in events] == ["EventRescheduled", "EventScheduled"]
    assert events[0]["previousStartDate"].startswith(start.isoformat())


def test_structured_data_of_cancelled_and_remote_events(client: Client, structure_a: StructurePage) -> None:
    page = publish_event(structure_a, location="remote", remote_phone="0199001234", address_name="", address_street="")
    give_notice(event=page, kind="cancelled", by=None, now=timezone.now())
    data = json_ld(client, page)
    assert data["eventStatus"] == "https://schema.org/EventCancelled"
    assert data["location"]["@type"] == "VirtualLocation"


def test_a_title_cannot_break_out_of_the_structured_data(client: Client, structure_a: StructurePage) -> None:
    page = publish_event(structure_a, title="</script><script>alert(1)</script>")
    assert "<script>alert" not in client.get(page.url).content.decode()
    assert json_ld(client, page)["name"] == page.title


def test_no_page_needs_inline_style_or_script(client: Client, structure_a: StructurePage) -> None:
    page = publish_event(structure_a, body="<p>Bonjour</p>")
    html = client.get(page.url).content.decode()
    assert " style=" not in html
    assert not re.search(r"<script(?! type=\"application/ld\+json\"| src=\"/static/)", html)


def test_the_calendar_of_one_event(client: Client, structure_a: StructurePage) -> None:
    entry = entry_of(publish_event(structure_a))
    response = client.get(f"/e/{entry.code}.ics")
    body = response.content.decode()
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert body.startswith("BEGIN:VCALENDAR\r\n")
    assert body.endswith("END:VCALENDAR\r\n")
    assert body.count("BEGIN:VEVENT") == 1


def test_a_preview_is_made_from_the_draft(structure_a: StructurePage, rf: RequestFactory) -> None:
    page = draft_event(structure_a, title="Brouillon tout neuf")
    response = page.make_preview_request()
    assert response.status_code == 200
    assert "Brouillon tout neuf" in response.rendered_content


def test_a_preview_without_dates_says_what_is_missing(structure_a: StructurePage) -> None:
    page = draft_event(structure_a)
    page.schedule = {"version": 1}
    page.__dict__.pop("parsed_schedule", None)
    assert "Il manque les dates" in page.make_preview_request().rendered_content


def test_a_series_that_stops_says_so_in_one_sentence(client: Client, structure_a: StructurePage) -> None:
    start = next_week(14)
    page = publish_event(structure_a, start=start, more=tuple(start + timedelta(weeks=n) for n in range(1, 6)))
    stop = to_instant(start + timedelta(weeks=2))
    give_notice(
        event=page, kind="stopped", original_start=stop, by=None, now=timezone.now(), sentence="La salle ferme."
    )
    words = read(client, page.url)
    assert f"Plus de séance à partir du {long_day(stop.date())}. La salle ferme.".replace("\xa0", " ") in words
    assert "Annulé le" not in words
    cancelled = start + timedelta(weeks=1)
    give_notice(event=page, kind="cancelled", original_start=to_instant(cancelled), by=None, now=timezone.now())
    words = read(client, page.url)
    assert f"Annulé le {long_day(cancelled.date())}".replace("\xa0", " ") in words
    assert words.count("Plus de séance") == 1


def test_a_cycle_says_that_one_registers_once(client: Client, structure_a: StructurePage) -> None:
    start = next_week(14)
    page = publish_event(structure_a, start=start, more=(start + timedelta(weeks=1),), is_cycle=True)
    assert "En 2 séances, pour le même groupe : une seule inscription" in read(client, page.url)
