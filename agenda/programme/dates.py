"""The dates of an item of the programme as one JSON value: whole days, or one day from an hour to an hour. Pure.

The value is a list of {"id": 32 hexadecimal digits, "start": …, "end": …}; both ends are local and have no offset:
"2026-12-10" (whole days, the last one included) or "2026-12-10T14:00". The id names a date for ever: a date that is
moved stays the same event in people's calendars (RFC 5545 §3.8.4.7), one that is typed anew is another.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

MOST_DATES = 24
# A whole-day item lasts at most this many days: longer ones are two dates, a beginning and an end.
MOST_DAYS = 31
_ID = re.compile(r"[0-9a-f]{32}")
_MIDNIGHT = time(0)


class DatesRefused(ValueError):
    """The value cannot be read as dates; the message is English, for developers."""


@dataclass(frozen=True, order=True)
class ItemDate:
    """One date: `end` is exclusive, so that a whole day ends at the following midnight; local, without offset."""

    start: datetime
    end: datetime
    is_all_day: bool
    id: str

    @classmethod
    def of_days(cls, first: date, last: date, *, id_: str = "") -> "ItemDate":
        """Return whole days, the last one included."""
        return cls._checked(
            datetime.combine(first, _MIDNIGHT), datetime.combine(last + timedelta(days=1), _MIDNIGHT), True, id_
        )

    @classmethod
    def of_hours(cls, day: date, start: time, end: time, *, id_: str = "") -> "ItemDate":
        """Return one day from an hour to an hour."""
        return cls._checked(datetime.combine(day, start), datetime.combine(day, end), False, id_)

    @classmethod
    def _checked(cls, start: datetime, end: datetime, is_all_day: bool, id_: str) -> "ItemDate":  # noqa: FBT001
        if end <= start:
            raise DatesRefused("the end comes before the start")
        if end - start > timedelta(days=MOST_DAYS):
            raise DatesRefused(f"more than {MOST_DAYS} days")
        return cls(start, end, is_all_day, id_ or uuid4().hex)

    def to_json(self) -> dict[str, str]:
        """Return the value that `parse_dates` reads."""
        if self.is_all_day:
            last = (self.end - timedelta(days=1)).date()
            return {"id": self.id, "start": self.start.date().isoformat(), "end": last.isoformat()}
        return {
            "id": self.id,
            "start": self.start.isoformat(timespec="minutes"),
            "end": self.end.isoformat(timespec="minutes"),
        }


def parse_dates(value: Any) -> list[ItemDate]:
    """Return the dates of a stored value, the earliest first.

    Raises:
        DatesRefused: the value is no list of 1 to MOST_DATES dates, an id stands twice, or an end before its start.
    """
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_DATES:
        raise DatesRefused(f"a list of 1 to {MOST_DATES} dates is needed")
    found = sorted(_parse_one(one) for one in value)
    if len({one.id for one in found}) < len(found):
        raise DatesRefused("an id stands twice")
    return found


def dates_to_json(dates: Iterable[ItemDate]) -> list[dict[str, str]]:
    """Return the value to store, the earliest date first."""
    return [one.to_json() for one in sorted(dates)]


def is_key(text: str) -> bool:
    """Tell whether a text may name a date."""
    return bool(_ID.fullmatch(text))


def _parse_one(value: Any) -> ItemDate:
    try:
        id_, start, end = str(value["id"]), value["start"], value["end"]
        first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
        is_all_day, ends_with_day = "T" not in start, "T" not in end
    except (KeyError, TypeError, ValueError) as error:
        raise DatesRefused(str(error)) from error
    if not is_key(id_) or is_all_day != ends_with_day:
        raise DatesRefused("the id is 32 hexadecimal digits, and both ends are days or both are hours")
    try:
        if is_all_day:
            return ItemDate.of_days(first.date(), last.date(), id_=id_)
    except OverflowError as error:
        raise DatesRefused(str(error)) from error
    if first.tzinfo or last.tzinfo or first.date() != last.date():
        raise DatesRefused("hours stand in one day and have no offset")
    return ItemDate.of_hours(first.date(), first.time(), last.time(), id_=id_)
