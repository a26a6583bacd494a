"""The week of the single number: hours promised, turns, who holds them really, and hours that nobody covers."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from agenda.contacts.load import load_facts
from agenda.contacts.minutes import Minutes
from agenda.contacts.models import Absence, Line, LineKind, Shift
from agenda.contacts.openings import LineFacts, Rota, open_minutes
from branding.models import Brand
from cms.accounts.models import User
from cms.foundation.wording import hours, short_day
from cms.territories.names import search_name

MOST_TURNS = 200


@dataclass(frozen=True)
class HeldTurn:
    """One turn on a day: whose it is, who holds it, and whether that is somebody else or nobody."""

    shift: Shift
    span: str
    person: str
    away: bool
    holder: str

    @property
    def of_person(self) -> str:
        """Whose turn it is: "d’Odile", "de Rémi"."""
        return f"d’{self.person}" if search_name(self.person)[:1] in set("aeiouy") else f"de {self.person}"


@dataclass(frozen=True)
class WeekDay:
    """One day: the hours promised to the public, the turns, and the gaps between both."""

    date: date
    words: str
    promised: list[str]
    turns: list[HeldTurn]
    gaps: list[str]


def single_line() -> Line | None:
    """Return the row of the single number, None before the first turn."""
    return Line.objects.filter(kind=LineKind.SINGLE).order_by("-active", "position", "pk").first()


def week_from(*, monday: date, brand: Brand) -> list[WeekDay]:
    """Return the seven days from a Monday on; a constant number of queries."""
    facts = load_facts(commune=None, need="", today=monday, brand=brand)
    line = next((line for line in facts.chain if line.kind == LineKind.SINGLE), None)
    shifts: list[Shift] = []
    if line and line.id:
        shifts = list(Shift.objects.filter(line_id=line.id).select_related("person")[:MOST_TURNS])
    people = {user.pk: name_of(user) for user in User.objects.filter(pk__in=_everybody(shifts, facts.board.rota))}
    days = [monday + timedelta(days=count) for count in range(7)]
    return [_day(day, line, shifts, facts.board.rota, people) for day in days]


def _everybody(shifts: list[Shift], rota: Rota) -> set[int]:
    instead = {absence.replaced_by for absence in rota.absences if absence.replaced_by}
    return {shift.person_id for shift in shifts} | instead


def name_of(user: User) -> str:
    """Return a person's name as colleagues know it."""
    return user.get_full_name() or user.get_username()


def _day(day: date, line: LineFacts | None, shifts: list[Shift], rota: Rota, people: dict[int, str]) -> WeekDay:
    promised: tuple[Minutes, ...] = ()
    gaps: list[Minutes] = []
    if line:
        # A day of closure promises nothing; hours without any turn are taken as held.
        open_day = line.closure_on(day) is None
        promised = open_minutes(replace(line, turns=()), day, rota) if open_day else ()
        gaps = _without(promised, open_minutes(line, day, rota) if line.turns else promised)
    turns = [_held(shift, day, rota, people) for shift in shifts if shift.weekday == day.weekday()]
    return WeekDay(day, short_day(day), [_span(s) for s in promised], turns, [_span(s) for s in gaps])


def _held(shift: Shift, day: date, rota: Rota, people: dict[int, str]) -> HeldTurn:
    holder = rota.holder(shift.person_id, day)
    return HeldTurn(
        shift=shift,
        span=hours(shift.start_time, shift.end_time),
        person=people.get(shift.person_id, ""),
        away=holder != shift.person_id,
        holder=people.get(holder, "") if holder else "",
    )


def _without(spans: tuple[Minutes, ...], held: tuple[Minutes, ...]) -> list[Minutes]:
    """Return what of the spans is not within `held` (both in order, without overlaps)."""
    left = list(spans)
    for start, end in held:
        left = [part for a, b in left for part in ((a, min(b, start)), (max(a, end), b)) if part[0] < part[1]]
    return left


def _span(span: Minutes) -> str:
    start, end = (time(minute // 60 % 24, minute % 60) for minute in span)
    return hours(start, end)


def absences_from(day: date) -> list[Absence]:
    """Return the absences that are not over on a day, the next first, a hundred at most."""
    found = Absence.objects.filter(end_date__gte=day).select_related("person", "replaced_by")
    return list(found.order_by("start_date", "pk")[:100])
