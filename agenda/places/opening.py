"""Whether a place is open at an instant: its hours, the public holidays of France and its closures, told in French."""

from datetime import date, datetime

from agenda.places.closures import standing_closures
from agenda.places.hours import OpenState, is_shut_by_holiday, moment_in_french, state_at, state_in_french, zone
from agenda.places.models import PlacePage
from cms.foundation.wording import NBSP, day_and_month, day_number, hour, plain_day, weekday_name


def closed_days(place: PlacePage) -> list[tuple[date, date]]:
    """Return the first and last days of the place's standing closures."""
    return [(closure.start_date, closure.end_date) for closure in standing_closures(place)]


def place_state(place: PlacePage, now: datetime) -> OpenState | None:
    """Return the place's state at an aware instant; None when its hours are not known and no closure runs.

    Local times of `settings.TIME_ZONE`. No query for a place fetched `with_opening()`.
    """
    return state_at(place.hours, now, closed_days(place))


def opening_in_french(place: PlacePage, now: datetime) -> str:
    """Return the state as one says it; "" when it is not known.

    "ouvert maintenant, jusqu’à 12 h", "fermé, ouvre mardi à 9 h", "fermé jusqu’au 17 août, rouvre le mardi 18 à 9 h",
    "fermé aujourd’hui, jour férié, ouvre demain à 9 h". For a screen, never for paper: it is true for minutes.
    """
    state = place_state(place, now)
    if state is None:
        return ""
    today = now.astimezone(zone()).date()
    if state.open:
        return state_in_french(state, now)
    if last := _last_closed_day(closed_days(place), today):
        return _closed_in_french(last, state.next_open, today)
    if is_shut_by_holiday(place.hours, today):
        again = f", ouvre {moment_in_french(state.next_open, today)}" if state.next_open else ""
        return f"fermé aujourd’hui, jour férié{again}"
    return state_in_french(state, now)


def _last_closed_day(closed: list[tuple[date, date]], today: date) -> date | None:
    """Return the last day of the closures that run today and of those that follow without a gap."""
    last = None
    for first, end in sorted(closed):
        if (first - (last or today)).days <= (1 if last else 0) and end >= today:
            last = max(end, last or end)
    return last


def _closed_in_french(last: date, again: datetime | None, today: date) -> str:
    if last == today:
        shut = "fermé aujourd’hui"
    else:
        day = plain_day(last) if last.year != today.year else day_and_month(last)
        shut = f"fermé jusqu’au {day}"
    if again is None:
        return shut
    first = again.date()
    if (first - today).days < 2 or first.month != last.month or (first - last).days >= 7:
        return f"{shut}, rouvre {moment_in_french(again, today)}"
    return f"{shut}, rouvre le {weekday_name(first)} {day_number(first)} à{NBSP}{hour(again)}"
