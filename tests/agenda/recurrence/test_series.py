"""A rule as RRULE and EXDATE: read back by dateutil alone, it is exactly the rule's sittings."""

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rruleset, rrulestr

from agenda.recurrence.expansion import Sitting, expand
from agenda.recurrence.rules import Days, Frequency, Hours, Parity, Rule, School
from agenda.recurrence.series import Series, series_of
from tests.agenda.recurrence.generated import rules

AFTERNOON, MORNING = Hours(time(14), time(16)), Hours(time(10), time(12))
TUESDAYS = [Days.on_weekday(1, AFTERNOON)]
FIRST = date(2026, 12, 1)


def weekly(days: list[Days] = TUESDAYS, **more: object) -> Rule:
    return Rule.of(Frequency.WEEKLY, FIRST, days, **({"until": date(2027, 3, 30)} | more))


def sittings(rule: Rule) -> tuple[Sitting, ...]:
    return expand(rule, until=date(2030, 1, 1), zone="A").sittings


def series(rule: Rule) -> list[Series]:
    return series_of(rule, sittings(rule))


def read_back(one: Series) -> list[datetime]:
    """Return the starts that dateutil reads in what we would write."""
    text = ";".join(
        f"{key}={','.join(map(str, value)) if isinstance(value, list) else value}" for key, value in one.rrule.items()
    )
    found = rruleset()
    first, last = one.sittings[0].start, one.sittings[-1].start
    found.rrule(rrulestr(f"{text};UNTIL={last:%Y%m%dT%H%M%S}", dtstart=first))
    for start in one.skipped:
        found.exdate(start)
    return list(found)


@pytest.mark.parametrize("seed", range(4))
def test_what_calendars_read_is_exactly_what_the_rule_gives(seed: int) -> None:
    for rule in rules(100, seed=seed + 20):
        whole = sittings(rule)
        found = series_of(rule, whole)
        assert sorted((one for part in found for one in part.sittings), key=str) == sorted(whole, key=str), rule
        for part in found:
            assert read_back(part) == [one.start for one in part.sittings], rule
            assert part.skipped == tuple(sorted(set(part.skipped))), rule


def test_a_holiday_is_named_and_excepted() -> None:
    (one,) = series(weekly(school=School.EXCEPT))
    assert one.rrule == {"FREQ": "WEEKLY", "BYDAY": ["TU"]}
    assert [f"{start:%d/%m %H:%M}" for start in one.skipped] == [
        "22/12 14:00", "29/12 14:00", "16/02 14:00", "23/02 14:00",
    ]  # fmt: skip


def test_each_hour_of_a_day_is_a_series() -> None:
    days = [Days.on_weekday(1, MORNING, AFTERNOON), Days.on_weekday(3, AFTERNOON)]
    found = [(one.sittings[0].start.hour, one.rrule["BYDAY"]) for one in series(weekly(days))]
    assert found == [(10, ["TU"]), (14, ["TU", "TH"])]


def test_even_weeks_are_every_second_week_while_no_year_of_53_weeks_stands_between() -> None:
    (within,) = series(
        Rule.of(Frequency.WEEKLY, date(2027, 1, 5), TUESDAYS, parity=Parity.EVEN, until=date(2027, 12, 28))
    )
    assert (within.rrule.get("INTERVAL"), within.skipped) == (2, ())
    # 2026 has 53 weeks: the 53rd and the first after it are both odd.
    (across,) = series(weekly(parity=Parity.ODD, until=date(2027, 1, 19)))
    assert "INTERVAL" not in across.rrule
    assert [f"{one.start:%d/%m}" for one in across.sittings] == ["01/12", "15/12", "29/12", "05/01", "19/01"]
    assert [f"{start:%d/%m}" for start in across.skipped] == ["08/12", "22/12", "12/01"]


def test_the_31st_skips_short_months_by_itself() -> None:
    rule = Rule.of(Frequency.MONTHLY, FIRST, [Days.on_day(31, AFTERNOON)], until=date(2027, 6, 30))
    (one,) = series(rule)
    assert (one.rrule, one.skipped) == ({"FREQ": "MONTHLY", "BYMONTHDAY": [31]}, ())
    assert [f"{sitting.start:%d/%m}" for sitting in one.sittings] == ["31/12", "31/01", "31/03", "31/05"]


def test_days_by_number_and_by_name_are_no_one_rrule() -> None:
    days = [Days.on_day(15, AFTERNOON), Days.on_nth(1, 1, AFTERNOON)]
    found = series(Rule.of(Frequency.MONTHLY, FIRST, days, until=date(2027, 3, 31)))
    assert sorted(key for one in found for key in one.rrule) == ["BYDAY", "BYMONTHDAY", "FREQ", "FREQ"]


def test_a_rule_of_which_holidays_leave_nothing_is_no_series() -> None:
    rule = weekly(until=FIRST, excluded=frozenset([FIRST]))
    assert series(rule) == []


def test_a_part_of_a_series_excepts_the_others_between_its_ends() -> None:
    (one,) = series(weekly(until=FIRST + timedelta(weeks=4)))
    part = one.only([False, True, False, True, False])
    assert part is not None
    assert [f"{sitting.start:%d/%m}" for sitting in part.sittings] == ["08/12", "22/12"]
    assert [f"{start:%d/%m}" for start in part.skipped] == ["15/12"]
    assert read_back(part) == [sitting.start for sitting in part.sittings]
    assert one.only([False] * 5) is None
