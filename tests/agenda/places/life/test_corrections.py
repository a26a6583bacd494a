"""A correction shows at once, survives a draft that is approved later, and can be taken back."""

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Page, TaskState

from agenda.places.corrections import CorrectionRefused, correct_place, purge_corrections, undo_correction
from agenda.places.freshness import confirm_place
from agenda.places.models import PlacePage
from agenda.places.records import CorrectionOrigin, PlaceCorrection
from cms.accounts.models import User
from cms.foundation.personal_data import register
from cms.structures.models import StructurePage
from tests.cast import approve, submit
from tests.factories.places_life import make_place

NOW = timezone.now()
PHONE, TYPED = "+33199001234", "01 99 00 12 34"


def corrected(place: PlacePage, values: dict[str, Any], now: datetime = NOW) -> PlaceCorrection | None:
    """Correct as the reception desk does."""
    return correct_place(place=place, values=values, origin=CorrectionOrigin.RECEPTION, by=None, now=now)


def fresh(place: PlacePage) -> PlacePage:
    """Return the row as the public reads it."""
    return PlacePage.objects.get(pk=place.pk)


def test_a_correction_is_live_at_once_and_kept_in_a_published_revision(structure_a: StructurePage) -> None:
    """No moderation, and the history can show it."""
    place = make_place(structure_a)
    correction = corrected(place, {"phone": TYPED, "hours": "lundi 9h-12h"})
    assert correction
    assert correction.after == {"phone": PHONE, "hours": "Mo 09:00-12:00"}
    page = fresh(place)
    assert (page.phone, page.hours, page.has_unpublished_changes) == (PHONE, "Mo 09:00-12:00", False)
    assert page.live_revision == page.latest_revision
    assert page.live_revision.as_object().phone == PHONE


def test_the_same_correction_twice_makes_one(structure_a: StructurePage) -> None:
    """Two taps on the same button, one row."""
    place = make_place(structure_a)
    assert corrected(place, {"phone": TYPED})
    assert corrected(place, {"phone": PHONE}) is None
    assert PlaceCorrection.objects.count() == 1


@pytest.mark.parametrize(("name", "value"), [("phone", "1234567"), ("email", "nobody"), ("hours", "parfois")])
def test_a_value_that_is_none_is_refused_by_field(structure_a: StructurePage, name: str, value: str) -> None:
    """The model's own validators decide, and nothing changes."""
    place = make_place(structure_a)
    with pytest.raises(ValidationError) as refused:
        corrected(place, {name: value})
    assert list(refused.value.message_dict) == [name]
    assert not PlaceCorrection.objects.exists()


def test_an_unpublished_place_is_not_corrected(structure_a: StructurePage) -> None:
    """There is nothing that shows."""
    with pytest.raises(CorrectionRefused):
        corrected(make_place(structure_a, publish=False), {"phone": TYPED})


def test_approving_a_draft_later_keeps_the_correction(
    structure_a: StructurePage, partner_a: User, moderator: User
) -> None:
    """The page waits for the team, locked, while its phone is corrected: the round goes on, with the new phone."""
    place = make_place(structure_a)
    place.title = "Un nouveau nom"
    place.save_revision(user=partner_a)
    state = submit(place, by=partner_a)
    corrected(place, {"phone": TYPED})
    page = fresh(place)
    assert (page.title, page.phone, page.has_unpublished_changes) == ("Atelier du quai", PHONE, True)
    draft = page.get_latest_revision_as_object()
    assert (draft.title, draft.phone) == ("Un nouveau nom", PHONE)
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    assert TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS).revision_id == page.latest_revision_id
    approve(place, by=moderator)
    page = fresh(place)
    assert (page.title, page.phone, page.has_unpublished_changes) == ("Un nouveau nom", PHONE, False)


def test_a_scheduled_publication_keeps_its_hour_and_the_correction(structure_a: StructurePage) -> None:
    """A draft approved for next week is still published next week, with the new phone."""
    place = make_place(structure_a)
    place.title = "Un nouveau nom"
    place.go_live_at = later = NOW + timezone.timedelta(days=7)
    place.save_revision().publish()
    corrected(fresh(place), {"phone": TYPED})
    row = Page.objects.get(pk=place.pk)
    (scheduled,) = row.revisions.filter(approved_go_live_at=later)
    assert scheduled == row.latest_revision
    assert (scheduled.as_object().title, scheduled.as_object().phone) == ("Un nouveau nom", PHONE)


def test_a_correction_is_taken_back_once(structure_a: StructurePage) -> None:
    """The old value shows again."""
    place = make_place(structure_a, phone="+33199000000")
    correction = corrected(place, {"phone": TYPED})
    assert correction
    for _twice in range(2):
        undo_correction(correction=PlaceCorrection.objects.get(pk=correction.pk), by=None, now=NOW)
    assert fresh(place).phone == "+33199000000"
    assert PlaceCorrection.objects.get().undone_at == NOW


def test_a_value_that_somebody_changed_since_is_not_taken_back(structure_a: StructurePage) -> None:
    """The later word stands, and the person is told."""
    place = make_place(structure_a)
    correction = corrected(place, {"phone": TYPED})
    assert correction
    corrected(place, {"phone": "01 99 00 00 77"})
    with pytest.raises(CorrectionRefused):
        undo_correction(correction=correction, by=None, now=NOW)
    assert fresh(place).phone == "+33199000077"


def test_confirming_dates_the_page_and_its_draft(structure_a: StructurePage) -> None:
    """The day shows, and stays when the draft is published."""
    place = make_place(structure_a)
    place.title = "Un nouveau nom"
    place.save_revision()
    confirm_place(place=fresh(place), by=None, now=NOW)
    page = fresh(place)
    assert page.updated_date == timezone.localdate(NOW)
    assert page.record.confirmed_at == NOW
    assert page.get_latest_revision_as_object().updated_date == page.updated_date


def test_a_correction_is_forgotten_after_twelve_months(structure_a: StructurePage) -> None:
    """Who made it, too; what it said stays on the page."""
    place = make_place(structure_a)
    corrected(place, {"phone": TYPED})
    assert purge_corrections(now=NOW + timezone.timedelta(days=300)) == 0
    assert purge_corrections(now=NOW + timezone.timedelta(days=370)) == 1
    assert fresh(place).phone == PHONE
    register_of = {(model.__name__, field) for model, field, _text in register()}
    assert {("PlaceCorrection", "author"), ("PlaceClosure", "author"), ("MachineText", "author")} <= register_of
