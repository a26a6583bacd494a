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
from agenda.places.stops import PlaceStop
from cms.structures.models import StructurePage
from cms.territories.models import Commune
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


def test_a_page_published_again_is_no_double_any_more(kept: PlacePage, dropped: PlacePage, client: Client) -> None:
    """Its code leads to itself, the merge is over; merged the other way round, the codes make no ring."""
    own, old = kept.code, dropped.code
    merged(kept, dropped)
    PlacePage.objects.get(pk=dropped.pk).get_latest_revision().publish()
    assert client.get(f"/l/{old}")["Location"] == PlacePage.objects.get(pk=dropped.pk).url
    assert not PlaceMerge.objects.filter(undone_at=None).exists()
    merged(dropped, kept)
    assert client.get(f"/l/{own}").status_code == 302
    assert client.get(f"/l/{own}")["Location"] == client.get(f"/l/{old}")["Location"]


def test_a_draft_that_differs_by_its_stops_only_waits_again(
    kept: PlacePage, dropped: PlacePage, communes: dict[str, Commune]
) -> None:
    """Undoing a merge keeps it; and a page without a draft has none afterwards."""
    for names, expected in ((("Mairie",), True), ((), False)):
        page = PlacePage.objects.get(pk=dropped.pk)
        page.stops = [PlaceStop(commune=communes["Clamecy"], spot=name, hours="We 09:00-12:00") for name in names]
        page.save_revision()
        undo_merge(merge=merged(kept, dropped), by=None, now=timezone.now())
        page = PlacePage.objects.get(pk=dropped.pk)
        assert (page.has_unpublished_changes, page.stops.count()) == (expected, 0)
        assert page.get_latest_revision_as_object().stops.count() == len(names)


def test_stops_that_are_published_make_no_draft(
    kept: PlacePage, dropped: PlacePage, communes: dict[str, Commune]
) -> None:
    """Their numbers, given by the publication, are no difference."""
    dropped.stops = [PlaceStop(commune=communes["Clamecy"], spot="Mairie", hours="We 09:00-12:00")]
    dropped.save_revision().publish()
    undo_merge(merge=merged(kept, dropped), by=None, now=timezone.now())
    page = PlacePage.objects.get(pk=dropped.pk)
    assert (page.has_unpublished_changes, page.stops.count()) == (False, 1)


def test_a_place_with_a_scheduled_publication_is_not_dropped(kept: PlacePage, dropped: PlacePage) -> None:
    """Unpublishing would forget it."""
    dropped.go_live_at = timezone.now() + timezone.timedelta(days=3)
    dropped.save_revision().publish()
    with pytest.raises(MergeRefused):
        merged(kept, dropped)
    assert PlacePage.objects.get(pk=dropped.pk).live
