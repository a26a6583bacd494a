"""When somebody answers a line: hours, turns held, closures and referrals, to the minute. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from agenda.contacts.minutes import (
    HORIZON_DAYS,
    Minutes,
    hours_of_day,
    instants,
    joined,
    local,
    local_zone,
    parsed,
    reaches,
)

# Turns without hours: nobody sits at the phone on a public holiday.
WHOLE_WEEK = "Mo-Su 00:00-24:00"


@dataclass(frozen=True)
class Closed:
    """Days on which a line is closed; its callers go to the line `referral`, if there is one."""

    start_date: date
    end_date: date
    sentence: str = ""
    referral: int | None = None

    def covers(self, day: date) -> bool:
        """Tell whether it is closed on a day."""
        return self.start_date <= day <= self.end_date


@dataclass(frozen=True)
class Turn:
    """A weekly turn of a person, from minute `start` to before minute `end` of the day; Monday is 0."""

    person: int
    weekday: int
    start: int
    end: int


@dataclass(frozen=True)
class Away:
    """Days on which a person holds no turn, and who holds them instead."""

    person: int
    start_date: date
    end_date: date
    replaced_by: int | None = None


@dataclass(frozen=True)
class LineFacts:
    """All that decides when a line answers. `hours` in OpenStreetMap's syntax; `phone` as it is kept."""

    id: int | None
    kind: str
    name: str
    phone: str
    hours: str = ""
    note: str = ""
    url: str = ""
    turns: tuple[Turn, ...] = ()
    closures: tuple[Closed, ...] = ()

    def closure_on(self, day: date) -> Closed | None:
        """Return the closure of a day; one that leads somewhere before one that does not."""
        found = [closure for closure in self.closures if closure.covers(day)]
        return next((closure for closure in found if closure.referral is not None), found[0] if found else None)

    @property
    def is_known(self) -> bool:
        """Whether anything tells when it answers."""
        return bool(self.turns) or parsed(self.hours) is not None


@dataclass(frozen=True)
class Rota:
    """Who is away when; turns hang on their line."""

    absences: tuple[Away, ...] = ()

    def holder(self, person: int, day: date) -> int | None:
        """Return who holds a person's turn on a day, replacements of replacements followed; None when nobody does."""
        return self._holder(person, day, frozenset())

    def _holder(self, person: int, day: date, seen: frozenset[int]) -> int | None:
        away = [a for a in self.absences if a.person == person and a.start_date <= day <= a.end_date]
        if not away:
            return person
        seen |= {person}
        for absence in away:
            other = absence.replaced_by
            if other is not None and other not in seen and (found := self._holder(other, day, seen)) is not None:
                return found
        return None


@dataclass(frozen=True)
class Stretch:
    """An unbroken time in which one line answers; `end` is None when it lasts beyond the horizon."""

    start: datetime
    end: datetime | None
    line: LineFacts


@dataclass(frozen=True)
class LineState:
    """A line at an instant: who answers its callers (`line`: itself or the one it refers to), local times.

    `answers` is None when the hours of `line` are not known. When closed, `line` is who answers at `next_open`.
    """

    line: LineFacts
    answers: bool | None
    until: datetime | None
    next_open: datetime | None
    closure: Closed | None


@dataclass(frozen=True)
class Board:
    """All lines by their id, for referrals, and who is away."""

    lines: Mapping[int, LineFacts] = field(default_factory=dict)
    rota: Rota = field(default_factory=Rota)

    def answering_on(self, line: LineFacts, day: date) -> LineFacts | None:
        """Return the line that takes the calls of `line` on a day, None when it is closed without a way on.

        A referral that leads in a circle, to a closed line without referral or to one no longer in use leads nowhere.
        """
        seen: set[int | None] = set()
        current: LineFacts | None = line
        while current is not None and (closure := current.closure_on(day)) is not None:
            seen.add(current.id)
            following = self.lines.get(closure.referral) if closure.referral is not None else None
            current = None if following is None or following.id in seen else following
        return current

    def stretches(self, line: LineFacts, now: datetime) -> Iterator[Stretch]:
        """Yield when the callers of `line` are answered, and by which line, from now on; the first may have begun."""
        today = now.astimezone(local_zone()).date()
        held: Stretch | None = None
        for count in range(HORIZON_DAYS + 1):
            day = today + timedelta(days=count)
            who = self.answering_on(line, day)
            for start, end in instants(day, open_minutes(who, day, self.rota)) if who else ():
                if held and held.end == start and held.line == who:
                    held = Stretch(held.start, end, held.line)
                    continue
                if held and held.end and held.end > now:
                    yield held
                held = Stretch(start, end, who) if who else None
        if held and held.end and held.end > now:
            yield Stretch(held.start, None, held.line) if reaches(held.end, today) else held

    def state(self, line: LineFacts, now: datetime) -> LineState:
        """Return whether the callers of `line` are answered at an aware instant, until when, else from when on."""
        today = now.astimezone(local_zone()).date()
        closure, who = line.closure_on(today), self.answering_on(line, today)
        if who is not None and not who.is_known:
            return LineState(who, None, None, None, closure)
        first = next(self.stretches(line, now), None)
        if first is None:
            # Hours that are not known return after a closure: nothing can be promised, and nobody answers today.
            return LineState(who or line, False, None, None, closure)
        if first.start <= now:
            return LineState(first.line, True, local(first.end), None, closure)
        return LineState(first.line, False, None, local(first.start), closure)


def open_minutes(line: LineFacts, day: date, rota: Rota) -> tuple[Minutes, ...]:
    """Return the minutes of a local day in which a line answers: its hours, within turns that are held."""
    if not line.is_known:
        return ()
    hours = hours_of_day(line.hours or WHOLE_WEEK, day)
    if not line.turns:
        return hours
    held = [
        (turn.start, turn.end)
        for turn in line.turns
        if turn.weekday == day.weekday() and rota.holder(turn.person, day) is not None
    ]
    met = [(max(a, c), min(b, d)) for a, b in hours for c, d in held]
    return joined([span for span in met if span[0] < span[1]])


def usual_hours(line: LineFacts) -> str:
    """Return the hours to print in OpenStreetMap's syntax: the line's own, else its turns written that way."""
    if line.hours or not line.turns:
        return line.hours
    days = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
    parts = []
    for weekday in range(7):
        spans = joined([(turn.start, turn.end) for turn in line.turns if turn.weekday == weekday])
        if spans:
            parts.append(f"{days[weekday]} {','.join(f'{_clock(a)}-{_clock(b)}' for a, b in spans)}")
    return "; ".join(parts)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
