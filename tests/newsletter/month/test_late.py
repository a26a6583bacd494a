"""In which letter something stands: nothing that was proposed is lost between two months."""

from datetime import UTC, datetime, timedelta

from newsletter.issues.period import Period
from newsletter.month.late import Placement, place_event, place_news

DECEMBER, JANUARY = Period(2026, 12), Period(2027, 1)
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
MADE = {"current": DECEMBER, "is_made": True, "is_in": False, "is_sent": False, "now": NOW}


def at(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 13, tzinfo=UTC)


def test_before_the_draft_what_has_a_date_in_the_month_will_be_in_it() -> None:
    found = place_event([at(12, 5)], current=DECEMBER, is_made=False, is_in=False, is_sent=False, now=NOW)
    assert found == Placement(DECEMBER)


def test_after_the_draft_it_is_in_the_next_letter_in_whose_month_it_still_has_a_date() -> None:
    assert place_event([at(12, 5), at(1, 9, 2027)], **MADE) == Placement(JANUARY, DECEMBER)
    assert place_event([at(12, 5), at(2, 28, 2027)], **MADE) == Placement(Period(2027, 2), DECEMBER)


def test_what_has_dates_later_only_is_not_late() -> None:
    assert place_event([at(1, 31, 2027)], **MADE) == Placement(JANUARY)
    assert place_event([at(2, 29, 2028)], **{**MADE, "now": at(11, 1, 2027), "current": Period(2027, 12)}) == Placement(
        Period(2028, 2)
    )


def test_what_has_no_later_date_is_for_the_team_until_the_letter_is_sent() -> None:
    assert place_event([at(12, 5)], **MADE) == Placement(None, DECEMBER, asks_team=True)
    assert place_event([at(12, 5)], **{**MADE, "is_sent": True}) == Placement(None, DECEMBER)


def test_what_the_team_added_is_in_it() -> None:
    assert place_event([at(12, 5)], **{**MADE, "is_in": True}) == Placement(DECEMBER)


def test_dates_over_count_for_nothing() -> None:
    assert place_event([at(11, 2)], **MADE) == Placement(None)


def test_months_begin_at_local_midnight() -> None:
    midnight = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)  # 1 January, 0 h, in Paris
    assert place_event([midnight], **MADE) == Placement(JANUARY)
    assert place_event([midnight - timedelta(seconds=1)], **MADE).missed == DECEMBER


def test_news_goes_to_the_next_letter() -> None:
    assert place_news(current=DECEMBER, is_made=False, is_in=False) == Placement(DECEMBER)
    assert place_news(current=DECEMBER, is_made=True, is_in=True) == Placement(DECEMBER)
    assert place_news(current=DECEMBER, is_made=True, is_in=False) == Placement(JANUARY, DECEMBER)
