"""An item's dates in words, as French public services write them."""

from datetime import date, datetime, timedelta

from agenda.events.clock import to_local
from agenda.programme.models import ProgrammeDate
from cms.foundation.wording import NBSP, day_number, hours, long_day, month_name, short_day, weekday_name


def when(row: ProgrammeDate) -> str:
    """Return "jeudi 10 décembre 2026, de 14 h à 16 h" or "du lundi 7 au mercredi 9 décembre 2026"."""
    start, end = to_local(row.starts_at), to_local(row.ends_at)
    if not row.is_all_day:
        return f"{long_day(start.date())}, {hours(start, end)}"
    first, last = start.date(), _last_day(end)
    if first == last:
        return long_day(first)
    if (first.year, first.month) == (last.year, last.month):
        same_month = f"{weekday_name(last)} {day_number(last)}{NBSP}{month_name(last)}"
        return f"du {weekday_name(first)} {day_number(first)} au {same_month}"
    begins = short_day(first) if first.year == last.year else long_day(first)
    return f"du {begins} au {long_day(last)}"


def day_of(row: ProgrammeDate) -> date:
    """Return the local day that the date begins on."""
    return to_local(row.starts_at).date()


def last_day_of(row: ProgrammeDate) -> date:
    """Return the local day that the date ends on, as people say it."""
    return _last_day(to_local(row.ends_at)) if row.is_all_day else to_local(row.ends_at).date()


def how_far(day: date, today: date) -> str:
    """Return "aujourd’hui", "demain", "dans 5 jours"."""
    days = (day - today).days
    if days <= 0:
        return "aujourd’hui"
    return "demain" if days == 1 else f"dans {days} jours"


def _last_day(end: datetime) -> date:
    return (end - timedelta(seconds=1)).date()
