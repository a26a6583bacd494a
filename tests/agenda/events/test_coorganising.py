"""Organising together: who may ask, decide and leave, and where it shows."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from agenda.catalogue.models import Entry
from agenda.catalogue.sweep import find_drift, repair_catalogue
from agenda.events.coorganisers import CoOrganiser, CoOrganiserState
from agenda.events.coorganising import (
    DecisionRefused,
    JoinRefused,
    ask_to_join,
    decide,
    events_at_same_place_and_hour,
    leave,
    waiting_requests,
)
from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.structures.people import Membership, Role
from tests.cast import draft_event, next_week, publish_event, schedule_of

pytestmark = pytest.mark.postgres


def joined(event: EventPage, structure: StructurePage, asker: User, decider: User) -> CoOrganiser:
    """Make a structure co-organiser of an event."""
    now = timezone.now()
    row = ask_to_join(event=event, structure=structure, by=asker, now=now)
    return decide(request=row, accept=True, by=decider, now=now)


def entry_of(event: EventPage) -> Entry:
    """Return the event's entry as it stands now."""
    return Entry.objects.get(page_id=event.pk)


def feed(client: Client, structure: StructurePage) -> Any:
    """Return the calendar of a structure."""
    return client.get(f"/flux/structure/{structure.pk}.ics")


def test_asking_twice_is_asked_once_and_shows_nothing_yet(
    structure_a: StructurePage, structure_b: StructurePage, partner_b: User
) -> None:
    event, now = publish_event(structure_a), timezone.now()
    first = ask_to_join(event=event, structure=structure_b, by=partner_b, now=now, message="On anime l’atelier.")
    second = ask_to_join(event=event, structure=structure_b, by=partner_b, now=now)
    assert first.pk == second.pk
    assert [row.pk for row in waiting_requests()] == [first.pk]
    assert entry_of(event).description["coorganisers"] == []
    assert PageLogEntry.objects.filter(action="agenda.ask_to_join").count() == 1


def test_once_accepted_the_event_stands_in_both_structures_calendars_and_again_in_one_after_leaving(
    client: Client, structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User
) -> None:
    event = publish_event(structure_a)
    before = feed(client, structure_b)
    assert b"Premiers pas" not in before.content
    row = joined(event, structure_b, partner_b, partner_a)
    assert not waiting_requests().exists()
    assert [item["name"] for item in entry_of(event).description["coorganisers"]] == [structure_b.title]
    after = feed(client, structure_b)
    assert after["ETag"] != before["ETag"]
    text = after.content.decode().replace("\r\n ", "")
    assert "Premiers pas" in text
    assert "Avec : Médiathèque de Clamecy" in text
    assert "ATTENDEE" not in text
    assert b"Premiers pas" in feed(client, structure_a).content
    assert not find_drift(thorough=True)
    leave(request=row, by=partner_b, now=timezone.now())
    left = feed(client, structure_b)
    assert b"Premiers pas" not in left.content
    assert b"Premiers pas" in feed(client, structure_a).content
    assert entry_of(event).description["coorganisers"] == []
    assert not find_drift(thorough=True)


def test_the_pages_the_api_and_the_structures_page_say_it(
    client: Client, structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User
) -> None:
    event = publish_event(structure_a)
    joined(event, structure_b, partner_b, partner_a)
    code = entry_of(event).code
    page = client.get(f"/e/{code}", follow=True).content.decode()
    assert f'Avec <a href="{structure_b.get_url()}">' in page
    found = client.get(f"/api/v1/events/{code}").json()
    assert [item["name"] for item in found["coorganisers"]] == [structure_b.title]
    listed = client.get(f"/api/v1/events?structure={structure_b.pk}").json()["items"]
    assert [item["code"] for item in listed] == [code]
    of_b = client.get(structure_b.get_url()).content.decode()
    assert "Premiers pas" in of_b
    assert structure_a.title in of_b


def test_a_calendar_of_a_structure_is_checked_in_one_query(
    client: Client,
    structure_a: StructurePage,
    structure_b: StructurePage,
    partner_a: User,
    partner_b: User,
    django_assert_num_queries: Any,
) -> None:
    joined(publish_event(structure_a), structure_b, partner_b, partner_a)
    tag = feed(client, structure_b)["ETag"]
    with django_assert_num_queries(1):
        response = client.get(f"/flux/structure/{structure_b.pk}.ics", headers={"If-None-Match": tag})
    assert response.status_code == 304


def test_a_coorganiser_that_is_not_public_any_more_disappears_and_returns(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User
) -> None:
    event = publish_event(structure_a)
    joined(event, structure_b, partner_b, partner_a)
    StructurePage.objects.get(pk=structure_b.pk).unpublish()
    assert entry_of(event).description["coorganisers"] == []
    StructurePage.objects.get(pk=structure_b.pk).get_latest_revision().publish()
    assert [item["id"] for item in entry_of(event).description["coorganisers"]] == [structure_b.pk]
    space = structure_b.space
    space.archived_at = timezone.now()
    space.save()
    assert entry_of(event).description["coorganisers"] == []
    assert not find_drift(thorough=True)


def test_a_renamed_coorganiser_is_renamed_beside_the_event(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User
) -> None:
    event = publish_event(structure_a)
    joined(event, structure_b, partner_b, partner_a)
    page = StructurePage.objects.get(pk=structure_b.pk)
    page.title = "Bibliothèque de Clamecy"
    page.save_revision().publish()
    assert entry_of(event).description["coorganisers"][0]["name"] == "Bibliothèque de Clamecy"


def test_a_deleted_coorganiser_leaves_the_event_whole(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User
) -> None:
    event = publish_event(structure_a)
    joined(event, structure_b, partner_b, partner_a)
    Page.objects.get(pk=structure_b.pk).delete()
    assert entry_of(event).description["coorganisers"] == []
    assert not find_drift(thorough=True)


def test_a_deleted_event_takes_its_coorganisers_along(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User
) -> None:
    event = publish_event(structure_a)
    joined(event, structure_b, partner_b, partner_a)
    Page.objects.get(pk=event.pk).delete()
    assert not CoOrganiser.objects.exists()
    assert Entry.objects.count() == 1
    assert not find_drift(thorough=True)


def test_the_sweep_finds_what_no_signal_announced(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User
) -> None:
    event = publish_event(structure_a)
    row = joined(event, structure_b, partner_b, partner_a)
    CoOrganiser.objects.filter(pk=row.pk).update(state=CoOrganiserState.LEFT)
    assert find_drift().stale == [event.pk]
    repair_catalogue(now=timezone.now())
    assert entry_of(event).description["coorganisers"] == []
    assert not find_drift()


def test_only_the_owners_editors_and_the_team_decide(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User, moderator: User
) -> None:
    now = timezone.now()
    row = ask_to_join(event=publish_event(structure_a), structure=structure_b, by=partner_b, now=now)
    with pytest.raises(DecisionRefused):
        decide(request=row, accept=True, by=partner_b, now=now)
    Membership.objects.filter(user=partner_a).update(role=Role.CONTRIBUTOR)
    with pytest.raises(DecisionRefused):
        decide(request=row, accept=True, by=partner_a, now=now)
    assert decide(request=row, accept=True, by=moderator, now=now).state == CoOrganiserState.ACCEPTED
    assert decide(request=row, accept=True, by=moderator, now=now).decided_by == moderator
    with pytest.raises(DecisionRefused):
        decide(request=row, accept=False, by=moderator, now=now)


def test_who_was_refused_does_not_ask_again_and_who_left_may(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User
) -> None:
    event, now = publish_event(structure_a), timezone.now()
    row = ask_to_join(event=event, structure=structure_b, by=partner_b, now=now)
    leave(request=row, by=partner_b, now=now)
    row = ask_to_join(event=event, structure=structure_b, by=partner_b, now=now)
    assert row.state == CoOrganiserState.ASKED
    decide(request=row, accept=False, by=partner_a, now=now)
    with pytest.raises(JoinRefused):
        ask_to_join(event=event, structure=structure_b, by=partner_b, now=now)


def test_what_makes_no_sense_is_refused(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User
) -> None:
    now = timezone.now()
    event = publish_event(structure_a)
    for wrong in (
        {"event": event, "structure": structure_a, "by": partner_a},
        {"event": event, "structure": structure_b, "by": partner_a},
        {"event": draft_event(structure_a), "structure": structure_b, "by": partner_b},
        {"event": publish_event(structure_a, start=next_week(days=-3)), "structure": structure_b, "by": partner_b},
    ):
        with pytest.raises(JoinRefused):
            ask_to_join(**wrong, now=now)
    assert not CoOrganiser.objects.exists()


def test_an_event_at_the_same_place_and_hour_is_found(structure_a: StructurePage, structure_b: StructurePage) -> None:
    theirs = publish_event(structure_a, more=(next_week(days=14),))
    publish_event(structure_a, title="Le soir", start=next_week(19))
    mine = publish_event(structure_b, address_commune=structure_a.commune, start=next_week(15, days=14))
    found = events_at_same_place_and_hour(
        place=None, commune=structure_a.commune, schedule=mine.schedule, excluding=mine
    )
    assert [event.pk for event in found] == [theirs.pk]
    other_day = schedule_of(next_week() + timedelta(days=1))
    assert not events_at_same_place_and_hour(
        place=None, commune=structure_a.commune, schedule=other_day, excluding=mine
    )
    assert not events_at_same_place_and_hour(place=None, commune=None, schedule={"bad": 1}, excluding=None)
