"""Days and hours in words, as French public services write them: "mardi 1er décembre 2026", "14 h 30".

The spaces before and after "h" are no-break spaces, so that an hour is never cut at the end of a line.
"""

from datetime import date, datetime, time

from django.utils.dates import MONTHS, WEEKDAYS

NBSP = "\N{NO-BREAK SPACE}"


def weekday_name(day: date) -> str:
    """Return "mardi"."""
    return str(WEEKDAYS[day.weekday()]).lower()


def day_number(day: date) -> str:
    """Return "1er" or "2"."""
    return "1er" if day.day == 1 else str(day.day)


def short_day(day: date) -> str:
    """Return "mardi 1er décembre"."""
    return f"{weekday_name(day)} {day_and_month(day)}"


def long_day(day: date) -> str:
    """Return "mardi 1er décembre 2026"."""
    return f"{short_day(day)} {day.year}"


def day_and_month(day: date) -> str:
    """Return "1er décembre"."""
    return f"{day_number(day)}{NBSP}{str(MONTHS[day.month]).lower()}"


def plain_day(day: date) -> str:
    """Return "1er décembre 2026"."""
    return f"{day_and_month(day)} {day.year}"


def month_name(day: date) -> str:
    """Return "décembre 2026"."""
    return f"{str(MONTHS[day.month]).lower()} {day.year}"


def hour(moment: time | datetime) -> str:
    """Return "14 h" or "14 h 05"."""
    minutes = f"{NBSP}{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


def hours(start: time | datetime, end: time | datetime) -> str:
    """Return "de 14 h à 16 h"."""
    return f"de {hour(start)} à {hour(end)}"
