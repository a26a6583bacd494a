"""The reception desk answers within 50 ms of server time (median) with 500 places and 5 000 entries."""

from statistics import median
from time import perf_counter

import pytest
from django.test import Client
from django.utils import timezone

from cms.structures.actions import Platform, add_receptionist
from cms.territories.models import Commune
from tests.factories.entries import bulk_entries
from tests.factories.places import bulk_places

PROMISED_MS = 50
TRIES = 25


@pytest.mark.bench
def test_the_desk_answers_in_fifty_milliseconds(platform: Platform, communes: dict[str, Commune]) -> None:
    everywhere = list(communes.values())
    bulk_places(500, everywhere)
    bulk_entries(5_000, everywhere, ical=False)
    client = Client()
    client.force_login(add_receptionist(email="o@example.org", first_name="O", last_name="B", now=timezone.now()))
    for question in ("clamecy+impots", "nevers", "58500+imprimer", "clamcy+impots"):
        times = []
        for _try in range(TRIES):
            start = perf_counter()
            assert client.get(f"/accueil/?q={question}").status_code == 200
            times.append((perf_counter() - start) * 1000)
        print(f"reception {question}: median {median(times):.1f} ms, slowest {max(times):.1f} ms")
        assert median(times) <= PROMISED_MS
