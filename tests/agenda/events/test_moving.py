"""A place that moves, closes or is deleted takes its events along, or says where they go; the catalogue follows."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision

from agenda.catalogue.models import Entry, EntryState
from agenda.catalogue.sweep import find_drift
from agenda.events.models import EventPage, Location
from agenda.events.moving import Choice, ClosingRefused, Way, close_down_place, coming_events
from agenda.places.models import PlacePage
from cms.structures.models import StructurePage
from tests.cast import draft_event, next_week, publish_event
from tests.factories.places_life import make_place


@pytest.fixture
def place(structure_a: StructurePage) -> PlacePage:
    """A published place."""
    return make_place(structure_a)


@pytest.fixture
def elsewhere(structure_a: StructurePage) -> PlacePage:
    """Another one."""
    return make_place(structure_a, title="Médiathèque", address="2 rue du Pont")


def closed(place: PlacePage, **choices: Choice) -> None:
    """Close with one choice for all events to come."""
    now = timezone.now()
    close_down_place(
        place=place, choices={event.pk: choices["all"] for event in coming_events(place, now)}, by=None, now=now
    )


def shown(event: EventPage) -> dict[str, str]:
    """Return where the public reads that an event is."""
    place: dict[str, str] = Entry.objects.get(page=event).description["place"]
    return place


def test_an_event_follows_its_place_to_a_new_address(structure_a: StructurePage, place: PlacePage) -> None:
    """Published, the new address is in the entry, and calendars see that the event has changed."""
    event = publish_event(structure_a, place=place)
    before = Entry.objects.get(page=event)
    place.address = "10 rue Neuve"
    place.save_revision().publish()
    entry = Entry.objects.get(page=event)
    assert (shown(event)["street"], entry.sequence) == ("10 rue Neuve", before.sequence + 1)
    assert "10 rue Neuve" in entry.ical.replace("\r\n ", "")
    assert not len(find_drift(thorough=True))


def test_events_go_to_another_place_when_theirs_closes(
    structure_a: StructurePage, place: PlacePage, elsewhere: PlacePage
) -> None:
    """Published ones and drafts; those that are over stay where they were."""
    event, over = (
        publish_event(structure_a, place=place),
        publish_event(structure_a, place=place, start=next_week(days=-9)),
    )
    draft = draft_event(structure_a, place=place)
    closed(place, all=Choice(Way.PLACE, elsewhere))
    assert shown(event)["name"] == "Médiathèque"
    assert EventPage.objects.get(pk=draft.pk).get_latest_revision_as_object().place == elsewhere
    assert EventPage.objects.get(pk=over.pk).place == place
    assert not PlacePage.objects.get(pk=place.pk).live
    assert not len(find_drift(thorough=True))


def test_a_draft_that_is_approved_later_does_not_lead_back_to_the_closed_place(
    structure_a: StructurePage, place: PlacePage, elsewhere: PlacePage
) -> None:
    """The live event and its waiting draft both move; a draft already elsewhere stays there."""
    both, ahead = publish_event(structure_a, place=place), publish_event(structure_a, place=place)
    both.title = "Nouveau titre"
    both.save_revision()
    ahead.location, ahead.place, ahead.address_name = Location.ADDRESS, None, "Au marché"
    ahead.address_commune = structure_a.commune
    ahead.save_revision()
    closed(place, all=Choice(Way.PLACE, elsewhere))
    for event in (both, ahead):
        EventPage.objects.get(pk=event.pk).get_latest_revision().publish()
    assert (shown(both)["name"], shown(ahead)["name"]) == ("Médiathèque", "Au marché")
    assert Entry.objects.get(page=both).title == "Nouveau titre"
    assert not len(find_drift(thorough=True))


def test_events_may_keep_the_address_or_be_called_off(structure_a: StructurePage, place: PlacePage) -> None:
    """One of each."""
    stays, off = publish_event(structure_a, place=place), publish_event(structure_a, place=place)
    choices = {stays.pk: Choice(Way.ADDRESS), off.pk: Choice(Way.CALLED_OFF)}
    close_down_place(place=place, choices=choices, by=None, now=timezone.now())
    assert (shown(stays)["name"], shown(stays)["street"], shown(stays)["insee"]) == (
        "Atelier du quai", "3 quai des Mariniers", "58194",
    )  # fmt: skip
    assert Entry.objects.get(page=off).status == "cancelled"
    assert coming_events(place, timezone.now()) == []
    assert not len(find_drift(thorough=True))


def test_a_place_does_not_close_while_an_event_has_nowhere_to_go(
    structure_a: StructurePage, place: PlacePage, elsewhere: PlacePage
) -> None:
    """Nor to a place that is closed, nor to itself; nothing has changed then."""
    event = publish_event(structure_a, place=place)
    elsewhere.unpublish()
    for choices in ({}, {event.pk: Choice(Way.PLACE, place)}, {event.pk: Choice(Way.PLACE, elsewhere)}):
        with pytest.raises(ClosingRefused):
            close_down_place(place=place, choices=choices, by=None, now=timezone.now())
    assert PlacePage.objects.get(pk=place.pk).live
    assert shown(event)["name"] == "Atelier du quai"


def test_a_deleted_place_leaves_its_address_to_its_events(structure_a: StructurePage, place: PlacePage) -> None:
    """By whatever way it was deleted."""
    event = publish_event(structure_a, place=place)
    PlacePage.objects.get(pk=place.pk).delete()
    assert shown(event)["street"] == "3 quai des Mariniers"
    assert Entry.objects.get(page=event).state == EntryState.PUBLIC
    assert not len(find_drift(thorough=True))


def test_an_event_in_a_place_unpublished_some_other_way_keeps_the_address_without_its_link(
    structure_a: StructurePage, place: PlacePage
) -> None:
    """Nobody is sent to a page that is gone."""
    event = publish_event(structure_a, place=place)
    place.unpublish()
    assert (shown(event)["street"], shown(event)["code"]) == ("3 quai des Mariniers", "")
    assert coming_events(place, timezone.now()) == [event]
    assert coming_events(place, timezone.now() + timedelta(days=30)) == []


def test_a_deleted_structure_takes_its_events_along(
    structure_a: StructurePage, structure_b: StructurePage, place: PlacePage
) -> None:
    """They are not published anew in the midst of it; another structure's event in the place keeps the address."""
    own, other = publish_event(structure_a, place=place), publish_event(structure_b, place=place)
    draft_event(structure_a, place=place)
    Page.objects.get(pk=structure_a.pk).specific.delete()
    assert not Revision.objects.filter(object_id=str(own.pk), base_content_type__model="page").exists()
    assert list(Entry.objects.public().values_list("page_id", flat=True)) == [other.pk]
    assert shown(other)["street"] == "3 quai des Mariniers"
    assert not len(find_drift(thorough=True))


@pytest.mark.parametrize("known", [True, False])
def test_a_deleted_place_of_an_unknown_commune_leaves_its_name(
    structure_a: StructurePage, structure_b: StructurePage, place: PlacePage, *, known: bool, client: Client
) -> None:
    """With its structure's commune where that is known; the event still shows."""
    PlacePage.objects.filter(pk=place.pk).update(commune=None)
    event = publish_event(structure_b, place=PlacePage.objects.get(pk=place.pk))
    if not known:
        StructurePage.objects.filter(pk=structure_a.pk).update(commune=None)
    PlacePage.objects.get(pk=place.pk).delete()
    event = EventPage.objects.get(pk=event.pk)
    assert (event.location, event.place) == (Location.ADDRESS, None)
    assert (shown(event)["name"], shown(event)["insee"]) == ("Atelier du quai", "58194" if known else "")
    assert client.get(event.url).status_code == 200
    assert not len(find_drift(thorough=True))
