"""Faults of zones (rules 1 to 3)."""

import re

from tests.agenda.linting.mutating import cut, drop, swap, text, twice


@text("zone-undeclared", "singles")
def no_vtimezone(it: str) -> str:
    return cut(it, "BEGIN:VTIMEZONE", "END:VTIMEZONE")


@text("zone-undeclared", "singles")
def another_zone_not_described(it: str) -> str:
    return swap(it, "DTSTART;TZID=Europe/Paris", "DTSTART;TZID=Europe/Brussels")


@text("zone-undeclared", "remote")
def zone_described_under_a_misspelt_name(it: str) -> str:
    return swap(it, "\nTZID:Europe/Paris", "\nTZID:Europe/Parris")


@text("zone-declared-twice", "singles")
def vtimezone_twice(it: str) -> str:
    return twice(it, "BEGIN:VTIMEZONE", "END:VTIMEZONE")


@text("zone-declared-twice", "series")
def vtimezone_of_each_event(it: str) -> str:
    return twice(it, "BEGIN:VTIMEZONE", "END:VTIMEZONE")


@text("zone-incomplete", "singles")
def vtimezone_without_rules(it: str) -> str:
    return cut(it, "BEGIN:DAYLIGHT", "END:STANDARD")


@text("zone-incomplete", "series")
def no_offset_before(it: str) -> str:
    return drop(it, "TZOFFSETFROM")


@text("zone-incomplete", "remote")
def part_without_start(it: str) -> str:
    return drop(it, "DTSTART:19961027")


@text("zone-offset", "singles")
def offset_of_a_day(it: str) -> str:
    return swap(it, "TZOFFSETTO:+0200", "TZOFFSETTO:+2500")


@text("zone-offset", "series")
def offset_in_hours(it: str) -> str:
    return swap(it, "TZOFFSETFROM:+0100", "TZOFFSETFROM:+1")


@text("zone-wrong", "series")
def no_summer_time(it: str) -> str:
    return cut(it, "BEGIN:DAYLIGHT", "END:DAYLIGHT")


@text("zone-wrong", "singles")
def summer_time_of_moscow(it: str) -> str:
    return swap(it, "TZOFFSETTO:+0200", "TZOFFSETTO:+0300")


@text("zone-wrong", "singles")
def winter_begins_in_september(it: str) -> str:
    return swap(it, "BYMONTH=10", "BYMONTH=9")


@text("zone-history", "singles")
def summers_as_a_list(it: str) -> str:
    return swap(it, "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "RDATE:20250330T020000,20260329T020000,20270328T020000")


@text("zone-history", "series")
def summers_of_the_seventies(it: str) -> str:
    return swap(
        it,
        "BEGIN:STANDARD",
        "BEGIN:DAYLIGHT\nDTSTART:19760328T010000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;UNTIL=19800401T000000Z;BYMONTH=4;BYDAY=1SU\nEND:DAYLIGHT\nBEGIN:STANDARD",
    )


@text("zone-without-rule", "singles")
def clocks_change_once(it: str) -> str:
    return swap(swap(drop(it, "RRULE:FREQ=YEARLY", 2), "19960331T", "20260329T"), "19961027T", "20261025T")


@text("zone-without-rule", "singles")
def clocks_change_until_2037(it: str) -> str:
    return swap(it, "BYDAY=-1SU", "BYDAY=-1SU;UNTIL=20371231T000000Z", 2)


@text("zone-not-iana", "singles")
def windows_zone(it: str) -> str:
    return swap(
        it.replace("TZID=Europe/Paris", "TZID=Romance Standard Time"),
        "\nTZID:Europe/Paris",
        "\nTZID:Romance Standard Time",
    )


@text("zone-not-iana", "series")
def customized_zone(it: str) -> str:
    return swap(
        it.replace("TZID=Europe/Paris", "TZID=Customized Time Zone"),
        "\nTZID:Europe/Paris",
        "\nTZID:Customized Time Zone",
    )


@text("zone-on-utc", "singles")
def zone_and_utc(it: str) -> str:
    return swap(it, "20261210T120000", "20261210T120000Z")


@text("zone-on-utc", "series")
def excluded_in_both(it: str) -> str:
    return swap(it, "END:VEVENT", "RDATE;TZID=Europe/Paris:20261216T130000Z\nEND:VEVENT")


@text("utc-only", "remote")
def one_event_in_utc(it: str) -> str:
    return swap(it, "DTSTART;TZID=Europe/Paris:20261203T180000", "DTSTART:20261203T170000Z")


@text("utc-only", "singles")
def everything_in_utc(it: str) -> str:
    return re.sub(r";TZID=Europe/Paris:(\d+T\d+)", r":\1Z", it)


@text("floating-time", "remote")
def floating_start(it: str) -> str:
    return swap(it, "DTSTART;TZID=Europe/Paris", "DTSTART")


@text("floating-time", "singles")
def one_event_floats(it: str) -> str:
    return re.sub(r";TZID=Europe/Paris:(20261210T\d+)", r":\1", it)
