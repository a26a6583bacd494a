"""Days in plain words, also at the edges: week-ends, ends of months and years, nights of the clock change."""

from datetime import UTC, date, datetime

import pytest

from agenda.catalogue.spans import WHEN, Days, days_of

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 12, day) for day in (4, 5, 6, 7))


@pytest.mark.parametrize(
    ("code", "today", "first", "last"),
    [
        ("aujourdhui", FRIDAY, FRIDAY, FRIDAY),
        ("demain", FRIDAY, SATURDAY, SATURDAY),
        ("week-end", MONDAY, date(2026, 12, 12), date(2026, 12, 13)),
        ("week-end", FRIDAY, SATURDAY, SUNDAY),
        ("week-end", SATURDAY, SATURDAY, SUNDAY),
        ("week-end", SUNDAY, SUNDAY, SUNDAY),
        ("semaine", MONDAY, MONDAY, date(2026, 12, 13)),
        ("semaine", SUNDAY, SUNDAY, SUNDAY),
        ("semaine-prochaine", SUNDAY, MONDAY, date(2026, 12, 13)),
        ("semaine-prochaine", MONDAY, date(2026, 12, 14), date(2026, 12, 20)),
        ("mois", FRIDAY, FRIDAY, date(2026, 12, 31)),
        ("mois-prochain", FRIDAY, date(2027, 1, 1), date(2027, 1, 31)),
        ("mois-prochain", date(2027, 1, 31), date(2027, 2, 1), date(2027, 2, 28)),
    ],
)
def test_plain_words_mean_days(code: str, today: date, first: date, last: date) -> None:
    assert days_of(code, today) == Days(first, last)


def test_every_code_means_something_on_every_day() -> None:
    for day in range(1, 29):
        for code in WHEN:
            found = days_of(code, date(2027, 2, day))
            assert found.first
            assert found.last
            assert date(2027, 2, day) <= found.first <= found.last


def test_a_day_of_a_clock_change_is_23_or_25_hours_long() -> None:
    spring, autumn = Days(date(2027, 3, 28), date(2027, 3, 28)), Days(date(2027, 10, 31), date(2027, 10, 31))
    assert spring.start == datetime(2027, 3, 27, 23, tzinfo=UTC)
    assert spring.end == datetime(2027, 3, 28, 22, tzinfo=UTC)
    assert autumn.start == datetime(2027, 10, 30, 22, tzinfo=UTC)
    assert autumn.end == datetime(2027, 10, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (Days(SATURDAY, SATURDAY), "le samedi 5 décembre"),
        (Days(SATURDAY, date(2026, 12, 12)), "du 5 au 12 décembre 2026"),
        (Days(SATURDAY, date(2027, 1, 2)), "du 5 décembre 2026 au 2 janvier 2027"),
        (Days(date(2026, 11, 30), SATURDAY), "du 30 novembre au 5 décembre 2026"),
        (Days(SATURDAY, None), "à partir du 5 décembre 2026"),
        (Days(None, SATURDAY), "jusqu’au 5 décembre 2026"),
        (Days(), ""),
    ],
)
def test_days_are_told_in_words(days: Days, words: str) -> None:
    assert days.words.replace("\N{NO-BREAK SPACE}", " ") == words
