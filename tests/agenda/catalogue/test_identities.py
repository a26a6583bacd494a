"""An edited event stays the same event in people's calendars: which UID each series and each date keeps."""

from datetime import date, datetime, time, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

import icalendar
import pytest

from agenda.catalogue.describe import RENDERER
from agenda.catalogue.identities import kept_uids, parts_of, uid_of
from agenda.catalogue.models import Entry
from agenda.catalogue.sweep import repair_catalogue
from agenda.catalogue.vevents import tombstone_of, vevents_of
from agenda.events.clock import to_instant
from agenda.events.models import EventPage
from agenda.events.schedule import Schedule, Slot, parse_schedule
from agenda.recurrence import calendars
from agenda.recurrence.rules import Days, Frequency, Hours, Rule, School
from tests.agenda.conftest import MakeEvent, entry_of, once

OWN = UUID("00000000-0000-4000-8000-000000000058")
FIRST = date(2026, 12, 1)  # a Tuesday
MORNING, AFTERNOON, EVENING = Hours(time(10), time(12)), Hours(time(14), time(16)), Hours(time(18), time(19))
Names = dict[str, str]


def rule(weekday: int = 1, *hours: Hours, first: date = FIRST, **more: Any) -> Rule:
    days = [Days.on_weekday(weekday, *(hours or (AFTERNOON,)))]
    return Rule.of(Frequency.WEEKLY, first, days, **({"until": date(2027, 3, 1)} | more))


def value(*rules: Rule, slots: tuple[str, ...] = ()) -> dict[str, Any]:
    starts = [datetime.fromisoformat(start) for start in slots]
    return Schedule.of(rules=rules, slots=[Slot(start, start + timedelta(hours=2)) for start in starts]).to_json()


def names(uids: Names, schedule: dict[str, Any]) -> Names:
    """Return {day and hour of the first sitting: UID} of every series and date."""
    series, singles = parts_of(parse_schedule(schedule))
    firsts = [*(one.sittings[0].start for one in series), *(slot.start for slot in singles)]
    return {f"{first:%a %d/%m %H}": uid_of(OWN, uids, to_instant(first)) for first in firsts}


def edited(*values: dict[str, Any]) -> list[Names]:
    """Return the names after each of these values, one stored after the other."""
    uids: Names = {}
    before, found = None, []
    for one in values:
        uids = kept_uids(OWN, uids, before, one)
        found.append(names(uids, one))
        assert len(set(found[-1].values())) == len(found[-1]), "one UID twice"
        before = one
    return found


def test_a_new_table_of_holidays_that_takes_first_sittings_away_changes_no_uid(monkeypatch: pytest.MonkeyPatch) -> None:
    school = value(*(rule(day, AFTERNOON, school=School.EXCEPT, first=date(2026, 12, 15)) for day in (1, 3)))
    uids = kept_uids(OWN, {}, None, school)
    before = names(uids, school)
    longer = calendars._school_days("A") | {date(2026, 12, day): "Vacances de Noël" for day in (15, 17)}
    monkeypatch.setattr(calendars, "_school_days", lambda zone: longer)
    after = names(kept_uids(OWN, uids, school, school), school)
    assert set(before) == {"Tue 15/12 14", "Thu 17/12 14"}
    assert set(after) == {"Tue 05/01 14", "Thu 07/01 14"}
    assert list(after.values()) == list(before.values())


def test_the_first_series_has_the_entrys_own_uid() -> None:
    (found,) = edited(value(rule(1), rule(3), slots=("2026-11-20T14:00",)))
    assert found["Tue 01/12 14"] == str(OWN)


def test_another_hour_takes_no_uid_away() -> None:
    before, after = edited(value(rule(1, AFTERNOON)), value(rule(1, MORNING, AFTERNOON)))
    assert after["Tue 01/12 14"] == before["Tue 01/12 14"] == str(OWN)
    assert after["Tue 01/12 10"] != str(OWN)


def test_a_rule_added_before_or_after_changes_no_other() -> None:
    before, after = edited(value(rule(1)), value(rule(0, first=date(2026, 11, 2)), rule(1), rule(3)))
    assert after["Tue 01/12 14"] == before["Tue 01/12 14"] == str(OWN)
    assert len(after) == 3


def test_a_rule_removed_leaves_the_others_their_uids_and_its_own_to_nobody() -> None:
    before, after, again = edited(value(rule(1), rule(3)), value(rule(3)), value(rule(1), rule(3)))
    assert after == {"Thu 03/12 14": before["Thu 03/12 14"]}
    assert str(OWN) not in after.values()
    assert again == before  # what comes back is itself again


def test_a_series_that_begins_later_or_excludes_its_first_day_stays_the_same() -> None:
    later, shorter = rule(1, first=FIRST + timedelta(weeks=2)), rule(1, excluded=frozenset([FIRST]))
    for other in (later, shorter):
        _before, after = edited(value(rule(1)), value(other))
        assert list(after.values()) == [str(OWN)]


def test_a_new_hour_or_day_of_the_only_series_keeps_its_uid() -> None:
    for other in (rule(1, EVENING), rule(4), rule(1, first=date(2027, 4, 6), until=date(2027, 6, 1))):
        _before, after = edited(value(rule(1)), value(other))
        assert list(after.values()) == [str(OWN)]


def test_a_second_series_that_moves_keeps_its_uid_by_its_days() -> None:
    before, after = edited(value(rule(1), rule(3)), value(rule(1), rule(3, EVENING)))
    assert after == {"Tue 01/12 14": str(OWN), "Thu 03/12 18": before["Thu 03/12 14"]}


def test_dates_that_join_a_series_or_leave_it_change_nothing() -> None:
    one, two, three = edited(
        value(rule(1)), value(rule(1), slots=("2026-11-20T09:00", "2027-01-08T09:00")),
        value(rule(1), slots=("2027-01-08T09:00",)),
    )  # fmt: skip
    assert one["Tue 01/12 14"] == two["Tue 01/12 14"] == three["Tue 01/12 14"] == str(OWN)
    assert two["Fri 08/01 09"] == three["Fri 08/01 09"]


def test_the_only_date_of_an_event_stays_the_same_when_it_moves_or_others_join() -> None:
    for slots, where in (
        (("2027-01-05T10:00",), "Tue 05/01 10"),
        (("2026-11-20T09:00", "2026-12-01T14:00"), "Tue 01/12 14"),
        (("2026-11-20T09:00", "2026-12-01T17:00"), "Tue 01/12 17"),
    ):
        _before, after = edited(value(slots=("2026-12-01T14:00",)), value(slots=slots))
        assert [name for name, uid in after.items() if uid == str(OWN)] == [where]


def test_a_date_that_becomes_a_series_stays_the_same_event() -> None:
    _before, after = edited(value(slots=("2026-12-01T14:00",)), value(rule(1)))
    assert list(after.values()) == [str(OWN)]


def test_a_value_that_cannot_be_read_any_more_takes_no_uid_with_it() -> None:
    uids = kept_uids(OWN, {"2026-12-01T13:00:00+00:00": str(OWN)}, {"version": 2, "slots": []}, value(rule(1)))
    assert names(uids, value(rule(1))) == {"Tue 01/12 14": str(OWN)}


# --- with the database


def _replan(event: EventPage, schedule: dict[str, Any]) -> Entry:
    event.schedule = schedule
    event.__dict__.pop("parsed_schedule", None)
    event.save_revision().publish()
    return entry_of(event)


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_feed_text_keeps_the_uid_of_each_master(make_event: MakeEvent) -> None:
    event = make_event(publish=True, schedule=value(rule(1), rule(3)))
    before = {one.start: one.uid for one in vevents_of(entry_of(event))}
    entry = _replan(event, value(rule(0), rule(1, MORNING, AFTERNOON), rule(3)))
    after = {one.start: one.uid for one in vevents_of(entry)}
    assert before.items() <= after.items()
    written = [str(one["UID"]) for one in icalendar.Calendar.from_ical(_whole(entry.ical)).walk("VEVENT")]
    assert sorted(written) == sorted(after.values())
    assert {one.uid for one in tombstone_of(entry)} == set(after.values())


def _whole(ical: str) -> str:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{ical}END:VCALENDAR\r\n"


FIRST_VERSION = {
    "version": 1,
    "rule": {"frequency": "weekly", "from": "2026-12-01", "until": "2026-12-29", "start": "14:00", "end": "16:00"},
    "excluded": ["2026-12-15"],
    "extra": [{"start": "2026-11-27T10:00", "end": "2026-11-27T11:00"}],
}


@pytest.mark.django_db
def test_an_entry_of_the_first_version_is_rendered_anew_with_the_same_uids_and_sequence(
    make_event: MakeEvent, now: datetime
) -> None:
    event = make_event(publish=True, schedule=FIRST_VERSION)
    entry = entry_of(event)
    days = [f"{one.starts_at:%d/%m}" for one in entry.occurrences.all()]
    assert days == ["27/11", "01/12", "08/12", "22/12", "29/12"]
    written = {one.start: one.uid for one in vevents_of(entry)}
    # As an entry stands that an earlier version wrote: no names kept, another renderer, the value as it was typed.
    entry.description["schedule"] = FIRST_VERSION
    Entry.objects.filter(pk=entry.pk).update(uids={}, renderer=RENDERER - 1, ical="", description=entry.description)
    repair_catalogue(now=now)
    fresh = entry_of(event)
    assert ({one.start: one.uid for one in vevents_of(fresh)}, fresh.sequence) == (written, entry.sequence)
    assert fresh.ical.count(f"UID:{entry.uid}") == 1
    assert (fresh.renderer, _without_stamps(fresh.ical)) == (RENDERER, _without_stamps(entry.ical))


def _without_stamps(ical: str) -> list[str]:
    return [line for line in ical.split("\r\n") if not line.startswith(("DTSTAMP", "LAST-MODIFIED"))]


@pytest.mark.django_db
def test_the_main_date_of_the_version_before_keeps_its_name(make_event: MakeEvent) -> None:
    event = make_event(publish=True, schedule=once("2026-12-08T14:00", "2026-12-08T16:00"))
    entry = _replan(event, value(slots=("2026-12-01T14:00", "2026-12-08T14:00")))
    migration = import_module("agenda.migrations.0009_entry_uids")
    main = to_instant(datetime.fromisoformat("2026-12-08T14:00"))
    assert migration.kept_names(entry.uid, main, entry.description["schedule"]) == entry.uids
    assert migration.kept_names(entry.uid, main, FIRST_VERSION) == {}
