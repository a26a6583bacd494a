"""Faults of series and of UIDs (rules 4 and 8)."""

import re

from tests.agenda.linting.mutating import cut, drop, swap, text, twice


@text("bad-rule", "series")
def unknown_frequency(it: str) -> str:
    return swap(
        it, "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215T130000Z", "RRULE:FREQ=FORTNIGHTLY;UNTIL=20261215T130000Z"
    )


@text("bad-rule", "series")
def interval_of_nothing(it: str) -> str:
    return swap(
        it,
        "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215T130000Z",
        "RRULE:FREQ=WEEKLY;INTERVAL=0;BYDAY=TU;UNTIL=20261215T130000Z",
    )


@text("bad-rule", "remote")
def interval_beyond_31_bits(it: str) -> str:
    return swap(it, "SUMMARY:", "RRULE:FREQ=WEEKLY;INTERVAL=2147483648;COUNT=5\nSUMMARY:")


@text("bad-rule", "series")
def count_and_until(it: str) -> str:
    return swap(
        it,
        "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215T130000Z",
        "RRULE:FREQ=WEEKLY;COUNT=13;BYDAY=TU;UNTIL=20261215T130000Z",
    )


@text("bad-rule", "series")
def weekday_in_french(it: str) -> str:
    return swap(
        it, "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215T130000Z", "RRULE:FREQ=WEEKLY;BYDAY=MA;UNTIL=20261215T130000Z"
    )


@text("rule-on-utc", "series")
def series_in_utc(it: str) -> str:
    return re.sub(r"((?:DTSTART|DTEND|EXDATE|RECURRENCE-ID));TZID=Europe/Paris:(\d+T)14(\d+)", r"\1:\g<2>12\3Z", it)


@text("rule-on-utc", "remote")
def weekly_in_utc(it: str) -> str:
    return swap(it, "DTSTART;TZID=Europe/Paris:20261203T180000", "RRULE:FREQ=WEEKLY;COUNT=5\nDTSTART:20261203T170000Z")


@text("until-not-utc", "series")
def until_is_local(it: str) -> str:
    return swap(it, "UNTIL=20261215T130000Z", "UNTIL=20261215T140000")


@text("until-not-utc", "series")
def until_is_a_day(it: str) -> str:
    return swap(it, "UNTIL=20261215T130000Z", "UNTIL=20261215")


@text("until-not-a-date", "all-day")
def until_of_days_is_an_instant(it: str) -> str:
    return swap(it, "UNTIL=20270601", "UNTIL=20270601T000000Z")


@text("until-not-a-date", "all-day")
def until_of_days_is_local(it: str) -> str:
    return swap(it, "UNTIL=20270601", "UNTIL=20270601T000000")


@text("until-before-start", "series")
def series_ends_before_it_begins(it: str) -> str:
    return swap(it, "UNTIL=20261215T130000Z", "UNTIL=20260115T130000Z")


@text("until-before-start", "all-day")
def days_end_before_they_begin(it: str) -> str:
    return swap(it, "UNTIL=20270601", "UNTIL=20261101")


@text("rule-without-end", "series")
def weekly_for_ever(it: str) -> str:
    return swap(it, ";UNTIL=20261215T130000Z", "")


@text("rule-without-end", "all-day")
def monthly_for_ever(it: str) -> str:
    return swap(it, ";UNTIL=20270601", "")


@text("too-many-dates", "series")
def every_hour(it: str) -> str:
    return swap(it, "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215T130000Z", "RRULE:FREQ=HOURLY;UNTIL=20261215T130000Z")


@text("too-many-dates", "series")
def hundred_thousand_weeks(it: str) -> str:
    return swap(it, "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215T130000Z", "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=100000")


@text("too-many-dates", "series")
def every_minute_of_a_day(it: str) -> str:
    return swap(
        it,
        "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215T130000Z",
        "RRULE:FREQ=WEEKLY;BYMINUTE=0,1,2,3;UNTIL=20261215T130000Z",
    )


@text("too-many-dates", "remote")
def six_thousand_dates(it: str) -> str:
    return swap(it, "SUMMARY:", "RDATE;TZID=Europe/Paris:20270107T180000\n" * 6000 + "SUMMARY:")


@text("start-outside-rule", "remote")
def thursday_in_a_series_of_fridays(it: str) -> str:
    return swap(it, "SUMMARY:", "RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=5\nSUMMARY:")


@text("start-outside-rule", "cancelled")
def wednesday_in_a_series_of_two_days(it: str) -> str:
    return swap(it, "SUMMARY:", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU;COUNT=5\nSUMMARY:")


@text("exdate-unlike-start", "series")
def exdate_in_utc(it: str) -> str:
    return swap(it, "EXDATE;TZID=Europe/Paris:20261027T140000", "EXDATE:20261027T130000Z")


@text("exdate-unlike-start", "series")
def exdate_is_a_day(it: str) -> str:
    return swap(it, "EXDATE;TZID=Europe/Paris:20261027T140000", "EXDATE;VALUE=DATE:20261027")


@text("exdate-unlike-start", "series")
def exdate_floats(it: str) -> str:
    return swap(it, "EXDATE;TZID=Europe/Paris", "EXDATE")


@text("exdate-unlike-start", "all-day")
def exdate_of_days_is_an_hour(it: str) -> str:
    return swap(it, "EXDATE;VALUE=DATE:20270101", "EXDATE:20270101T000000Z")


@text("exdate-meets-nothing", "series")
def exdate_at_another_hour(it: str) -> str:
    return swap(it, "20261027T140000", "20261027T150000")


@text("exdate-meets-nothing", "series")
def exdate_on_another_day(it: str) -> str:
    return swap(it, "20261027T140000", "20261028T140000")


@text("override-unlike-start", "series")
def recurrence_id_is_a_day(it: str) -> str:
    return swap(it, "RECURRENCE-ID;TZID=Europe/Paris:20261110T140000", "RECURRENCE-ID;VALUE=DATE:20261110")


@text("override-unlike-start", "series")
def recurrence_id_in_utc(it: str) -> str:
    return swap(it, "RECURRENCE-ID;TZID=Europe/Paris:20261110T140000", "RECURRENCE-ID:20261110T130000Z")


@text("override-meets-nothing", "series")
def recurrence_id_is_the_new_start(it: str) -> str:
    return swap(
        it, "RECURRENCE-ID;TZID=Europe/Paris:20261110T140000", "RECURRENCE-ID;TZID=Europe/Paris:20261110T150000"
    )


@text("override-meets-nothing", "series")
def override_of_what_does_not_recur(it: str) -> str:
    return drop(drop(it, "RRULE:FREQ=WEEKLY"), "EXDATE")


@text("no-uid", "remote")
def no_uid(it: str) -> str:
    return drop(it, "UID")


@text("no-uid", "singles")
def one_event_without_uid(it: str) -> str:
    return drop(it, "UID")


@text("uid-shared", "singles")
def two_events_of_one_uid(it: str) -> str:
    return swap(it, "UID:atelier-2@", "UID:atelier-1@")


@text("uid-shared", "cancelled")
def event_twice(it: str) -> str:
    return twice(it, "BEGIN:VEVENT", "END:VEVENT")


@text("uid-not-unique", "singles")
def number_as_uid(it: str) -> str:
    return swap(it, "UID:atelier-2@agenda.example.org", "UID:2")


@text("uid-not-unique", "remote")
def long_number_as_uid(it: str) -> str:
    return swap(it, "UID:9f8b1c1e-22f1-4f0e-9a40-0d0b6c9f7a10", "UID:20261203180000")


@text("override-alone", "series")
def override_under_another_uid(it: str) -> str:
    return swap(it, "6d01\nRECURRENCE-ID", "6d02\nRECURRENCE-ID")


@text("override-alone", "series")
def series_left_out(it: str) -> str:
    return cut(it, "BEGIN:VEVENT", "END:VEVENT")


@text("override-twice", "series")
def override_twice(it: str) -> str:
    return it[: it.index("END:VCALENDAR")] + it[it.rindex("BEGIN:VEVENT") :]


@text("override-twice", "series")
def override_twice_with_other_words(it: str) -> str:
    return it[: it.index("END:VCALENDAR")] + swap(it[it.rindex("BEGIN:VEVENT") :], "SEQUENCE:0", "SEQUENCE:5")
