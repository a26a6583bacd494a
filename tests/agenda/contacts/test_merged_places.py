"""A line follows its place through a merge and back."""

import pytest
from django.utils import timezone

from agenda.contacts.models import Line, LineKind
from agenda.events.merging import merge_places, undo_merge
from cms.structures.models import StructurePage
from tests.factories.places_life import make_place

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_a_line_follows_its_place_through_a_merge_and_back(structure_a: StructurePage) -> None:
    dropped, kept = make_place(structure_a, title="A"), make_place(structure_a, title="B", phone="+33199000002")
    line = Line.objects.create(kind=LineKind.COUNSELLOR, name="Relais", place=dropped)
    own = Line.objects.create(kind=LineKind.COUNSELLOR, name="Autre relais", place=kept)
    merge = merge_places(kept=kept, dropped=dropped, by=None, now=timezone.now())
    line.refresh_from_db()
    assert line.place_id == kept.pk
    undo_merge(merge=merge, by=None, now=timezone.now())
    line.refresh_from_db()
    own.refresh_from_db()
    assert (line.place_id, own.place_id) == (dropped.pk, kept.pk)
