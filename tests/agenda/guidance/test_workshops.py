"""The next workshop to start: told from the list where it answers, asked of the catalogue where it does not."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda.catalogue.models import Entry
from agenda.catalogue.queries import public_entries
from agenda.guidance.workshops import next_to_start, starting, workshops_to_come
from cms.territories.models import Commune
from tests.agenda.guidance.test_what_is_told import NOW, entry_at

MOST = 3


@pytest.mark.parametrize("seed", range(12))
def test_the_list_answers_as_the_whole_catalogue_does(seed: int, communes: dict[str, Commune]) -> None:
    chance = random.Random(seed)
    for _number in range(chance.randrange(2, 8)):
        # Going on, to start within the week, or over with its first sitting.
        entry_at(NOW + timedelta(minutes=30 * chance.randrange(-240, 240)), communes["Nevers"])
    for entry in Entry.objects.all():
        for item in entry.description["occurrences"]:
            if chance.random() < 0.3:
                item["state"] = "cancelled"
                entry.occurrences.filter(starts_at=item["start"]).update(state="cancelled")
        entry.save()
    listed = list(public_entries().upcoming(NOW)[:MOST])
    asked = next(workshops_to_come(starting(public_entries(), NOW)[:1], NOW), None)
    told = next_to_start(listed, public_entries(), NOW, most=MOST)
    assert (told and told.start) == (asked and asked.start)


def test_a_list_whose_first_workshops_start_soon_needs_no_query(communes: dict[str, Commune]) -> None:
    for hours in range(1, 6):
        entry_at(NOW + timedelta(hours=hours), communes["Nevers"])
    listed = list(public_entries().upcoming(NOW)[:MOST])
    with CaptureQueriesContext(connection) as queries:
        told = next_to_start(listed, public_entries(), NOW, most=MOST)
    assert told is not None
    assert told.start == NOW + timedelta(hours=1)
    assert len(queries) == 0
