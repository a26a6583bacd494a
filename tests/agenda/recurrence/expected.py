"""What a careful French reader understands of each collected announcement, spread over the calendar without the parser.

Deliberately built on nothing of `agenda.recurrence`: plain loops over each day of the window, so that a fault of the
parser or of its expansion cannot hide in its own mirror.
"""

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from vacances_scolaires_france import SchoolHolidayDates

from cms.foundation.holidays import public_holidays

ANNOUNCEMENTS = Path(__file__).with_name("announcements.jsonl")
# Collected and labelled after the parser was written, before it read them; mended in general terms only.
HELD_OUT = Path(__file__).with_name("announcements_held_out.jsonl")
# Written and labelled by us in the manner of partners, before the parser read them.
TYPED = Path(__file__).with_name("announcements_typed.jsonl")
# Rounds of sentences, found and written by us, labelled before the parser read them (`source` begins with the round);
# the first, blind figures, exact of those that can be read / rightly asked / wrong, before anything was mended:
# 7: 47 of 52 / 6 / 2; 8: 43 of 53 / 6 / 1; 9: 34 of 44 / 8 / 4; 10: 47 of 52 / 8 / 1; 11: 43 of 52 / 6 / 0;
# 12: 41 of 48 / 9 / 3; 13: 23 of 27 / 9 / 0; 14: 46 of 52 / 8 / 0; 15: 47 of 53 / 7 / 0;
# 16: 41 of 48 / 14 / 0; 17: 35 of 44 / 8 / 3; 18: 37 of 45 / 10 / 1.
# Seven of those called wrong were wrong labels, set right afterwards because a reader understands them: "dimanches et
# fêtes" (8), the Sunday of a bridge (9, 18), "Ma-Me-Je" and groups of even and odd weeks (12), an hour without an end
# beside one that has one, and another place in case of rain (17).
ROUNDS = Path(__file__).with_name("announcements_rounds.jsonl")

# A sitting: its start and its end as "2027-01-05T14:00", the end None when the announcement does not say it.
Sitting = tuple[str, str | None]

_SCHOOL = SchoolHolidayDates()


def announcements(path: Path = ANNOUNCEMENTS) -> list[dict[str, Any]]:
    """Return the collected announcements, in the file's order.

    Each has `text` (as its author wrote it), `source`, `from` and `to` (window of at most a year, both days in it),
    `zone` (school calendar) and `expected`: {"question": true}, or the parts of which the union is meant.
    """
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def asks(item: dict[str, Any]) -> bool:
    """Tell whether a careful reader would have to ask rather than answer."""
    return isinstance(item["expected"], dict)


def expand_expected(item: dict[str, Any]) -> set[Sitting]:
    """Return every sitting of an announcement's window; empty when the answer is a question."""
    if asks(item):
        return set()
    found: set[Sitting] = set()
    day, last = date.fromisoformat(item["from"]), date.fromisoformat(item["to"])
    while day <= last:
        for part in item["expected"]:
            if _falls_on(part, day, item["zone"]):
                found |= {_sitting(day, start, end) for start, end in part["hours"]}
        day += timedelta(days=1)
    return found


def _sitting(day: date, start: str, end: str | None) -> Sitting:
    """Return a sitting of a day; an end that is not after its start is an hour of the next day."""
    starts_at = datetime.combine(day, time.fromisoformat(start))
    if end is None:
        return _iso(starts_at), None
    ends_at = datetime.combine(day, time.fromisoformat(end))
    return _iso(starts_at), _iso(ends_at if ends_at > starts_at else ends_at + timedelta(days=1))


def _iso(moment: datetime) -> str:
    """Return local time to the minute: 2027-01-05T14:00."""
    return moment.isoformat(timespec="minutes")


def _falls_on(part: dict[str, Any], day: date, zone: str) -> bool:
    """Tell whether a part has sittings on a day: the rhythm says so and no limit takes it away."""
    if "dates" in part:
        return day.isoformat() in part["dates"]
    return _within(part, day) and _in_rhythm(part, day) and _open_on(part, day, zone)


def _within(part: dict[str, Any], day: date) -> bool:
    """Tell whether a day is between the first and last days that a part says, both included, and in its months."""
    first, last, months = part.get("first"), part.get("last"), part.get("months")
    return (
        (first is None or day >= date.fromisoformat(first))
        and (last is None or day <= date.fromisoformat(last))
        and (months is None or day.month in months)
    )


def _in_rhythm(part: dict[str, Any], day: date) -> bool:
    """Tell whether a day follows a part's weekdays and weeks, its ranks in the month or its days of the month."""
    if "monthly" in part:
        return any(day.weekday() == weekday and _has_rank(day, rank) for rank, weekday in part["monthly"])
    if "month_days" in part:
        return day.day in part["month_days"]
    return day.weekday() in part["weekly"] and _week_counts(part, day)


def _has_rank(day: date, rank: int) -> bool:
    """Tell whether a day is the nth of its weekday in the month; -1 is the last."""
    if rank == -1:
        return (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 == rank


def _week_counts(part: dict[str, Any], day: date) -> bool:
    """Tell whether a day's week is one of a part's: even or odd by ISO number, every nth counted from the first day."""
    parity, interval = part.get("parity"), part.get("interval", 1)
    if parity is not None and (day.isocalendar().week % 2 == 0) != (parity == "even"):
        return False
    if interval == 1:
        return True
    first = date.fromisoformat(part["first"])
    mondays = [each - timedelta(days=each.weekday()) for each in (first, day)]
    return (mondays[1] - mondays[0]).days // 7 % interval == 0


def _open_on(part: dict[str, Any], day: date, zone: str) -> bool:
    """Tell whether neither school holidays, public holidays nor named days take a day away."""
    school, public = part.get("school"), part.get("public")
    if school is not None and _SCHOOL.is_holiday_for_zone(day, zone) != (school == "only"):
        return False
    if public == "except" and day in public_holidays(day.year):
        return False
    return day.isoformat() not in part.get("excluded", [])
