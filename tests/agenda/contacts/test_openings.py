"""When a line answers, held against an evaluator that asks every single minute."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from opening_hours import OpeningHours

from agenda.contacts.openings import Away, Board, Closed, LineFacts, Rota, Turn

PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)
HOURS = (
    "Mo-Fr 09:00-12:00,14:00-17:00",
    "24/7",
    "Sa,Su 22:00-03:30",
    "Mo-Su 00:00-24:00; PH off",
    "Mo-Su 01:45-02:30; PH 10:00-11:00",
    "Tu 00:00-02:00; Fr 23:00-24:00",
)
# Clock changes of 25 October 2026 and 28 March 2027, the holidays of winter and of May.
WEEKS = (date(2026, 10, 23), date(2027, 3, 26), date(2027, 4, 29), date(2026, 12, 23), date(2026, 12, 30))
pytestmark = pytest.mark.once


def open_at(line: LineFacts, board: Board, instant: datetime) -> bool:
    """Say whether a line answers at one instant, from its facts alone."""
    local = instant.astimezone(PARIS)
    day, minute = local.date(), local.hour * 60 + local.minute
    rule = line.hours or "Mo-Su 00:00-24:00"
    if rule != "24/7" and "PH" not in rule:
        rule += "; PH off"
    if not OpeningHours(rule, country="FR").is_open(local.replace(tzinfo=None)):
        return False
    turns = [t for t in line.turns if t.weekday == day.weekday() and t.start <= minute < t.end]
    return not line.turns or any(held(t.person, day, board.rota.absences, ()) for t in turns)


def held(person: int, day: date, absences: tuple[Away, ...], seen: tuple[int, ...]) -> bool:
    """Say whether anybody holds a person's turn."""
    away = [a for a in absences if a.person == person and a.start_date <= day <= a.end_date]
    if not away:
        return True
    others = [a.replaced_by for a in away if a.replaced_by is not None and a.replaced_by not in (*seen, person)]
    return any(held(other, day, absences, (*seen, person)) for other in others)


def who_at(line: LineFacts, board: Board, instant: datetime) -> LineFacts | None:
    """Return which line answers at one instant."""
    day, seen = instant.astimezone(PARIS).date(), []
    while closed := [c for c in line.closures if c.start_date <= day <= c.end_date]:
        seen.append(line.id)
        referral = next((c.referral for c in closed if c.referral is not None), None)
        if referral is None or referral in seen or referral not in board.lines:
            return None
        line = board.lines[referral]
    return line if open_at(line, board, instant) else None


def boards(first: date, dice: random.Random) -> Iterator[Board]:
    """Yield boards of three lines with everything that may happen, by chance."""

    def days() -> tuple[date, date]:
        start = first + timedelta(days=dice.randrange(6))
        return start, start + timedelta(days=dice.randrange(3))

    for _number in range(6):
        lines = {}
        for pk in (1, 2, 3):
            turns = tuple(
                Turn(
                    dice.randrange(3),
                    dice.randrange(7),
                    start := dice.randrange(0, 1380, 15),
                    start + dice.choice((15, 59)),
                )
                for _turn in range(dice.choice((0, 0, 12)))
            )
            closures = tuple(
                Closed(*days(), referral=dice.choice((None, 1, 2, 3, 9))) for _c in range(dice.randrange(3))
            )
            hours = dice.choice((*HOURS, "")) if turns else dice.choice(HOURS)
            lines[pk] = LineFacts(pk, "single", f"ligne {pk}", "0199001234", hours, turns=turns, closures=closures)
        absences = tuple(
            Away(dice.randrange(3), *days(), replaced_by=dice.choice((None, 0, 1, 2)))
            for _a in range(dice.randrange(4))
        )
        yield Board(lines, Rota(absences))


@pytest.mark.parametrize("first", WEEKS)
def test_the_state_is_that_of_an_evaluator_that_asks_every_minute(first: date) -> None:
    dice = random.Random(first.toordinal())
    begin = datetime(first.year, first.month, first.day, tzinfo=PARIS).astimezone(UTC)
    count = 6 * 24 * 60
    for board in boards(first, dice):
        line = board.lines[1]
        answered = [who_at(line, board, begin + n * MINUTE) for n in range(count)]
        changes = [n for n in range(1, count) if answered[n] is not answered[n - 1]]
        asked = {0, *changes, *(n - 1 for n in changes), *(dice.randrange(count) for _ask in range(20))}
        for n in sorted(asked):
            now = begin + n * MINUTE
            state = board.state(line, now)
            following = next((m for m in range(n + 1, count) if answered[m] is not answered[n]), None)
            assert state.answers is (answered[n] is not None), (now, board)
            if answered[n] is not None:
                assert state.line is answered[n]
                if following:
                    assert state.until == begin + following * MINUTE, (now, board)
            elif following:
                assert state.next_open == begin + following * MINUTE, (now, board)
                assert state.line is answered[following]


def test_an_hour_that_the_clocks_repeat_counts_twice_and_one_they_skip_not_at_all() -> None:
    line = LineFacts(1, "single", "nuit", "", "Mo-Su,PH 02:15-02:45")
    autumn = list(take(Board().stretches(line, datetime(2026, 10, 24, 22, tzinfo=UTC)), 3))
    assert [(s.start.hour, s.start.minute, s.start.day) for s in autumn] == [(0, 15, 25), (1, 15, 25), (1, 15, 26)]
    spring = take(Board().stretches(line, datetime(2027, 3, 27, 23, tzinfo=UTC)), 1)[0]
    assert spring.start == datetime(2027, 3, 29, 0, 15, tzinfo=UTC)


def take(stretches: Iterator, count: int) -> list:
    """Return the first ones."""
    return [next(stretches) for _n in range(count)]


def test_a_line_open_over_midnight_answers_until_the_morning() -> None:
    line = LineFacts(1, "single", "nuit", "", "Fr 22:00-24:00; Sa 00:00-02:00; PH off")
    state = Board().state(line, datetime(2026, 11, 27, 22, tzinfo=UTC))
    assert state.until == datetime(2026, 11, 28, 1, tzinfo=UTC)


def test_what_never_closes_says_no_end_and_what_never_opens_no_beginning() -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert Board().state(LineFacts(1, "machine", "", "", "24/7"), now).until is None
    shut = (Closed(date(2026, 1, 1), date(2029, 1, 1)),)
    state = Board().state(LineFacts(1, "single", "", "", "24/7", closures=shut), now)
    assert (state.answers, state.next_open) == (False, None)


def test_it_looks_four_hundred_days_ahead() -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    until = date(2026, 11, 24) + timedelta(days=395)
    line = LineFacts(1, "single", "", "", "Mo-Su 09:00-10:00", closures=(Closed(date(2026, 11, 1), until),))
    opens = Board().state(line, now).next_open
    assert opens is not None
    assert opens.date() == date(2027, 12, 26)  # the 25th is a holiday


@pytest.mark.parametrize("hours", ["", "Horaires libres", '"sur rendez-vous"'])
def test_hours_that_tell_nothing_promise_nothing(hours: str) -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert Board().state(LineFacts(1, "counsellor", "", "", hours), now).answers is None
