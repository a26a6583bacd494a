"""The preview of dates while they are typed: for who is signed in, of what is typed alone, and bounded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.events.models import EventPage
from agenda.events.schedule import Schedule
from branding.models import Brand
from cms.accounts.models import User
from cms.desk.once import new_key
from cms.structures.models import StructurePage
from tests.cast import draft_event
from tests.cms.desk.events.test_form import add_url, typed

ClientOf = Callable[[User], Client]
URL = "/mon-espace/evenements/dates/"
TUESDAYS = {
    "schedule-way": "choices", "schedule-rhythm": "1", "schedule-weekdays": "1", "schedule-start": "14:00",
    "schedule-end": "16:00", "schedule-first": "2027-01-05", "schedule-ending": "until",
    "schedule-until": "2027-06-29", "schedule-school": "except",
}  # fmt: skip

pytestmark = pytest.mark.django_db


def said(response: Any) -> str:
    return str(response.content.decode()).replace("\xa0", " ").replace("&nbsp;", " ")


def test_it_says_the_sentence_the_number_the_next_dates_and_the_days_skipped_with_their_reason(
    client_of: ClientOf, contributor: User
) -> None:
    page = said(client_of(contributor).post(URL, TUESDAYS))
    for words in (
        "Tous les mardis de 14 h à 16 h", "22 dates", "mardi 5 janvier 2027, de 14 h à 16 h", "Voir les 22 dates",
        "<span>mardi 16 février 2027</span> : vacances d’hiver",
    ):  # fmt: skip
        assert words in page, words


def test_the_holidays_are_those_of_the_installation(client_of: ClientOf, contributor: User) -> None:
    brand = Brand.load()
    brand.holiday_zone = "B"
    brand.save()
    c = client_of(contributor)
    assert "mardi 16 février 2027" not in said(c.post(URL, TUESDAYS)).split("Pas de séance")[1]
    c.post("/mon-espace/evenements/ajouter/", typed(**TUESDAYS, **{"schedule-0-date": ""}))
    assert EventPage.objects.get().schedule["zone"] == "B"


def test_it_asks_what_is_missing(client_of: ClientOf, contributor: User) -> None:
    c = client_of(contributor)
    asked = said(c.get(URL, {"schedule-way": "text", "schedule-text": "tous les mardis de 14 h à 16 h"}))
    assert "Jusqu’à quel jour ?" in asked
    assert "Ce qui sera publié" not in asked
    assert "Cochez au moins un jour" in said(c.post(URL, TUESDAYS | {"schedule-weekdays": ""}))
    for nothing in ({}, {"schedule-way": "days"}, {"schedule-way": "text", "schedule-text": ""}):
        assert said(c.post(URL, nothing)).strip() == ""


@pytest.mark.parametrize(
    "odd",
    [
        {"schedule-way": "boum"}, {"schedule-count": "²", "schedule-ending": "count"}, {"schedule-rhythm": "x"},
        {"schedule-way": "text", "schedule-text": "x" * 100_000}, {"schedule-way": "kept", "schedule-kept": "[" * 9000},
        {"schedule-weekdays": ["7", "²", "-1"]}, {"schedule-first": "9999-12-31"}, {"schedule-until": "9999-12-31"},
        {"schedule-excluded-0": "²"}, {"schedule-hours-1-start": "99:99"},
    ],
)  # fmt: skip
def test_odd_input_is_answered(client_of: ClientOf, contributor: User, odd: dict[str, Any]) -> None:
    assert client_of(contributor).post(URL, TUESDAYS | odd).status_code == 200


def test_it_is_for_who_is_signed_in_and_reads_no_event(
    client: Client, client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    assert client.get(URL).status_code == 302
    assert client.post(URL, TUESDAYS).status_code == 403
    c = client_of(contributor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            c.post(URL, TUESDAYS)
        assert not [one["sql"] for one in captured if "eventpage" in one["sql"].casefold()]
        return len(captured)

    queries()
    few = queries()
    for n in range(5):
        draft_event(structure_a, title=f"Atelier {n}")
    assert queries() == few


def test_without_javascript_a_button_shows_the_same_form_with_its_dates_and_nothing_is_saved(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    c = client_of(contributor)
    data = typed(action="dates", title="", **{"schedule-0-date": ""}, **TUESDAYS)
    response = c.post(add_url(structure_a), data)
    page = said(response)
    assert response.status_code == 200
    assert "Tous les mardis de 14 h à 16 h" in page
    assert "On trie ses photos ensemble." in page
    assert "Donnez-lui un titre" not in page
    response = c.post(add_url(structure_a), data | {"schedule-weekdays": ""})
    assert response.status_code == 422
    assert "Cochez au moins un jour" in said(response)
    assert "Donnez-lui un titre" not in said(response)
    assert not EventPage.objects.exists()


def test_a_form_that_nobody_touched_leaves_the_dates_to_the_byte(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    c = client_of(contributor)
    first = timezone.localdate() + timedelta(days=7)
    old = {
        "version": 1, "excluded": [],
        "rule": {"frequency": "weekly", "from": first.isoformat(), "start": "14:00", "end": "16:00",
                 "until": (first + timedelta(weeks=5)).isoformat()},
    }  # fmt: skip
    event = draft_event(structure_a, by=contributor)
    event.schedule = old
    event.save_revision(user=contributor)
    event.refresh_from_db()
    choices = {
        "schedule-way": "choices", "schedule-rhythm": "1", "schedule-weekdays": str(first.weekday()),
        "schedule-start": "14:00", "schedule-end": "16:00", "schedule-first": first.isoformat(),
        "schedule-ending": "until", "schedule-until": (first + timedelta(weeks=5)).isoformat(),
    }  # fmt: skip
    assert "Ce qui sera publié" in said(c.get(f"/mon-espace/evenements/{event.pk}/"))
    data = typed(action="save", once=new_key(), seen=event.latest_revision_id, title="Autre titre", **choices)
    data |= {"schedule-0-date": ""}
    assert c.post(f"/mon-espace/evenements/{event.pk}/", data).status_code == 302
    saved = EventPage.objects.get(pk=event.pk).get_latest_revision_as_object()
    assert (saved.title, saved.schedule) == ("Autre titre", old)
    data |= {"seen": EventPage.objects.get(pk=event.pk).latest_revision_id, "once": new_key(), "schedule-end": "17:00"}
    assert c.post(f"/mon-espace/evenements/{event.pk}/", data).status_code == 302
    saved = EventPage.objects.get(pk=event.pk).get_latest_revision_as_object()
    assert isinstance(saved.parsed_schedule, Schedule)
    assert saved.schedule["version"] == 2
    assert saved.schedule["rules"][0]["days"][0]["hours"] == [{"start": "14:00", "end": "17:00"}]


def test_dates_that_are_all_over_are_refused_when_sending(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    past = TUESDAYS | {"schedule-first": "2020-01-07", "schedule-until": "2020-06-30", "schedule-school": ""}
    response = client_of(contributor).post(add_url(structure_a), typed(**past, **{"schedule-0-date": ""}))
    assert response.status_code == 422
    assert "toutes passées" in said(response)
