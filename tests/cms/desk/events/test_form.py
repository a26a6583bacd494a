"""The light event form: asked briefly, kept whole, sent by membership alone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import WorkflowState

from agenda.events.models import EventPage
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.desk.once import new_key
from cms.structures.actions import add_partner
from cms.structures.models import StructurePage
from tests.cast import draft_event, next_week, publish_event

ClientOf = Callable[[User], Client]


def typed(start: datetime | None = None, **more: Any) -> dict[str, Any]:
    """Return what somebody types for a whole event at an address in Nevers."""
    start = start or next_week()
    return {
        "once": new_key(), "action": "send", "title": "Atelier photo", "summary": "On trie ses photos ensemble.",
        "schedule-way": "days", "schedule-0-date": start.date().isoformat(), "schedule-0-start": "14:00",
        "schedule-0-end": "16:00", "where": "address", "address_name": "Salle des fêtes", "town": "Nevers",
        "themes": ["quotidien"], "registration_phone": "03 53 01 00 01", **more,
    }  # fmt: skip


def add_url(structure: StructurePage) -> str:
    return f"/mon-espace/evenements/ajouter/?structure={structure.pk}"


def test_a_contributor_without_any_wagtail_right_adds_and_sends_an_event(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    assert not Group.objects.filter(user=contributor).exists()
    c = client_of(contributor)
    assert c.get(add_url(structure_a)).status_code == 200
    response = c.post(add_url(structure_a), typed())
    event = EventPage.objects.get()
    assert response.headers["Location"] == f"/mon-espace/evenements/{event.pk}/envoye/"
    assert (event.live, event.get_parent().pk, event.owner) == (False, structure_a.pk, contributor)
    assert event.address_commune is not None
    assert event.address_commune.name == "Nevers"
    assert event.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    told = c.get(response.headers["Location"]).content.decode()
    assert "C’est envoyé" in told
    assert f"/flux/structure/{structure_a.pk}.ics" in told


def test_the_form_asks_eight_things_before_the_fold(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    page = client_of(contributor).get(add_url(structure_a)).content.decode()
    asked = page[page.index("event-form") : page.index('<details class="event-details')]
    outer = asked.count('name="title"'), asked.count('name="summary"'), asked.count("data-schedule>")
    assert outer == (1, 1, 1)
    for name in ("where", "themes", "registration_phone", "upload", "newsletter_proposed"):
        assert f'name="{name}"' in asked, name
    for name in ("kind", "body", "price", "seats", "bring", "access", "audience"):
        assert f'name="{name}"' not in asked, name
        assert f'name="{name}"' in page, name


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    data = typed(title="", town="", bring="Un chargeur", **{"schedule-0-end": ""})
    response = client_of(contributor).post(add_url(structure_a), data)
    page = response.content.decode()
    assert response.status_code == 422
    for said in ("Donnez-lui un titre", "Indiquez la commune", "l’heure de fin"):
        assert said in page, said
    for kept in ("On trie ses photos ensemble.", "Salle des fêtes", "Un chargeur", "14:00"):
        assert kept in page, kept
    assert 'aria-describedby="id_title_helptext id_title_error"' in page or "id_title_error" in page
    assert EventPage.objects.count() == 0


def test_a_draft_needs_a_title_only(client_of: ClientOf, contributor: User, structure_a: StructurePage) -> None:
    c = client_of(contributor)
    data = {"once": new_key(), "action": "save", "title": "À finir", "schedule-way": "days"}
    response = c.post(add_url(structure_a), data)
    event = EventPage.objects.get()
    assert "C’est enregistré" in c.get(response.headers["Location"]).content.decode()
    assert c.get(f"/mon-espace/evenements/{event.pk}/").status_code == 200
    assert event.current_workflow_state is None


def test_the_same_form_sent_twice_makes_one_event(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    c, data = client_of(contributor), typed()
    first, second = c.post(add_url(structure_a), data), c.post(add_url(structure_a), data)
    assert first.headers["Location"] == second.headers["Location"]
    assert EventPage.objects.count() == 1


def test_a_published_event_stays_as_it_is_until_the_change_is_approved(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a, title="Avant")
    c = client_of(contributor)
    data = typed(title="Après", seen=event.latest_revision_id)
    assert c.post(f"/mon-espace/evenements/{event.pk}/", data).status_code == 302
    event.refresh_from_db()
    assert (event.title, event.live, event.has_unpublished_changes) == ("Avant", True, True)
    assert event.get_latest_revision_as_object().title == "Après"


def test_a_place_is_found_without_javascript_and_the_rest_stays(
    client_of: ClientOf, contributor: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    place = PlacePage(title="Médiathèque Jean-Jaurès", commune=structure_b.commune, live=True)
    StructurePage.objects.get(pk=structure_b.pk).add_child(instance=place)
    c = client_of(contributor)
    page = c.post(
        add_url(structure_a), typed(action="search", where="", place_search="mediatheque clam")
    ).content.decode()
    assert "Médiathèque Jean-Jaurès, Clamecy" in page
    assert "Atelier photo" in page
    assert "À corriger" not in page
    response = c.post(add_url(structure_a), typed(where=f"place:{place.pk}"))
    assert response.status_code == 302
    assert EventPage.objects.get().place_id == place.pk


def test_place_and_contacts_of_the_last_event_are_remembered(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    publish_event(structure_a, address_name="Foyer rural", registration_phone="03 53 01 00 09")
    page = client_of(contributor).get(add_url(structure_a)).content.decode()
    assert "Foyer rural" in page
    assert "03 53 01 00 09" in page


def test_the_next_time_starts_from_the_last_with_its_dates_moved(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a, title="Le mardi", start=next_week(), bring="Un carnet")
    before = EventPage.objects.count()
    page = client_of(contributor).get(f"/mon-espace/evenements/ajouter/?comme={event.pk}").content.decode()
    assert "Le mardi" in page
    assert "Un carnet" in page
    assert next_week().date().isoformat() not in page
    assert EventPage.objects.count() == before


def test_a_picture_does_not_follow_into_another_structure(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    add_partner(structure=structure_b, email=partner_a.email, first_name="", last_name="", now=timezone.now())
    image = Image.objects.create(
        title="Photo de A", file=get_test_image_file(), collection=structure_a.space.collection
    )
    event = publish_event(structure_a, image=image, image_alt="Un atelier", image_rights=True)
    a = client_of(partner_a)
    path = f"/mon-espace/evenements/ajouter/?comme={event.pk}"
    assert "Photo de A" in a.get(path).content.decode()
    assert "Photo de A" not in a.get(f"{path}&structure={structure_b.pk}").content.decode()


def test_what_is_not_yours_does_not_exist(
    client_of: ClientOf, partner_b: User, structure_a: StructurePage, partner_a: User
) -> None:
    event = draft_event(structure_a, title="Secret de A", by=partner_a)
    b = client_of(partner_b)
    for path in (
        add_url(structure_a),
        f"/mon-espace/evenements/ajouter/?comme={event.pk}",
        f"/mon-espace/evenements/{event.pk}/",
        f"/mon-espace/evenements/{event.pk}/envoye/",
        f"/mon-espace/evenements/{event.pk}/supprimer/",
    ):
        assert b.get(path).status_code == 404, path
        assert b.post(path, typed()).status_code in {404, 405}, path
    assert b.post(f"/mon-espace/evenements/{event.pk}/reprendre/").status_code == 404


def test_an_archived_space_does_not_exist(client_of: ClientOf, contributor: User, structure_a: StructurePage) -> None:
    event = draft_event(structure_a)
    structure_a.space.archived_at = timezone.now()
    structure_a.space.save()
    c = client_of(contributor)
    assert c.get(add_url(structure_a)).status_code == 404
    assert c.get(f"/mon-espace/evenements/{event.pk}/").status_code == 404


@pytest.mark.parametrize(
    "odd",
    [
        {"where": "place:99999999999999999999"}, {"where": "place:²"}, {"seats": "9" * 50}, {"once": "x"},
        {"seen": "²"},
        {"kept": "nope"}, {"schedule-way": "x"}, {"themes": ["faux"]}, {"commune": "99999"}, {"action": "boum"},
        {"registration_link": "http://["}, {"title": "x" * 400},
    ],
)  # fmt: skip
def test_odd_input_is_answered(
    client_of: ClientOf, contributor: User, structure_a: StructurePage, odd: dict[str, Any]
) -> None:
    assert client_of(contributor).post(add_url(structure_a), typed(**odd)).status_code in {302, 422}


def test_the_form_costs_the_same_whatever_the_number_of_events(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    c = client_of(contributor)

    def queries() -> int:
        c.get(add_url(structure_a))
        with CaptureQueriesContext(connection) as captured:
            assert c.get(add_url(structure_a)).status_code == 200
        return len(captured)

    draft_event(structure_a)
    few = queries()
    for n in range(6):
        draft_event(structure_a, title=f"Atelier {n}")
    assert queries() == few
    assert few <= 25


def test_dates_that_are_all_over_are_not_sent(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    answer = client_of(contributor).post(add_url(structure_a), typed(next_week(days=-9)))
    assert "Toutes ces dates sont passées" in answer.content.decode()
    assert not EventPage.objects.exists()


def test_what_a_moderator_has_locked_is_not_saved(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, by=contributor)
    EventPage.objects.filter(pk=page.pk).update(locked=True)
    before = EventPage.objects.get(pk=page.pk).latest_revision_id
    data = typed(action="save", title="Changé malgré tout", seen=str(before))
    answer = client_of(contributor).post(f"/mon-espace/evenements/{page.pk}/", data)
    assert EventPage.objects.get(pk=page.pk).latest_revision_id == before
    assert "Changé malgré tout" in answer.content.decode()


def test_the_browser_forgets_the_form_that_was_sent_and_no_other(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    c, one, other = client_of(contributor), typed(), typed(title="L’autre onglet")
    first = c.post(add_url(structure_a), one).headers["Location"]
    c.post(add_url(structure_a), other)
    told = c.get(first).content.decode()
    assert f'data-keep-done="{one["once"]}"' in told
    assert other["once"] not in told
    asked = c.get(add_url(structure_a)).content.decode()
    assert f'data-keep="evenement-{structure_a.pk}"' in asked
    assert 'data-keep-zone="Europe/Paris"' in asked
