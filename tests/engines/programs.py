"""The engines written in Python, and libical: a program that reads calendars and writes what each holds.

`python -m tests.engines.programs NAME FIRST LAST` reads a JSON list of calendar texts on its input and writes a list
for each, of [title, start, end, STATUS]; all moments are whole seconds since 1970, FIRST and LAST bound them. One
process an engine: khal changes how its whole process reads zones. Nothing of Relais is imported here.
"""

import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from tests.engines.libical import read_with_libical

Found = list[tuple[str, int, int, str]]
Span = tuple[datetime, datetime]


def _seconds(moment: datetime) -> int:
    assert moment.tzinfo is not None, "floating time"
    return round(moment.timestamp())


def with_recurring_ical_events(text: str, span: Span) -> Found:
    """Return what recurring-ical-events finds."""
    import icalendar
    import recurring_ical_events

    events = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(*span)
    return [
        (str(one["SUMMARY"]), _seconds(one["DTSTART"].dt), _seconds(one["DTEND"].dt), str(one["STATUS"]))
        for one in events
    ]


def with_ical(text: str, span: Span) -> Found:
    """Return what `ical`, Home Assistant's engine, finds."""
    from ical.calendar_stream import IcsCalendarStream

    calendar = IcsCalendarStream.calendar_from_ics(text)
    found = []
    for one in calendar.timeline_tz(UTC).overlapping(*span):
        assert isinstance(one.start, datetime)
        assert isinstance(one.end, datetime)
        found.append((str(one.summary), _seconds(one.start), _seconds(one.end), one.status.value if one.status else ""))
    return found


def with_khal(text: str, span: Span) -> Found:
    """Return what khal finds: its own importer, its own database, its own events."""
    import pytz
    from khal.icalendar import cal_from_ics, split_ics
    from khal.khalendar.backend import SQLiteDb
    from khal.khalendar.event import Event

    zone = pytz.timezone("Europe/Paris")
    locale = {"default_timezone": zone, "local_timezone": zone, "firstweekday": 0, "weeknumbers": False}
    database = SQLiteDb(["a"], ":memory:", locale)
    with database.at_once():
        for number, item in enumerate(split_ics(text)):
            database.update(item, f"{number}.ics", calendar="a")

    @cache  # khal parses a series anew for each of its days
    def parsed(item: str) -> list[Any]:
        return [one for one in cal_from_ics(item).walk() if one.name == "VEVENT"]

    found = []
    for item, href, start, end, ref, _etag, calendar in database.get_localized(*span):
        one = Event.fromVEvents(parsed(item), ref, start=start, end=end, locale=locale, href=href, calendar=calendar)
        found.append((str(one.summary), _seconds(one.start), _seconds(one.end), str(one.status)))
    return found


def with_vobject(text: str, span: Span) -> Found:
    """Return what vobject finds; it knows no RECURRENCE-ID."""
    import vobject

    found: Found = []
    for one in vobject.readOne(text).contents.get("vevent", []):
        lasts = one.dtend.value - one.dtstart.value
        starts: Iterable[datetime] = one.getrruleset() if one.contents.get("rrule") else [one.dtstart.value]
        found += [
            (one.summary.value, _seconds(start), _seconds(start + lasts), one.status.value)
            for start in starts
            if span[0] < start < span[1]
        ]
    return found


READERS: dict[str, Callable[[str, Span], Found]] = {
    "recurring-ical-events": with_recurring_ical_events,
    "ical": with_ical,
    "khal": with_khal,
    "vobject": with_vobject,
    "libical": read_with_libical,
}


def main() -> None:
    """Read, find, write."""
    name, first, last = sys.argv[1:]
    span = (datetime.fromtimestamp(int(first), UTC), datetime.fromtimestamp(int(last), UTC))
    json.dump([READERS[name](text, span) for text in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
