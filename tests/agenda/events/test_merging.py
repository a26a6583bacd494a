"""Two pages about one place become one, and two again."""

import pytest
from django.test import Client
from django.utils import timezone

from agenda.catalogue.models import Entry
from agenda.catalogue.sweep import find_drift
from agenda.events.merging import MergeRefused, merge_places, undo_merge
from agenda.events.models import EventPage
from agenda.places.models import PlacePage
from agenda.places.records import PlaceMerge
from cms.structures.models import StructurePage
from tests.cast import publish_event
from tests.factories.places_life import make_place


@pytest.fixture
def kept(structure_a: StructurePage) -> PlacePage:
    """The page that stays."""
    return make_place(structure_a, title="Le bon lieu")


@pytest.fixture
def dropped(structure_b: StructurePage) -> PlacePage:
    """The other one."""
    return make_place(structure_b, title="Le double")


def merged(kept: PlacePage, dropped: PlacePage) -> PlaceMerge:
    """Merge now."""
    return merge_places(kept=kept, dropped=dropped, by=None, now=timezone.now())


def test_the_old_code_leads_to_the_kept_place_and_the_events_follow(
    structure_b: StructurePage, kept: PlacePage, dropped: PlacePage, client: Client
) -> None:
    """What was printed still leads somewhere."""
    event, old = publish_event(structure_b, place=dropped), dropped.code
    assert merged(kept, dropped).pk == merged(kept, dropped).pk
    assert client.get(f"/l/{old}")["Location"] == client.get(f"/l/{kept.code}")["Location"]
    assert Entry.objects.get(page=event).description["place"]["name"] == "Le bon lieu"
    assert PlaceMerge.objects.count() == 1
    assert not len(find_drift(thorough=True))


def test_a_merge_is_undone_wholly(
    structure_b: StructurePage, kept: PlacePage, dropped: PlacePage, client: Client
) -> None:
    """The page, its code, its draft and its events are back; an event that moved on meanwhile stays where it went."""
    dropped.phone = "+33199000099"
    dropped.save_revision()
    event, gone = publish_event(structure_b, place=dropped), publish_event(structure_b, place=dropped)
    old, address = dropped.code, client.get(f"/l/{dropped.code}")["Location"]
    merge = merged(kept, dropped)
    third = make_place(structure_b, title="Encore ailleurs")
    gone = EventPage.objects.get(pk=gone.pk)
    gone.place = third
    gone.save_revision().publish()
    for _twice in range(2):
        undo_merge(merge=merge, by=None, now=timezone.now())
    assert client.get(f"/l/{old}")["Location"] == address
    page = PlacePage.objects.get(pk=dropped.pk)
    assert (page.live, page.phone, page.has_unpublished_changes) == (True, "+33199000001", True)
    assert page.get_latest_revision_as_object().phone == "+33199000099"
    assert Entry.objects.get(page=event).description["place"]["name"] == "Le double"
    assert Entry.objects.get(page=gone).description["place"]["name"] == "Encore ailleurs"
    assert not len(find_drift(thorough=True))


def test_only_two_published_places_are_merged(kept: PlacePage, dropped: PlacePage) -> None:
    """Not a place with itself, not with one that is closed, and no ring of merges."""
    with pytest.raises(MergeRefused):
        merged(kept, kept)
    merged(kept, dropped)
    with pytest.raises(MergeRefused):
        merged(dropped, kept)
