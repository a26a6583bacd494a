"""Reads a day that somebody typed, or that a browser's calendar wrote."""

import re
from datetime import date

# The calendar's own writing, and how people write where there is none: 5/12, 05/12/2026, 5-12-26.
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_FRENCH = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})(?:[/.-]([0-9]{4}|[0-9]{2}))?")
YEARS = range(2000, 2100)


def read_day(text: str, today: date) -> date | None:
    """Return the day; None for what is none. Without a year it is the next such day."""
    text = text.strip()
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _FRENCH.fullmatch(text):
        day, month = int(match[1]), int(match[2])
        if match[3]:
            return _day(int(match[3]) + (2000 if len(match[3]) == 2 else 0), month, day)
        this_year = _day(today.year, month, day)
        return this_year if this_year and this_year >= today else _day(today.year + 1, month, day)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None
