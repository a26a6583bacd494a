"""A new table of holidays changes what is published, and tells the owner which dates came and went."""

from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from agenda.catalogue.actions import project_event
from agenda.catalogue.changed_dates import ChangedDates
from agenda.catalogue.sweep import find_drift, repair_catalogue
from agenda.recurrence import calendars
from cms.structures.models import StructurePage
from tests.agenda.conftest import MakeEvent, entry_of
from tests.cast import make_partner

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

FIRST, LAST = date(2026, 12, 1), date(2027, 1, 26)


def but_for_school(**changes: Any) -> dict[str, Any]:
    hours = [{"start": "14:00", "end": "16:00"}]
    rule = {"frequency": "weekly", "from": f"{FIRST}", "until": f"{LAST}", "days": [{"weekday": 1, "hours": hours}]}
    return {"version": 2, "zone": "A", "slots": [], "rules": [rule | {"school_holidays": "except"} | changes]}


def days_of(event: Any) -> list[str]:
    return [f"{start:%m-%d}" for start in entry_of(event).occurrences.values_list("original_start", flat=True)]


@pytest.fixture
def new_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decide otherwise: Christmas holidays end a week later, and the 5th of January is in them."""
    known = calendars._school_days("A")
    longer = known | {date(2027, 1, 4) + timedelta(days=n): "Vacances de Noël" for n in range(6)}
    longer.pop(date(2026, 12, 22))
    monkeypatch.setattr(calendars, "_school_days", lambda zone: longer)


def test_a_changed_table_projects_anew_and_tells_the_difference(
    make_event: MakeEvent, now: datetime, request: pytest.FixtureRequest
) -> None:
    event = make_event(publish=True, schedule=but_for_school())
    before = entry_of(event)
    assert days_of(event) == ["12-01", "12-08", "12-15", "01-05", "01-12", "01-19", "01-26"]
    request.getfixturevalue("new_table")
    assert find_drift(thorough=True).stale == [event.pk]
    repair_catalogue(now=now, thorough=True)
    assert days_of(event) == ["12-01", "12-08", "12-15", "12-22", "01-12", "01-19", "01-26"]
    assert entry_of(event).sequence == before.sequence + 1
    changed = ChangedDates.objects.get()
    assert (changed.added, changed.removed) == (["2026-12-22T14:00:00+01:00"], ["2027-01-05T14:00:00+01:00"])
    repair_catalogue(now=now, thorough=True)
    assert ChangedDates.objects.count() == 1


def test_what_the_owner_changes_is_no_news_to_them(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True, schedule=but_for_school())
    event.schedule = but_for_school(until="2027-01-12")
    event.save_revision().publish()
    project_event(page_id=event.pk, now=now)
    assert not ChangedDates.objects.exists()


def test_the_owner_reads_the_difference_until_it_is_seen(
    make_event: MakeEvent, now: datetime, client: Client, structure: StructurePage
) -> None:
    event = make_event(publish=True, schedule=but_for_school())
    ChangedDates.objects.create(event=event, added=["2026-12-22T14:00:00+01:00"], removed=[], at=now)
    client.force_login(make_partner(structure, "ana@example.org", "Ana", "Petit"))
    home = unescape(client.get("/mon-espace/").content.decode()).replace("\xa0", " ")
    assert "A lieu maintenant : mardi 22 décembre à 14 h." in home
    assert "N’a plus lieu" not in home
    assert client.get(f"/mon-espace/evenements/{event.pk}/dates-vues/").status_code == 405
    assert client.post(f"/mon-espace/evenements/{event.pk}/dates-vues/").status_code == 302
    assert "A lieu maintenant" not in client.get("/mon-espace/").content.decode()
    assert ChangedDates.objects.get().seen_by is not None
