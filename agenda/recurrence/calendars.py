"""The two calendars that a series follows: French school holidays by zone, and public holidays.

School holidays come from `vacances-scolaires-france` (the Ministry's published decisions); `_MISSING` holds what its
table lacks. Past `last_known_day` nothing is decided yet: a series that depends on them stops there and says so.
"""

from datetime import date, timedelta
from functools import lru_cache

from vacances_scolaires_france import SchoolHolidayDates

from cms.foundation.holidays import holiday_name

ZONES = ("A", "B", "C")
BRIDGE = "Pont de l’Ascension"
# First and last day, zones: classes end on Wednesday evening and begin on Monday (school calendar 2025-2026).
_MISSING = ((date(2026, 5, 14), date(2026, 5, 17), ZONES, BRIDGE),)
# The table ends a bridge on its Saturday and spring holidays on theirs: the Sunday after is of them.
_SATURDAY, _SUNDAY = 5, 6


@lru_cache(maxsize=4)
def _school_days(zone: str) -> dict[date, str]:
    """Return {day: name} of all school holidays of a zone, weekends at both ends included."""
    table = SchoolHolidayDates()
    found = {day: _named(row["nom_vacances"]) for day, row in table.data.items() if row[table.zone_key(zone)]}
    for first, last, zones, name in _MISSING:
        if zone in zones:
            found |= {first + timedelta(days=n): name for n in range((last - first).days + 1)}
    for day in [day for day in found if day.weekday() == _SATURDAY]:
        found.setdefault(day + timedelta(days=1), found[day])
    return found


def _named(text: str) -> str:
    return str(text).replace("'", "’")


def school_holiday(day: date, zone: str) -> str:
    """Return the name of the school holidays that a day is in ("Vacances de Noël"), "" when it is in none."""
    return _school_days(zone).get(day, "")


def school_period(name: str, zone: str, since: date) -> tuple[date, date] | None:
    """Return the first and last day of the next holidays of that name that end on or after a day; None: not known."""
    days = sorted(day for day, found in _school_days(zone).items() if found == name)
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][1]).days == 1:
            runs[-1][1] = day
        else:
            runs.append([day, day])
    return next(((first, last) for first, last in runs if last >= since), None)


@lru_cache(maxsize=4)
def last_known_day(zone: str) -> date:
    """Return the last day for which the school calendar of a zone is decided: the end of its last summer holidays."""
    return max(_school_days(zone))


def public_holiday(day: date) -> str:
    """Return the name of the public holiday that a day is, "" when it is none."""
    return holiday_name(day)
