"""Entries by the thousand, always the same ones for a seed: series and notices as people make them, and worse.

Nothing is saved: an entry here is what the projection would make of its schedule and its notices. What the engines
have to find is `Expected`, from the description alone, never from calendar text.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, cycle
from random import Random
from uuid import NAMESPACE_URL, uuid5

from agenda.catalogue.describe import RENDERER, event_status, sittings
from agenda.catalogue.models import Entry, EntryState
from agenda.catalogue.vevents import Cancellations
from agenda.events.clock import to_instant, to_local
from agenda.events.models import Notice, NoticeKind
from agenda.events.schedule import Schedule, ScheduleError, Slot, parse_schedule
from agenda.recurrence.rules import Days, Frequency, Hours, Parity, Rule
from cms.territories.models import Commune
from tests.agenda.recurrence.generated import rules
from tests.factories.entries import description_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC)
COMMUNE = Commune(insee="58194", name="Nevers", departement="58", postal_codes="58000", latitude=46.99, longitude=3.16)
WORDS = {"cancelled": "ANNULÉ – ", "postponed": "REPORTÉ – ", "full": "COMPLET – "}
LONG = 40
# (title, start, end in seconds since 1970, STATUS): what an engine has to say of a sitting.
Expected = Counter[tuple[str, int, int, str]]
_AUTUMN, _SPRING = date(2026, 10, 25), date(2027, 3, 28)
_NIGHTS = (
    Hours(time(2, 30), time(4, 0)), Hours(time(2, 0), time(2, 45)), Hours(time(3, 0), time(3, 30)),
    Hours(time(1, 30), time(2, 30)), Hours(time(23, 0), time(4, 0)), Hours(time(22, 0), time(0, 0)),
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One event: its entry, and whether a notice or a clock change makes overrides of its sittings."""

    entry: Entry
    notices: tuple[Notice, ...]

    @property
    def is_plain(self) -> bool:
        """Whether engines that apply no RECURRENCE-ID have to find it whole."""
        lasts = {
            datetime.fromisoformat(item["end"]).timestamp() - datetime.fromisoformat(item["start"]).timestamp()
            - _by_the_wall(item)
            for item in self.entry.description["occurrences"]
        }  # fmt: skip
        return not self.notices and lasts == {0}


def _by_the_wall(item: dict[str, str]) -> float:
    start, end = (datetime.fromisoformat(item[key]).replace(tzinfo=None) for key in ("start", "end"))
    return (end - start).total_seconds()


def expected(entry: Entry, way: Cancellations) -> Expected:
    """Return what an engine has to find of an entry in a calendar of that way to tell cancellations."""
    found: Expected = Counter()
    description = entry.description
    for item in description["occurrences"]:
        state = item["state"] if item["state"] != "scheduled" else description["status"]
        off = state in {"cancelled", "postponed"}
        if off and way is Cancellations.HIDE:
            continue
        title = WORDS.get(state, "") + entry.title
        start, end = (round(datetime.fromisoformat(item[key]).timestamp()) for key in ("start", "end"))
        status = "CANCELLED" if off and way is Cancellations.STATUS else "CONFIRMED"
        found[title, start, end, status] += 1
    return found


def events(number: int, seed: int = 5) -> list[Made]:
    """Return so many events: first the odd nights and weeks made by hand, then chance."""
    random = Random(seed)
    schedules = zip(range(number), chain(by_hand(), _by_chance(random, seed)), strict=False)
    return [
        made(n, schedule, list(_notices(schedule, random)) if random.random() < 0.7 else [])
        for n, schedule in schedules
    ]


def by_hand() -> Iterator[Schedule]:
    """Yield what the calendar's odd corners are: clock changes, years of 53 weeks, months without a 31st."""
    whole = [Days.on_weekday(day) for day in range(7)]
    for hours in _NIGHTS:
        for middle in (_AUTUMN, _SPRING):
            days = [replace(day, hours=(hours,)) for day in whole]
            yield _of(Frequency.WEEKLY, middle - timedelta(days=5), days, until=middle + timedelta(days=5))
            yield _of(Frequency.WEEKLY, middle, [Days.on_weekday(6, hours)], until=middle + timedelta(days=40))
            yield _of(Frequency.WEEKLY, middle - timedelta(days=28), [Days.on_weekday(6, hours)], until=middle)
            yield _of(Frequency.WEEKLY, middle - timedelta(days=9), [Days.on_weekday(5, hours)], count=4)
            yield Schedule.of(slots=[Slot(*_ended(hours, middle + timedelta(days=n))) for n in (-1, 0, 1)])
    yield from monthly_nights()
    noon = Hours(time(12), time(13, 30))
    for parity in Parity:
        for weekday in (0, 3, 6):
            yield _of(Frequency.WEEKLY, date(2026, 11, 30), [Days.on_weekday(weekday, noon)], parity=parity, count=12)
    for nths in ((1, 3), (2, -1), (5,), (-2,), (1, 2, 3, 4, 5)):
        days = [Days.on_nth(nth, 1, noon) for nth in nths]
        yield _of(Frequency.MONTHLY, date(2026, 9, 1), days, until=date(2028, 8, 31))
    for numbers in ((31,), (30, -1), (29, 30, 31), (-1,), (1, 15)):
        days = [Days.on_day(day, noon) for day in numbers]
        yield _of(Frequency.MONTHLY, date(2026, 12, 31), days, until=date(2028, 3, 31))
    mixed = [Days.on_day(15, noon), Days.on_nth(1, 1, noon, Hours(time(18), time(19)))]
    yield _of(Frequency.MONTHLY, date(2027, 1, 20), mixed, interval=2, until=date(2028, 3, 31))
    for interval in (2, 3):
        days = [Days.on_weekday(0, noon), Days.on_weekday(6, noon)]
        yield _of(Frequency.WEEKLY, date(2026, 12, 6), days, interval=interval, until=date(2027, 5, 31))


def monthly_nights() -> Iterator[Schedule]:
    """Yield series from the 28th on: who goes from month to month passes through the night of the 28th of March."""
    for hours in _NIGHTS:
        for days in (Days.on_nth(4, 0, hours), Days.on_day(22, hours)):
            yield _of(Frequency.MONTHLY, date(2026, 12, 28), [days], until=date(2027, 6, 30))


def _of(frequency: Frequency, first: date, days: list[Days], **more: object) -> Schedule:
    return Schedule.of(rules=[Rule.of(frequency, first, days, **more)])


def _ended(hours: Hours, day: date) -> tuple[datetime, datetime]:
    start, end = hours.on(day)
    return start, end or start + timedelta(hours=1)


def _by_chance(random: Random, seed: int) -> Iterator[Schedule]:
    """Yield schedules of one to three rules, with dates beside them."""
    source = cycle(_ending(rule, random) for rule in rules(4000, seed))
    while True:
        chosen = [next(source) for _rule in range(random.choice([1, 1, 1, 2, 3]))]
        near = chosen[0].first
        chosen = [chosen[0], *(one.starting(near + timedelta(days=random.randrange(60))) for one in chosen[1:])]
        slots = [_slot(random, near) for _slot_number in range(random.choice([0, 0, 0, 1, 3]))]
        try:
            # Through its stored value, which is checked whole.
            made = parse_schedule(Schedule.of(rules=chosen, slots=slots, zone=random.choice("ABC")).to_json())
        except (ScheduleError, ValueError):
            continue  # two hours at once, too long, nothing left: the form refuses it too
        # Long ones say little more than short ones, and take the engines' time: one in ten of them stays.
        if len(made.occurrences()) <= LONG or random.random() < 0.1:
            yield made


def _ending(rule: Rule, random: Random) -> Rule:
    """Return the rule with every end that a schedule asks for, now and then in the night."""
    night = random.choice(_NIGHTS) if random.random() < 0.15 else None
    days = tuple(replace(one, hours=_closed(one.hours, night)) for one in rule.days)
    ends = rule.until or rule.count
    return replace(
        rule, days=days, until=rule.until if ends else rule.first + timedelta(days=random.randrange(30, 400))
    )


def _closed(hours: tuple[Hours, ...], night: Hours | None) -> tuple[Hours, ...]:
    if night:
        return (night,)
    return tuple(replace(one, end=one.end or time((one.start.hour + 2) % 24)) for one in hours)


def _slot(random: Random, near: date) -> Slot:
    start = datetime.combine(near + timedelta(days=random.randrange(-10, 200)), time(random.randrange(24), 20))
    return Slot(start, start + timedelta(minutes=random.choice([45, 120, 300])))


def made(number: int, schedule: Schedule, notices: list[Notice]) -> Made:
    """Return the event of a schedule and its notices."""
    found = sittings(schedule, notices)
    status, sentence = event_status(found, notices)
    description = description_of(
        number, COMMUNE, schedule, title=f"n° {number}", status=status, status_sentence=sentence,
        occurrences=[sitting.to_json() for sitting in found],
    )  # fmt: skip
    entry = Entry(
        uid=uuid5(NAMESPACE_URL, f"engines:{number}"), code=f"e{number:05}", title=f"n° {number}",
        state=EntryState.PUBLIC, status=status, first_published_at=NOW, changed_at=NOW, sequence=len(notices),
        description=description, renderer=RENDERER, latitude=COMMUNE.latitude, longitude=COMMUNE.longitude,
    )  # fmt: skip
    return Made(entry, tuple(notices))


def _notices(schedule: Schedule, random: Random) -> Iterator[Notice]:
    starts = sorted({to_instant(slot.start) for slot in schedule.occurrences()})
    kinds = random.choices(list(NoticeKind), k=random.choice([1, 1, 2, 4, 8]))
    for kind in kinds:
        whole = kind in {NoticeKind.CANCELLED, NoticeKind.POSTPONED, NoticeKind.FULL} and random.random() < 0.08
        # The ends are where readers stumble: the first sitting is DTSTART, the last one is UNTIL.
        start = random.choice([starts[0], starts[-1], *random.choices(starts, k=4)])
        notice = Notice(kind=kind, original_start=None if whole else start, sentence="", at=NOW)
        if kind == NoticeKind.SENTENCE:
            notice.sentence = "Prenez votre chargeur ; salle B, 1er étage."
        if kind == NoticeKind.MOVED or (kind == NoticeKind.POSTPONED and not whole and random.random() < 0.5):
            # As forms give them: from the wall clock, so never the second time that an hour comes in autumn (which
            # recurring-ical-events takes for the first one, by its reading of X-WR-TIMEZONE).
            local = to_local(start).replace(tzinfo=None) + _shift(random)
            notice.new_start = to_instant(local)
            ends = to_instant(local + timedelta(minutes=random.choice([30, 90, 240])))
            notice.new_end = ends if ends > notice.new_start else notice.new_start + timedelta(minutes=30)
        yield notice


def _shift(random: Random) -> timedelta:
    """Return how far a sitting is moved: an hour, a day, beyond the series' ends, over a clock change."""
    return random.choice([
        timedelta(hours=random.choice([-3, -1, 1, 2, 5])), timedelta(days=random.choice([-1, 1, 2, 7, 14])),
        timedelta(days=random.choice([-300, -30, 60, 400]), hours=random.choice([-1, 0, 3])),
    ])  # fmt: skip


def plain(made: Iterable[Made]) -> list[Made]:
    """Return the events without any override."""
    return [one for one in made if one.is_plain]
