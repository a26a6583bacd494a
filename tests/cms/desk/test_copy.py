"""A copy starts from what the event says now, with its dates moved, as a draft of the same structure."""

from collections.abc import Callable

import pytest
from django.test import Client

from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import next_week, publish_event

ClientOf = Callable[[User], Client]


def test_the_copy_moves_all_dates_and_leads_to_its_editor(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    event = publish_event(
        structure_a, title="Le mardi", start=next_week(), more=(next_week(days=21),), summary="Ensemble."
    )
    a = client_of(partner_a)
    first = next_week(days=60)
    response = a.post(f"/mon-espace/evenements/{event.pk}/copier/", {"first_date": first.date().isoformat()})
    copy = EventPage.objects.exclude(pk=event.pk).get()
    assert response.headers["Location"] == f"/admin/pages/{copy.pk}/edit/"
    assert [slot.start for slot in copy.parsed_schedule.occurrences()] == [first, next_week(days=74)]
    draft = copy.get_latest_revision_as_object()
    assert [slot.start for slot in draft.parsed_schedule.occurrences()] == [first, next_week(days=74)]
    assert (copy.title, copy.live, copy.get_parent().pk, copy.owner) == ("Le mardi", False, structure_a.pk, partner_a)
    assert not hasattr(copy, "entry")
    assert "Le mardi" in a.get(response.headers["Location"]).content.decode()
    assert EventPage.objects.get(pk=event.pk).parsed_schedule.occurrences()[0].start == next_week()


def test_without_a_date_nothing_is_copied(client_of: ClientOf, partner_a: User, structure_a: StructurePage) -> None:
    event = publish_event(structure_a)
    response = client_of(partner_a).post(f"/mon-espace/evenements/{event.pk}/copier/", {"first_date": "hier"})
    assert response.status_code == 200
    assert EventPage.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "Ce jour est passé."), (None, "Indiquez un jour.")], ids=["past", "empty"]
)
def test_a_copy_begins_today_or_later(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage, days: int | None, said: str
) -> None:
    event = publish_event(structure_a)
    day = "" if days is None else next_week(days=days).date().isoformat()
    response = client_of(partner_a).post(f"/mon-espace/evenements/{event.pk}/copier/", {"first_date": day})
    assert said in response.content.decode()
    assert EventPage.objects.count() == 1
