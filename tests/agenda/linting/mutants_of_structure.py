"""Faults of components and of the calendar's head (RFC 5545, rules 3, 14, 15 and 17)."""

from tests.agenda.linting.mutating import drop, swap, text


@text("not-closed", "singles")
def calendar_not_closed(it: str) -> str:
    return drop(it, "END:VCALENDAR")


@text("not-closed", "series")
def download_cut_between_lines(it: str) -> str:
    return it[: it.index("CATEGORIES")]


@text("not-closed", "singles")
def event_not_closed(it: str) -> str:
    return drop(it, "END:VEVENT")


@text("stray-end", "singles")
def end_twice(it: str) -> str:
    return swap(it, "END:VEVENT", "END:VEVENT\nEND:VEVENT")


@text("stray-end", "singles")
def end_of_another_component(it: str) -> str:
    return swap(it, "END:VEVENT", "END:VTODO\nEND:VEVENT")


@text("outside", "singles")
def property_behind_the_calendar(it: str) -> str:
    return it + "X-SERVED-IN:12ms\n"


@text("outside", "singles")
def component_behind_the_calendar(it: str) -> str:
    return it + "BEGIN:VTODO\nEND:VTODO\n"


@text("version", "singles")
def no_version(it: str) -> str:
    return drop(it, "VERSION")


@text("version", "remote")
def version_of_vcalendar(it: str) -> str:
    return swap(it, "VERSION:2.0", "VERSION:1.0")


@text("prodid", "singles")
def no_prodid(it: str) -> str:
    return drop(it, "PRODID")


@text("prodid", "empty")
def prodid_under_another_name(it: str) -> str:
    return swap(it, "PRODID", "PROID")


@text("no-dtstamp", "cancelled")
def no_dtstamp(it: str) -> str:
    return drop(it, "DTSTAMP")


@text("no-dtstamp", "series")
def override_without_dtstamp(it: str) -> str:
    return drop(it, "DTSTAMP:20261105")


@text("repeated-property", "singles")
def two_titles(it: str) -> str:
    return swap(it, "SUMMARY:", "SUMMARY:Atelier\nSUMMARY:")


@text("repeated-property", "remote")
def two_uids(it: str) -> str:
    return swap(it, "UID:9f8b", "UID:af8b1c1e-22f1-4f0e-9a40-0d0b6c9f7a10\nUID:9f8b")


@text("unknown-word", "singles")
def status_postponed(it: str) -> str:
    return swap(it, "STATUS:CONFIRMED", "STATUS:POSTPONED")


@text("unknown-word", "remote")
def transparency_free(it: str) -> str:
    return swap(it, "TRANSP:TRANSPARENT", "TRANSP:FREE")


@text("bad-base64", "singles")
def attachment_cut(it: str) -> str:
    return swap(it, "END:VEVENT", "ATTACH;VALUE=BINARY;ENCODING=BASE64:QUJDRA=\nEND:VEVENT")


@text("bad-base64", "remote")
def attachment_in_plain_text(it: str) -> str:
    return swap(it, "END:VEVENT", "ATTACH;VALUE=BINARY;ENCODING=BASE64:à bientôt\nEND:VEVENT")


@text("geo", "series")
def point_escaped(it: str) -> str:
    return swap(it, "GEO:46.83;3.46", r"GEO:46.83\;3.46")


@text("geo", "series")
def point_off_the_earth(it: str) -> str:
    return swap(it, "GEO:46.83;3.46", "GEO:146.83;3.46")


@text("geo", "series")
def point_with_a_comma(it: str) -> str:
    return swap(it, "GEO:46.83;3.46", "GEO:46,83;3,46")


@text("no-x-wr-timezone", "singles")
def no_zone_of_the_calendar(it: str) -> str:
    return drop(it, "X-WR-TIMEZONE")


@text("no-x-wr-timezone", "all-day")
def no_zone_of_a_calendar_of_days(it: str) -> str:
    return drop(it, "X-WR-TIMEZONE")


@text("x-wr-timezone-unknown", "singles")
def windows_name_as_zone_of_the_calendar(it: str) -> str:
    return swap(it, "X-WR-TIMEZONE:Europe/Paris", "X-WR-TIMEZONE:Romance Standard Time")


@text("x-wr-timezone-unknown", "remote")
def offset_as_zone_of_the_calendar(it: str) -> str:
    return swap(it, "X-WR-TIMEZONE:Europe/Paris", "X-WR-TIMEZONE:UTC+1")


@text("no-x-wr-calname", "singles")
def no_name_that_programs_read(it: str) -> str:
    return drop(it, "X-WR-CALNAME")


@text("no-x-wr-calname", "empty")
def empty_calendar_without_name(it: str) -> str:
    return drop(it, "X-WR-CALNAME")


@text("no-name", "singles")
def no_standard_name(it: str) -> str:
    return drop(it, "NAME")


@text("no-name", "empty")
def empty_calendar_without_standard_name(it: str) -> str:
    return drop(it, "NAME")


@text("names-differ", "singles")
def two_names(it: str) -> str:
    return swap(it, "X-WR-CALNAME:Agenda de l’été", "X-WR-CALNAME:untitled")


@text("names-differ", "empty")
def two_spellings_of_a_name(it: str) -> str:
    return swap(it, "NAME:Agenda de l’été", "NAME:Agenda de l'été")


@text("no-refresh", "singles")
def no_rhythm(it: str) -> str:
    return drop(drop(it, "REFRESH-INTERVAL"), "X-PUBLISHED-TTL")


@text("no-refresh", "empty")
def no_rhythm_of_an_empty_calendar(it: str) -> str:
    return drop(drop(it, "REFRESH-INTERVAL"), "X-PUBLISHED-TTL")


@text("refresh-unreadable", "singles")
def rhythm_without_its_type(it: str) -> str:
    return swap(it, "REFRESH-INTERVAL;VALUE=DURATION:", "REFRESH-INTERVAL:")


@text("refresh-unreadable", "remote")
def rhythm_in_words(it: str) -> str:
    return swap(it, "X-PUBLISHED-TTL:PT1H", "X-PUBLISHED-TTL:hourly")


@text("refresh-too-fast", "singles")
def rhythm_of_a_minute(it: str) -> str:
    return swap(it, ":PT1H", ":PT1M", 2)


@text("refresh-too-fast", "remote")
def rhythm_of_a_second(it: str) -> str:
    return swap(it, "X-PUBLISHED-TTL:PT1H", "X-PUBLISHED-TTL:PT1S")


@text("method-without-organizer", "singles")
def method_publish(it: str) -> str:
    return swap(it, "VERSION:2.0", "VERSION:2.0\nMETHOD:PUBLISH")


@text("method-without-organizer", "series")
def method_publish_and_one_organizer(it: str) -> str:
    return swap(
        swap(it, "VERSION:2.0", "VERSION:2.0\nMETHOD:PUBLISH"),
        "END:VEVENT",
        "ORGANIZER:mailto:a@example.org\nEND:VEVENT",
    )


@text("method-invites", "remote")
def method_request(it: str) -> str:
    return swap(
        swap(it, "VERSION:2.0", "VERSION:2.0\nMETHOD:REQUEST"),
        "END:VEVENT",
        "ORGANIZER:mailto:a@example.org\nEND:VEVENT",
    )


@text("method-invites", "empty")
def method_cancel(it: str) -> str:
    return swap(it, "VERSION:2.0", "VERSION:2.0\nMETHOD:CANCEL")
