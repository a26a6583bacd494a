"""The figures promised for the first chain: feeds that cost one query, pages whose cost does not grow."""

import os
import shutil
import signal
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.catalogue import ical
from agenda.events.models import EventPage
from cms.structures.actions import open_space, prepare_platform
from cms.territories.actions import load_territory
from cms.territories.models import Commune
from tests.benchmarks.conftest import Table
from tests.benchmarks.timing import median_of
from tests.factories.entries import bulk_entries
from tests.plugins.environment import ROOT

pytestmark = pytest.mark.bench

COMMUNE = "58095"
FEED = f"/flux/commune/{COMMUNE}.ics"
FIRST_PAGE_SECONDS = 180


@pytest.fixture
def territory(db: None) -> list[Commune]:
    """The real département, and the communes 15 km around one of them."""
    now = timezone.now()
    load_territory(departement="58", now=now)
    prepare_platform(now=now)
    return list(Commune.objects.filter(pk__in=_around()).order_by("pk"))


def _around() -> list[str]:
    near = Commune.objects.get(pk=COMMUNE).around.filter(metres__lte=15_000)
    return list(near.values_list("target_id", flat=True))


def queries(client: Client, address: str) -> int:
    """Return how many queries a cold answer takes."""
    caches["feeds"].clear()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(captured)


def test_a_feed_of_a_thousand_entries(
    client: Client, territory: list[Commune], table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk_entries(1000, territory)
    full = client.get(FEED)
    assert full.content.count(b"BEGIN:VEVENT") >= 1000
    known = {"If-None-Match": full["ETag"]}
    with CaptureQueriesContext(connection) as captured:
        assert client.get(FEED, headers=known).status_code == 304
    table.add("commune feed, 1 000 entries, unchanged: queries for the 304", str(len(captured)), "1")
    assert len(captured) == 1
    table.add("  the 304, median", str(median_of(lambda: client.get(FEED, headers=known))), "-")

    rendered: list[object] = []

    def note(entry: object) -> list[object]:
        rendered.append(entry)
        return []

    monkeypatch.setattr(ical, "vevents_of", note)
    caches["feeds"].clear()
    again = client.get(FEED)
    assert again.content == full.content
    table.add("  full answer: events rendered", str(len(rendered)), "0")
    assert rendered == []
    table.add("  full answer from the cache, median", str(median_of(lambda: client.get(FEED))), "-")

    def cold() -> None:
        caches["feeds"].clear()
        client.get(FEED)

    table.add(f"  full answer joined anew ({len(full.content) // 1000} kB), median", str(median_of(cold)), "-")


def published_event(commune: Commune) -> EventPage:
    """Return an event published through the real path."""
    structure = open_space(name="Association du pont", kind="association", commune=commune, by=None, now=timezone.now())
    day = timezone.localdate() + timedelta(days=9)
    schedule = {"version": 1, "slots": [{"start": f"{day}T14:00", "end": f"{day}T16:00"}]}
    event = EventPage(
        title="Premiers pas", summary="Deux heures en petit groupe.", schedule=schedule, location="address",
        address_name="Salle des fêtes", address_commune=commune,
    )  # fmt: skip
    structure.add_child(instance=event)
    event.save_revision().publish()
    return event


def test_query_counts_do_not_grow(client: Client, territory: list[Commune], table: Table) -> None:
    event = published_event(territory[0])
    bulk_entries(10, territory)
    addresses = {
        "agenda": f"/agenda/?commune={COMMUNE}",
        "whole agenda": "/agenda/",
        "event page": event.get_url() or "",
        "calendar of one event": f"/e/{event.entry.code}.ics",
        "commune page": f"/commune/{COMMUNE}/",
        "commune month": f"/commune/{COMMUNE}/mois/",
        "home page": "/",
        "commune feed": FEED,
        "whole feed": "/flux/agenda.ics",
        "events of the API": "/api/v1/events",
    }
    few = {name: queries(client, address) for name, address in addresses.items()}
    bulk_entries(990, territory)
    for name, address in addresses.items():
        many = queries(client, address)
        table.add(f"{name}: queries at 10 and 1 000 entries", f"{few[name]} and {many}", "equal")
        taken = median_of(lambda address=address: client.get(address), times=5)
        table.add(f"  {name} at 1 000 entries, median", str(taken), "-")
        assert many == few[name], name


def test_from_clone_to_the_first_page(table: Table, tmp_path: Path) -> None:
    began = time.monotonic()
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    env = {"HOME": os.environ["HOME"], "PATH": "/usr/bin:/bin", "VAR_DIR": str(tmp_path / "var")}
    env |= {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    process = subprocess.Popen(
        ["make", "demo", "ARGS=--seconds 1"],
        cwd=clone,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        said, _nothing = process.communicate(timeout=FIRST_PAGE_SECONDS * 2)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        shutil.rmtree(clone, ignore_errors=True)
    took = time.monotonic() - began
    assert process.returncode == 0, said
    table.add("from clone to the demo's first page and its end", f"{took:.0f} s", f"≤ {FIRST_PAGE_SECONDS} s")
    assert took <= FIRST_PAGE_SECONDS
