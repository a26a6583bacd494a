"""Opening hours in OpenStreetMap's syntax: whether a place is open, until when, and what to print on its door.

A place whose hours do not speak of public holidays (PH) is taken to be closed on them: sending somebody to a closed
door on the 1st of May is worse than the contrary.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from opening_hours import (  # type: ignore[attr-defined]  # the stub forgets ParserError
    OpeningHours,
    ParserError,
    State,
)

from agenda.places.hours_wording import rules_in_french
from cms.foundation.wording import hour, short_day, weekday_name

LONGEST = 500
# Seasonal hours open again within a year; looking further only costs time.
HORIZON_DAYS = 400
# A year that holds every weekday in every season, to see which hours are usual.
NEUTRAL_YEAR = 2026
VARIES = "Horaires différents certaines semaines : téléphonez avant de venir."


class HoursError(ValueError):
    """The text is not in OpenStreetMap's opening_hours syntax."""


@dataclass(frozen=True)
class OpenState:
    """Whether it is open at an instant; local times, None when nothing changes within a year."""

    open: bool
    until: datetime | None
    next_open: datetime | None


@dataclass(frozen=True)
class Span:
    """An open stretch of one day; `end` may lie after midnight."""

    start: datetime
    end: datetime
    comment: str

    def in_french(self) -> str:
        """Return "9 h – 12 h 15", with the comment behind it."""
        long = self.end - self.start >= timedelta(days=1)
        if long:
            return self.comment or "jour et nuit"
        text = f"{hour(self.start)} – {end_hour(self.end)}"
        return f"{text} ({self.comment})" if self.comment else text


def end_hour(end: datetime) -> str:
    """Return "12 h", "minuit"."""
    return "minuit" if end.time() == time(0) else hour(end)


def zone() -> ZoneInfo:
    """Return the zone in which hours are told."""
    return ZoneInfo(settings.TIME_ZONE)


def _parse(hours: str, *, holidays: bool) -> OpeningHours:
    text = hours.strip().rstrip(";")
    if len(text) > LONGEST:
        raise HoursError(text[:40])
    if holidays and text != "24/7" and not re.search(r"\bPH\b", text):
        text += "; PH off"
    country = "FR" if holidays else None
    try:
        return OpeningHours(text, timezone=zone(), country=country, max_interval_days=HORIZON_DAYS)
    except ParserError as error:
        raise HoursError(hours) from error


def validate_hours(hours: str) -> None:
    """Raise ValidationError unless the text is in OpenStreetMap's syntax."""
    try:
        _parse(hours, holidays=False)
    except HoursError as error:
        raise ValidationError(
            _("These hours cannot be read. Write them like this: lundi au vendredi 9h-12h et 14h-17h ; samedi 9h-12h")
        ) from error


def state_at(hours: str, now: datetime, closed: Sequence[tuple[date, date]] = ()) -> OpenState | None:
    """Return the state at an aware instant, public holidays of France included; None when the hours are not known.

    `closed` holds the first and last local days, both included, on which it is shut whatever the hours say.
    """
    local = now.astimezone(zone())
    shut = [_shut_hours(first, last, local.date()) for first, last in closed]
    try:
        opening = _parse(hours, holidays=True) if hours else None
    except HoursError:
        opening = None
    if opening is None or _only_says(opening, local):  # "sur rendez-vous" and no hours: always open, says the library
        return OpenState(False, None, None) if _shut_until(shut, local) else None
    if opening.is_open(local) and not _shut_until(shut, local):
        ends = [moment for moment in (_next(opening, local, is_open=False), _next_shut(shut, local)) if moment]
        return OpenState(True, min(ends, default=None), None)
    return OpenState(False, None, _next_open(opening, shut, local))


def _only_says(opening: OpeningHours, local: datetime) -> bool:
    if not (opening.is_open(local) and opening.state(local)[1]):
        return False
    change = _next(opening, local, is_open=False)
    return change is None or change - local > timedelta(days=1)


def _shut_hours(first: date, last: date, today: date) -> tuple[datetime, datetime]:
    """Return from when until when it is shut; days beyond all use are brought nearer, so that none is past the last."""
    near, far = today - timedelta(days=2 * HORIZON_DAYS), today + timedelta(days=2 * HORIZON_DAYS)
    return _midnight(min(max(first, near), far)), _midnight(min(max(last, near), far) + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), zone())


def _shut_until(shut: list[tuple[datetime, datetime]], moment: datetime) -> datetime | None:
    """Return when the closures that hold at the moment are over; None when there is none."""
    end = None
    for start, stop in sorted(shut):
        if start <= (end or moment) < stop:
            end = stop
    return end


def _next_shut(shut: list[tuple[datetime, datetime]], moment: datetime) -> datetime | None:
    return min((start for start, _stop in shut if start > moment), default=None)


def _next_open(opening: OpeningHours, shut: list[tuple[datetime, datetime]], start: datetime) -> datetime | None:
    """Return when it opens next, closures jumped over; None when not within the horizon."""
    moment: datetime | None = start
    for _jump in range(50):
        if moment is None or moment - start > timedelta(days=HORIZON_DAYS):
            return None
        if over := _shut_until(shut, moment):
            moment = over
        elif opening.is_open(moment):
            return moment
        else:
            moment = _next(opening, moment, is_open=True)
    return None


def _next(opening: OpeningHours, start: datetime, *, is_open: bool) -> datetime | None:
    """Return the next instant at which it is open (or is no longer); a mere change of comment is none."""
    moment: datetime | None = start
    for _change in range(20):
        moment = opening.next_change(moment)
        if moment is None or moment - start > timedelta(days=HORIZON_DAYS):
            return None
        if opening.is_open(moment) is is_open:
            return moment
    return None


def is_shut_by_holiday(hours: str, day: date) -> bool:
    """Tell whether the place would open on the local day if it were no public holiday, and does not."""
    try:
        usual, real = _parse(hours, holidays=False), _parse(hours, holidays=True)
    except HoursError:
        return False
    return any(_day_spans(usual, day)) and not any(_day_spans(real, day))


def spans_on(hours: str, day: date) -> list[Span]:
    """Return the stretches that begin on the local day, public holidays taken into account; none for unread hours."""
    try:
        return list(_day_spans(_parse(hours, holidays=True), day)) if hours else []
    except HoursError:
        return []


def state_in_french(state: OpenState, now: datetime) -> str:
    """Return "ouvert maintenant, jusqu’à 12 h" or "fermé, ouvre mardi à 9 h"."""
    today = now.astimezone(zone()).date()
    if state.open:
        soon = state.until and state.until - now <= timedelta(hours=24)
        return f"ouvert maintenant, jusqu’à {end_hour(state.until)}" if state.until and soon else "ouvert maintenant"
    if state.next_open is None:
        return "fermé"
    return f"fermé, ouvre {moment_in_french(state.next_open, today)}"


def moment_in_french(moment: datetime, today: date) -> str:
    """Return "aujourd’hui à 14 h", "demain à 9 h", "mardi à 9 h" (within six days) or "le mardi 1er décembre à 9 h"."""
    days = (moment.date() - today).days
    # The day is always told: what is read on paper or in a message is read later.
    if days == 0:
        return f"aujourd’hui à {hour(moment)}"
    day = "demain" if days == 1 else weekday_name(moment) if days < 7 else f"le {short_day(moment)}"
    return f"{day} à {hour(moment)}"


def hours_in_french(hours: str) -> list[str]:
    """Return the usual week, one line for the days that share hours: "lundi au vendredi : 9 h – 12 h et 14 h – 17 h".

    Rules about the nth weekday of a month or odd and even weeks are told as such ("1er et 3e mercredi du mois : ..."),
    see `agenda.places.hours_wording`. The rest is found by evaluating the weeks of a neutral year without public
    holidays, so every syntax is understood. When weeks differ (seasons), the most frequent one that opens at all is
    given, and a line says so. Hours that cannot be read give no line.
    """
    return list(rules_in_french(hours) or _usual_week(hours))


@lru_cache(maxsize=2048)
def _usual_week(hours: str) -> tuple[str, ...]:
    try:
        opening = _parse(hours, holidays=False)
    except HoursError:
        return ()
    monday = date.fromisocalendar(NEUTRAL_YEAR, 2, 1)
    weeks = Counter(tuple(_week_lines(opening, monday + timedelta(weeks=n))) for n in range(50))
    usual = max((week for week in weeks if week), key=lambda week: weeks[week], default=())
    return (*usual, VARIES) if usual and len(weeks) > 1 else usual


def _week_lines(opening: OpeningHours, monday: date) -> Iterator[str]:
    """Yield the lines of one week; days with the same hours share a line, at the place of the first of them."""
    days_of: dict[str, list[int]] = {}
    for weekday in range(7):
        spans = [span.in_french() for span in _day_spans(opening, monday + timedelta(days=weekday))]
        if spans:
            text = spans[0] if len(spans) == 1 else f"{', '.join(spans[:-1])} et {spans[-1]}"
            days_of.setdefault(text, []).append(weekday)
    for text, days in days_of.items():
        yield f"{_days_in_french(days, monday)} : {text}"


def _day_spans(opening: OpeningHours, day: date) -> Iterator[Span]:
    """Yield the stretches that begin on the day; one that began the day before is told there, unless it lasts days."""
    start = datetime.combine(day, time(0), zone())
    midnight = datetime.combine(day + timedelta(days=1), time(0), zone())
    noon = midnight + timedelta(hours=12)
    since = opening.is_open(start - timedelta(minutes=1))
    for begin, end, state, comment in opening.intervals(start, noon):
        if state == State.CLOSED or (state == State.UNKNOWN and not comment) or begin >= midnight:
            continue
        if begin == start and since and end < midnight:
            continue
        yield Span(begin, midnight if end >= noon or begin == start else end, comment)


def _days_in_french(days: list[int], monday: date) -> str:
    """Return "lundi au vendredi", "lundi et mardi", "lundi au mercredi et vendredi" or "tous les jours"."""
    if len(days) == 7:
        return "tous les jours"
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names: list[str] = []
    for run in runs:
        first, last = (weekday_name(monday + timedelta(days=day)) for day in (run[0], run[-1]))
        names += [f"{first} au {last}"] if len(run) > 2 else [first] if len(run) == 1 else [first, last]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
