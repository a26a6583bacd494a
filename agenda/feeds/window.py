"""The span of days that feeds cover, counted in local days so that bytes change with the day, never with the second."""

from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from agenda.events.clock import to_instant, to_local

DAYS_BACK = timedelta(days=180)
MONTHS_AHEAD = relativedelta(months=18)
# No feed holds more; what ended longest ago is left out first.
MAX_ENTRIES = 5000


def window(now: datetime) -> tuple[datetime, datetime, date]:
    """Return (first instant, last instant, local day) of the window that contains `now`."""
    day = to_local(now).date()
    start = to_instant(datetime.combine(day - DAYS_BACK, time.min))
    end = to_instant(datetime.combine(day + MONTHS_AHEAD, time.min))
    return start, end, day
