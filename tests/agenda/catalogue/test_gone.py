"""What an edit takes away is told for a month to calendars that merge: they forget nothing by themselves."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client

from agenda.catalogue.gone import MOST, TOLD, gone_lately
from agenda.catalogue.models import Entry
from agenda.catalogue.vevents import WITHDRAWN, tombstone_of, vevents_of
from agenda.events.models import EventPage
from tests.agenda.catalogue.test_identities import OWN, rule, value
from tests.agenda.conftest import MakeEvent, entry_of

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
TWO = value(rule(1), rule(3))
ONE = value(rule(1))


def _gone(gone: dict[str, list[str]], before: dict[str, Any], after: dict[str, Any], now: datetime = NOW) -> Any:
    return gone_lately(gone, entry_uid=OWN, before=({}, before), after=({}, after), now=now)


def test_a_rule_and_a_date_taken_away_are_gone_at_their_first_sitting() -> None:
    ((told),) = _gone({}, TWO, ONE).values()
    assert [told[0], told[2]] == ["2026-12-03T13:00:00+00:00", NOW.isoformat()]
    dates = value(slots=("2026-12-05T10:00", "2026-12-12T10:00"))
    ((told),) = _gone({}, dates, value(slots=("2026-12-05T10:00",))).values()
    assert told[:2] == ["2026-12-12T09:00:00+00:00", "2026-12-12T11:00:00+00:00"]


def test_what_comes_back_is_not_gone_and_what_went_keeps_its_day_for_a_month() -> None:
    gone = _gone({}, TWO, ONE)
    assert _gone(gone, ONE, TWO, NOW + timedelta(days=1)) == {}
    assert _gone(gone, ONE, ONE, NOW + timedelta(days=29)) == gone
    assert _gone(gone, ONE, ONE, NOW + TOLD) == {}


def test_no_more_than_the_latest_are_kept_and_a_schedule_that_cannot_be_read_takes_nothing() -> None:
    many = {
        f"uid-{n}": ["2026-12-05T10:00:00+00:00", "2026-12-05T12:00:00+00:00", NOW.isoformat()] for n in range(MOST)
    }
    kept = _gone(many, TWO, ONE, NOW + timedelta(hours=1))
    assert len(kept) == MOST
    assert set(kept) - set(many)
    assert _gone({}, {"broken": True}, ONE) == {}


# --- with the database


def _replan(event: EventPage, schedule: dict[str, Any]) -> Entry:
    event.schedule = schedule
    event.__dict__.pop("parsed_schedule", None)
    event.save_revision().publish()
    return entry_of(event)


def _events(client: Client, query: str = "") -> dict[str, Any]:
    body = client.get(f"/flux/agenda.ics{query}").content
    return {str(one["UID"]): one for one in icalendar.Calendar.from_ical(body).walk("VEVENT")}


@pytest.mark.django_db
@pytest.mark.postgres
def test_only_calendars_with_a_status_are_told_and_with_a_higher_sequence(
    client: Client, make_event: MakeEvent
) -> None:
    event = make_event(publish=True, schedule=TWO)
    before = {one.uid: one.sequence for one in vevents_of(entry_of(event))}
    entry = _replan(event, ONE)
    (went,) = set(before) - {one.uid for one in vevents_of(entry)}
    for query in ("", "?annules=prefix", "?annules=cacher"):
        assert went not in _events(client, query)
    told = _events(client, "?annules=status")[went]
    assert (told["STATUS"], str(told["SUMMARY"])) == ("CANCELLED", WITHDRAWN)
    assert told["SEQUENCE"] > before[went]
    assert "DESCRIPTION" not in told
    assert set(before) == set(_events(client, "?annules=status"))


@pytest.mark.django_db
@pytest.mark.postgres
def test_what_returns_is_told_once_and_a_withdrawn_event_tells_what_went_before_too(
    client: Client, make_event: MakeEvent
) -> None:
    event = make_event(publish=True, schedule=TWO)
    uids = {one.uid for one in vevents_of(entry_of(event))}
    assert {one.uid for one in tombstone_of(_replan(event, ONE))} == uids
    entry = _replan(event, TWO)
    assert entry.gone == {}
    assert set(_events(client, "?annules=status")) == uids
    assert {str(one["STATUS"]) for one in _events(client, "?annules=status").values()} == {"CONFIRMED"}
