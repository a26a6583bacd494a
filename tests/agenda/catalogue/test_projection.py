"""Each fact of Wagtail's signals that a catalogue must survive (design §3.4), and the identity of entries (§3.5)."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from agenda.catalogue import actions
from agenda.catalogue.actions import project_event
from agenda.catalogue.describe import RENDERER
from agenda.catalogue.models import Entry, EntryState
from agenda.catalogue.sweep import find_drift, repair_catalogue
from agenda.events.models import EventPage
from cms.structures.models import StructurePage
from tests.agenda.conftest import MakeEvent, entry_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _no_drift() -> object:
    """Every test ends with a catalogue that says what the pages say."""
    yield
    drift = find_drift(thorough=True)
    assert len(drift) == 0, drift


def test_publishing_makes_the_entry_and_a_draft_makes_none(make_event: MakeEvent) -> None:
    draft, published = make_event(title="Brouillon"), make_event(publish=True)
    assert not Entry.objects.filter(page=draft).exists()
    entry = entry_of(published)
    assert entry.state == EntryState.PUBLIC
    assert entry.occurrences.count() == 5
    assert [row.theme for row in entry.themes.all()] == ["quotidien"]
    assert (entry.commune_insee, entry.epci_siren, entry.departement) == ("58095", "200068088", "58")


def test_projecting_again_changes_nothing(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True)
    before = Entry.objects.filter(page=event).values().get()
    project_event(page_id=event.pk, now=now + timedelta(days=3))
    assert Entry.objects.filter(page=event).values().get() == before


def test_a_scheduled_page_has_no_entry_before_its_hour(make_event: MakeEvent) -> None:
    event = make_event()
    event.go_live_at = timezone.now() + timedelta(days=2)
    event.save_revision().publish()
    assert not Entry.objects.filter(page=event).exists()


def test_deleting_leaves_a_tombstone_with_its_identity(make_event: MakeEvent) -> None:
    event = make_event(publish=True)
    entry = entry_of(event)
    event.delete()
    tombstone = Entry.objects.get(pk=entry.pk)
    assert (tombstone.state, tombstone.page_id, tombstone.code) == (EntryState.WITHDRAWN, None, entry.code)
    assert tombstone.change_no > entry.change_no
    assert Entry.objects.count() == 1


def test_deleting_the_structure_withdraws_its_events(make_event: MakeEvent, structure: StructurePage) -> None:
    entry = entry_of(make_event(publish=True))
    StructurePage.objects.get(pk=structure.pk).delete()
    entry.refresh_from_db()
    assert (entry.state, entry.page_id) == (EntryState.WITHDRAWN, None)


def test_privacy_on_an_ancestor_withdraws_and_its_end_brings_back(
    make_event: MakeEvent, structure: StructurePage
) -> None:
    entry = entry_of(make_event(publish=True))
    restriction = PageViewRestriction.objects.create(page=structure, restriction_type=PageViewRestriction.LOGIN)
    entry.refresh_from_db()
    assert entry.state == EntryState.WITHDRAWN
    restriction.delete()
    entry.refresh_from_db()
    assert entry.state == EntryState.PUBLIC


def test_renaming_a_structure_reaches_its_events(make_event: MakeEvent, structure: StructurePage) -> None:
    entry = entry_of(make_event(publish=True))
    page = StructurePage.objects.get(pk=structure.pk)
    page.title, page.slug = "Le pont numérique", "le-pont-numerique"
    page.save_revision().publish()
    entry.refresh_from_db()
    assert entry.description["structure"]["name"] == "Le pont numérique"
    assert "Le pont numérique" in entry.ical
    assert entry.description["structure"]["url"].endswith("/le-pont-numerique/")


def test_unpublishing_a_structure_withdraws_its_events(make_event: MakeEvent, structure: StructurePage) -> None:
    entry = entry_of(make_event(publish=True))
    page = StructurePage.objects.get(pk=structure.pk)
    page.unpublish()
    entry.refresh_from_db()
    assert entry.state == EntryState.WITHDRAWN
    page.save_revision().publish()
    entry.refresh_from_db()
    assert entry.state == EntryState.PUBLIC


def test_moving_an_event_carries_its_new_structure(make_event: MakeEvent, other_structure: StructurePage) -> None:
    event = make_event(publish=True)
    event.move(other_structure, pos="last-child")
    entry = entry_of(event)
    assert entry.structure_id == other_structure.pk
    assert entry.description["structure"]["name"] == other_structure.title


def test_an_alias_makes_no_second_entry(make_event: MakeEvent, other_structure: StructurePage) -> None:
    event = make_event(publish=True)
    alias = event.create_alias(parent=other_structure, update_slug="ailleurs")
    assert alias.live
    assert Entry.objects.count() == 1


def test_a_copy_gets_an_identity_of_its_own(make_event: MakeEvent) -> None:
    event = make_event(publish=True)
    copy = event.copy(update_attrs={"slug": "copie"}, keep_live=False)
    copy.save_revision().publish()
    first, second = entry_of(event), entry_of(copy)
    assert first.uid != second.uid
    assert first.code != second.code


def test_unpublishing_and_republishing_keeps_identity(make_event: MakeEvent) -> None:
    event = make_event(publish=True)
    before = entry_of(event)
    event.unpublish()
    assert entry_of(event).state == EntryState.WITHDRAWN
    EventPage.objects.get(pk=event.pk).save_revision().publish()
    after = entry_of(event)
    assert (after.uid, after.code, after.first_published_at) == (before.uid, before.code, before.first_published_at)
    assert after.state == EntryState.PUBLIC
    assert after.change_no > before.change_no


def test_sequence_moves_with_time_and_place_but_not_with_text(make_event: MakeEvent) -> None:
    event = make_event(publish=True)
    event.body = "<p>Un mot de plus.</p>"
    event.save_revision().publish()
    assert entry_of(event).sequence == 0
    event.address_name = "Médiathèque"
    event.save_revision().publish()
    assert entry_of(event).sequence == 1


def test_the_sweep_finds_and_repairs_what_no_signal_announced(make_event: MakeEvent, now: datetime) -> None:
    kept, lost, gone = (make_event(publish=True, title=name) for name in ("un", "deux", "trois"))
    Entry.objects.filter(page=lost).delete()
    EventPage.objects.filter(pk=gone.pk).update(live=False)
    EventPage.objects.filter(pk=kept.pk).update(summary="Changé sans rien dire.")
    quick = find_drift()
    assert (quick.missing, quick.leftover) == ([lost.pk], [entry_of(gone).pk])
    assert find_drift(thorough=True).stale == [kept.pk]
    repair_catalogue(now=now, thorough=True)
    assert entry_of(kept).summary == "Changé sans rien dire."


def test_one_event_that_cannot_be_described_does_not_stop_the_sweep(
    make_event: MakeEvent, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, stale = make_event(publish=True, title="Cassé"), make_event(publish=True, title="Ancien")
    Entry.objects.update(renderer=0)
    whole = actions.describe

    def describe(page: EventPage, notices: object) -> object:
        if page.pk == broken.pk:
            raise OSError("disk")
        return whole(page, notices)

    with monkeypatch.context() as patch:
        patch.setattr(actions, "describe", describe)
        drift = repair_catalogue(now=now)
    assert drift.failed == [broken.pk]
    assert entry_of(stale).renderer == RENDERER
    repair_catalogue(now=now)


def test_change_numbers_are_unique_and_rise(make_event: MakeEvent) -> None:
    numbers = [entry_of(make_event(publish=True, title=f"n° {n}")).change_no for n in range(3)]
    assert numbers == sorted(set(numbers))
