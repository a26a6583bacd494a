"""Rules by the thousand, always the same ones for a seed: every kind of day, hour, period and exception."""

from datetime import date, time, timedelta
from random import Random

from agenda.recurrence.rules import Days, Frequency, Hours, Parity, Rule, RuleError, School

FIRST = date(2026, 9, 1)


def rules(number: int, seed: int = 1) -> list[Rule]:
    """Return so many valid rules that have at least one day named between their ends."""
    random = Random(seed)
    found: list[Rule] = []
    while len(found) < number:
        try:
            found.append(_rule(random))
        except RuleError:
            continue
    return found


def _rule(random: Random) -> Rule:
    first = FIRST + timedelta(days=random.randrange(400))
    until = first + timedelta(days=random.randrange(60, 500)) if random.random() < 0.7 else None
    count = random.randrange(1, 30) if until is None and random.random() < 0.4 else None
    weekly = random.random() < 0.6
    interval = random.choice([1, 1, 1, 2, 3]) if weekly else random.choice([1, 1, 2, 3])
    parity = random.choice([Parity.EVEN, Parity.ODD]) if weekly and interval == 1 and random.random() < 0.2 else None
    days = _weekly_days(random, first, interval) if weekly else _monthly_days(random)
    return Rule.of(
        Frequency.WEEKLY if weekly else Frequency.MONTHLY, first, days, interval=interval, parity=parity, until=until,
        count=count, school=random.choice([None, None, School.EXCEPT, School.ONLY]) if interval == 1 else None,
        but_public_holidays=random.random() < 0.3,
        months=frozenset(random.sample(range(1, 13), 3)) if until and random.random() < 0.15 else frozenset(),
    )  # fmt: skip


def _weekly_days(random: Random, first: date, interval: int) -> list[Days]:
    named = set(random.sample(range(7), random.choice([1, 1, 1, 2, 2, 3, 5, 7])))
    if interval > 1:
        # What repeats every n weeks is counted from a day of its own.
        named.add(first.weekday())
    shared = _hours(random)
    return [Days.on_weekday(day, *(shared if random.random() < 0.8 else _hours(random))) for day in sorted(named)]


def _monthly_days(random: Random) -> list[Days]:
    shared = _hours(random)
    found = {}
    for _n in range(random.choice([1, 1, 2])):
        if random.random() < 0.5:
            days = Days.on_nth(random.choice([1, 2, 3, 4, 5, -1, -2]), random.randrange(7), *shared)
        else:
            days = Days.on_day(random.choice([1, 2, 15, 28, 30, 31, -1]), *shared)
        found[days.key] = days
    return list(found.values())


def _hours(random: Random) -> list[Hours]:
    start = time(random.randrange(24), random.choice([0, 15, 30, 45]))
    if random.random() < 0.15:
        return [Hours(start, None)]
    end = time((start.hour + random.randrange(1, 4)) % 24, random.choice([0, 30]))
    if random.random() < 0.8 or not 7 < start.hour < 12:
        return [Hours(start, end)]
    return [Hours(start, time(12, 0)), Hours(time(14, 0), time(random.randrange(15, 20), 0))]
