"""Faults of start, end and stamps (rules 5 and 9)."""

import re

from tests.agenda.linting.mutating import drop, swap, text


@text("no-dtstart", "remote")
def no_start(it: str) -> str:
    return drop(it, "DTSTART;TZID")


@text("no-dtstart", "series")
def override_without_start(it: str) -> str:
    return swap(
        drop(it, "DTSTART;TZID=Europe/Paris:20261110"), "DTEND;TZID=Europe/Paris:20261110T170000", "DURATION:PT2H"
    )


@text("bad-date", "remote")
def thirty_first_of_february(it: str) -> str:
    return swap(it, "20261203T180000", "20260231T180000")


@text("bad-date", "singles")
def hour_25(it: str) -> str:
    return swap(it, "20261210T120000", "20261210T250000")


@text("bad-date", "all-day")
def date_with_hyphens(it: str) -> str:
    return swap(it, "VALUE=DATE:20261207", "VALUE=DATE:2026-12-07")


@text("value-date-missing", "all-day")
def days_without_their_type(it: str) -> str:
    return swap(it, ";VALUE=DATE", "", 2)


@text("value-date-missing", "all-day")
def excluded_day_without_its_type(it: str) -> str:
    return swap(it, "EXDATE;VALUE=DATE", "EXDATE")


@text("value-date-wrong", "all-day")
def added_day_with_an_hour(it: str) -> str:
    return swap(it, "EXDATE;", "RDATE;VALUE=DATE:20270102T000000\nEXDATE;")


@text("value-date-wrong", "singles")
def hour_called_a_day(it: str) -> str:
    return swap(it, "DTEND;TZID", "DTEND;VALUE=DATE;TZID")


@text("end-and-duration", "singles")
def end_and_duration(it: str) -> str:
    return swap(it, "SUMMARY:", "DURATION:PT2H\nSUMMARY:")


@text("end-and-duration", "all-day")
def end_and_duration_of_days(it: str) -> str:
    return swap(it, "SUMMARY:", "DURATION:P2D\nSUMMARY:")


@text("bad-duration", "remote")
def weeks_and_days(it: str) -> str:
    return swap(it, "DURATION:PT1H30M", "DURATION:P1W2D")


@text("bad-duration", "remote")
def negative_duration(it: str) -> str:
    return swap(it, "DURATION:PT1H30M", "DURATION:-PT1H30M")


@text("bad-duration", "remote")
def duration_in_minutes(it: str) -> str:
    return swap(it, "DURATION:PT1H30M", "DURATION:90")


@text("end-before-start", "singles")
def end_before_start(it: str) -> str:
    return swap(it, "20261210T120000", "20261210T090000")


@text("end-before-start", "cancelled")
def end_at_the_start(it: str) -> str:
    return swap(it, "20261202T113000", "20261202T093000")


@text("end-before-start", "singles")
def end_in_utc_before_start(it: str) -> str:
    return swap(it, "DTEND;TZID=Europe/Paris:20261210T120000", "DTEND:20261210T083000Z")


@text("all-day-end", "all-day")
def last_day_as_end(it: str) -> str:
    return swap(it, "DTEND;VALUE=DATE:20261202", "DTEND;VALUE=DATE:20261201")


@text("all-day-end", "all-day")
def end_before_the_first_day(it: str) -> str:
    return swap(it, "DTEND;VALUE=DATE:20261207", "DTEND;VALUE=DATE:20261204")


@text("midnight-to-midnight", "singles")
def midnight_to_23_59(it: str) -> str:
    return swap(swap(it, "20261210T100000", "20261210T000000"), "20261210T120000", "20261210T235900")


@text("midnight-to-midnight", "cancelled")
def midnight_to_the_last_second(it: str) -> str:
    return swap(swap(it, "20261202T093000", "20261202T000000"), "20261202T113000", "20261202T235959")


@text("end-unlike-start", "singles")
def end_is_a_day(it: str) -> str:
    return swap(it, "DTEND;TZID=Europe/Paris:20261210T120000", "DTEND;VALUE=DATE:20261211")


@text("end-unlike-start", "singles")
def end_floats(it: str) -> str:
    return swap(it, "DTEND;TZID=Europe/Paris:20261210", "DTEND:20261210")


@text("stamp-not-utc", "singles")
def local_dtstamp(it: str) -> str:
    return swap(it, "DTSTAMP:20260902T070000Z", "DTSTAMP:20260902T090000")


@text("stamp-not-utc", "cancelled")
def last_modified_with_a_zone(it: str) -> str:
    return swap(it, "LAST-MODIFIED:20261120T160000Z", "LAST-MODIFIED;TZID=Europe/Paris:20261120T170000")


@text("stamp-in-future", "singles")
def local_time_written_as_utc(it: str) -> str:
    return swap(it, "DTSTAMP:20260902T070000Z", "DTSTAMP:20261130T130000Z")


@text("stamp-in-future", "cancelled")
def changed_next_year(it: str) -> str:
    return swap(it, "LAST-MODIFIED:20261120T160000Z", "LAST-MODIFIED:20271120T160000Z")


@text("stamps-all-equal", "singles")
def dtstamp_of_the_rendering(it: str) -> str:
    return re.sub(r"DTSTAMP:.*", "DTSTAMP:20261130T115900Z", it)


@text("stamps-all-equal", "everything")
def dtstamp_of_the_rendering_everywhere(it: str) -> str:
    return re.sub(r"DTSTAMP:.*", "DTSTAMP:20261130T115900Z", it)


@text("no-last-modified", "singles")
def no_last_modified(it: str) -> str:
    return drop(it, "LAST-MODIFIED", 3)


@text("no-last-modified", "series")
def override_without_last_modified(it: str) -> str:
    return drop(it, "LAST-MODIFIED:20261105")


@text("no-sequence", "singles")
def no_sequence(it: str) -> str:
    return drop(it, "SEQUENCE", 3)


@text("no-sequence", "cancelled")
def cancelled_without_sequence(it: str) -> str:
    return drop(it, "SEQUENCE")


@text("bad-sequence", "singles")
def milliseconds_as_sequence(it: str) -> str:
    return swap(it, "SEQUENCE:0", "SEQUENCE:1764500000000")


@text("bad-sequence", "remote")
def negative_sequence(it: str) -> str:
    return swap(it, "SEQUENCE:0", "SEQUENCE:-1")
