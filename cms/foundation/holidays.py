"""The public holidays of metropolitan France, eleven a year; three of them follow Easter (Code du travail, L3133-1)."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

# (month, day): what it is called.
_FIXED = {
    (1, 1): "Jour de l’an",
    (5, 1): "Fête du Travail",
    (5, 8): "8 mai",
    (7, 14): "14 juillet",
    (8, 15): "Assomption",
    (11, 1): "Toussaint",
    (11, 11): "11 novembre",
    (12, 25): "Noël",
}
_AFTER_EASTER = {1: "Lundi de Pâques", 39: "Ascension", 50: "Lundi de Pentecôte"}


@lru_cache(maxsize=32)
def public_holidays(year: int) -> dict[date, str]:
    """Return {day: French name} of a year's public holidays."""
    sunday = easter(year)
    found = {date(year, month, day): name for (month, day), name in _FIXED.items()}
    # Ascension falls on the 1st or 8th of May in some years: the fixed day keeps its name.
    return {sunday + timedelta(days=days): name for days, name in _AFTER_EASTER.items()} | found


def holiday_name(day: date) -> str:
    """Return the name of the public holiday that a day is, "" when it is none."""
    return public_holidays(day.year).get(day, "")


def is_working_day(day: date) -> bool:
    """Tell whether offices are open: Monday to Friday, no public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year)
