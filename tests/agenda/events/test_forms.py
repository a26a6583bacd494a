"""The event form in Wagtail's editor: what is typed becomes a schedule, what cannot be is an error at its field."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agenda.events.models import EventPage
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.structures.actions import open_space
from cms.structures.models import StructureKind, StructurePage
from cms.territories.models import Commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client, structure: StructurePage) -> Client:
    """Somebody who may do everything, signed in."""
    client.force_login(User.objects.create_superuser("admin", "admin@example.org", "x"))
    return client


def typed(**fields: Any) -> dict[str, Any]:
    """Return what a browser sends for a complete event next week."""
    day = timezone.localdate() + timedelta(days=7)
    return {
        "title": "Premiers pas",
        "kind": "workshop",
        "summary": "Deux heures en petit groupe.",
        "schedule-way": "days",
        "schedule-0-date": day.isoformat(),
        "schedule-0-start": "14:00",
        "schedule-0-end": "16:00",
        "location": "address",
        "address_name": "Salle des fêtes",
        "address_commune": "58095",
        "price": "free",
        "themes": ["quotidien"],
        "body": '{"blocks":[],"entityMap":{}}',
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
    } | fields


NEXT = date(2027, 1, 5)


def every_week(first: date, until: date) -> dict[str, Any]:
    """Return what a browser sends for the weekday of `first`, without public holidays."""
    return {
        "schedule-way": "choices", "schedule-rhythm": "1", "schedule-weekdays": [str(first.weekday())],
        "schedule-start": "14:00", "schedule-end": "16:00", "schedule-first": first.isoformat(),
        "schedule-ending": "until", "schedule-until": until.isoformat(),
    }  # fmt: skip


def send(editor: Client, structure: StructurePage, **fields: Any) -> Any:
    return editor.post(f"/admin/pages/add/agenda/eventpage/{structure.pk}/", typed(**fields))


def test_a_complete_event_is_published_from_the_editor(editor: Client, structure: StructurePage) -> None:
    response = send(editor, structure)
    assert response.status_code == 302, response.context["form"].errors
    event = EventPage.objects.get()
    assert event.entry.occurrences.count() == 1
    assert event.themes == ["quotidien"]
    assert event.slug == "premiers-pas"


def test_every_week_with_days_left_out(editor: Client, structure: StructurePage) -> None:
    first = timezone.localdate() + timedelta(days=7)
    response = send(
        editor, structure,
        **{
            **every_week(first, first + timedelta(weeks=3)),
            "schedule-excluded-0": (first + timedelta(weeks=1)).isoformat(),
        },
    )  # fmt: skip
    assert response.status_code == 302, response.context["form"].errors
    assert EventPage.objects.get().entry.occurrences.count() == 3


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"schedule-0-end": "12:00"}, "schedule"),
        ({"schedule-0-date": ""}, "schedule"),
        ({"schedule-0-date": "", "schedule-0-start": "", "schedule-0-end": ""}, "schedule"),
        ({**every_week(NEXT, date(2040, 1, 1))}, "schedule"),
        ({**every_week(NEXT, date(2001, 1, 1))}, "schedule"),
        ({**every_week(NEXT, NEXT), "schedule-until": "bientôt"}, "schedule"),
        ({"schedule-0-date": "0026-12-01"}, "schedule"),
        ({"schedule-0-date": "9999-12-31", "schedule-0-end": "01:00"}, "schedule"),
        ({"schedule-0-end": "16:00+02:00"}, "schedule"),
        ({"location": "place"}, "place"),
        ({"location": "address", "address_commune": ""}, "address_commune"),
        ({"location": "remote"}, "remote_link"),
        ({"themes": ["jardinage"]}, "themes"),
        ({"summary": ""}, "summary"),
    ],
)
def test_what_cannot_be_is_an_error_at_its_field_and_nothing_typed_is_lost(
    editor: Client, structure: StructurePage, fields: dict[str, Any], field: str
) -> None:
    response = send(editor, structure, **fields)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not EventPage.objects.exists()
    assert 'value="14:00"' in response.content.decode() or fields.get("schedule-0-start") == ""


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"schedule-0-start": "16:00", "schedule-0-end": "08:00"}, "Date 1 : la fin (8 h) est avant le début (16 h)."),
        ({"schedule-0-end": ""}, "Date 1 : il manque l’heure de fin."),
        ({"schedule-1-start": "10:00", "schedule-1-end": "11:00"}, "Date 2 : il manque le jour."),
    ],
)
def test_a_mistake_in_the_dates_is_said_once_with_its_line_and_marked(
    editor: Client, structure: StructurePage, fields: dict[str, Any], said: str
) -> None:
    response = send(editor, structure, **fields)
    assert [error.replace("\xa0", " ") for error in response.context["form"].errors["schedule"]] == [said]
    assert response.content.decode().count('aria-invalid="true"') == 1


def form_page(editor: Client, structure: StructurePage) -> str:
    return editor.get(f"/admin/pages/add/agenda/eventpage/{structure.pk}/").content.decode()


def test_communes_of_the_departement_come_first_with_their_postal_code(
    editor: Client, structure: StructurePage
) -> None:
    Commune.objects.create(insee="03002", name="Abrest", search_name="abrest", postal_codes="03200", departement="03")
    page = form_page(editor, structure).split('<select name="address_commune"')[-1]
    places = ('label="Dans le département"', "Champvert (58300)", 'label="Chez les voisins"', "Abrest (03200)")
    assert [page.index(words) for words in places] == sorted(page.index(words) for words in places)


def test_the_structures_own_places_come_first_and_its_only_one_is_chosen(
    editor: Client, structure: StructurePage, commune: Commune, now: datetime
) -> None:
    other = open_space(name="Autre", kind=StructureKind.ASSOCIATION, commune=commune, by=None, now=now)
    for parent, title in ((other, "Atelier des autres"), (structure, "Zinc du pont")):
        StructurePage.objects.get(pk=parent.pk).add_child(instance=PlacePage(title=title, commune=commune))
    page = form_page(editor, structure)
    own = PlacePage.objects.get(title="Zinc du pont")
    assert f'<option value="{own.pk}" selected>' in page
    assert page.index("Les lieux de votre structure") < page.index("Zinc du pont") < page.index("Atelier des autres")
    StructurePage.objects.get(pk=structure.pk).add_child(instance=PlacePage(title="Second", commune=commune))
    assert f'<option value="{own.pk}" selected>' not in form_page(editor, structure)


def test_the_form_speaks_our_words_and_shows_three_ways_to_say_where(editor: Client, structure: StructurePage) -> None:
    page = form_page(editor, structure)
    for words in (
        "Par exemple : Débuter avec son téléphone", "Si c’est dans un lieu déjà inscrit", 'data-where="place"',
        'data-where="address"', 'data-where="remote"', "agenda/where.js", ">Atelier</option>",
    ):  # fmt: skip
        assert words in page.replace("\xa0", " "), words
    edit = editor.get(f"/admin/pages/{structure.pk}/edit/").content.decode()
    assert "Le titre de la page tel que" not in edit
    assert 'name="slug"' not in edit
