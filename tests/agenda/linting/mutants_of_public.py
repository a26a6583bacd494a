"""Faults of what a public feed tells people (rules 11, 12, 15 and 18)."""

from tests.agenda.linting.mutating import cut, drop, swap, text


@text("cancelled-unsaid", "cancelled")
def cancelled_in_the_status_only(it: str) -> str:
    return swap(it, "SUMMARY:ANNULÉ – ", "SUMMARY:")


@text("cancelled-unsaid", "singles")
def cancelled_and_nobody_says_so(it: str) -> str:
    return swap(it, "STATUS:CONFIRMED", "STATUS:CANCELLED")


@text("past-vanishes", "singles")
def past_left_out(it: str) -> str:
    return it.replace("20261005T", "20261205T")


@text("past-vanishes", "everything")
def only_what_comes(it: str) -> str:
    return swap(cut(cut(it, "BEGIN:VEVENT", "END:VEVENT"), "BEGIN:VEVENT", "END:VEVENT"), "20261005T", "20261205T", 2)


@text("no-summary", "singles")
def no_title(it: str) -> str:
    return drop(it, "SUMMARY")


@text("no-summary", "remote")
def title_under_another_name(it: str) -> str:
    return swap(it, "SUMMARY", "TITLE")


@text("link-not-in-description", "singles")
def link_in_url_only(it: str) -> str:
    return swap(it, r"Au fablab.\nhttps://agenda.example.org/e/a1b1", "Au fablab.")


@text("link-not-in-description", "cancelled")
def no_description(it: str) -> str:
    return drop(it, "DESCRIPTION")


@text("no-link", "remote")
def link_on_request(it: str) -> str:
    return swap(it, "https://visio.example.org/arnaques", "sur demande")


@text("no-link", "singles")
def no_link_at_all(it: str) -> str:
    return drop(swap(it, r"\nhttps://agenda.example.org/e/a1b1", ""), "URL")


@text("relative-link", "singles")
def path_as_link(it: str) -> str:
    return swap(it, "URL:https://agenda.example.org", "URL:")


@text("relative-link", "cancelled")
def link_without_scheme(it: str) -> str:
    return swap(it, "URL:https://", "URL:www.")


@text("location-lines", "series")
def address_on_two_lines(it: str) -> str:
    return swap(it, r"Pont\, 58300", r"Pont\n58300")


@text("location-lines", "all-day")
def hall_and_town_on_two_lines(it: str) -> str:
    return swap(it, r"fêtes\, 58000", r"fêtes\n58000")


@text("alarm", "singles")
def alarm(it: str) -> str:
    return swap(
        it, "END:VEVENT", "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT1H\nDESCRIPTION:Atelier\nEND:VALARM\nEND:VEVENT"
    )


@text("alarm", "all-day")
def sound_at_midnight(it: str) -> str:
    return swap(it, "END:VEVENT", "BEGIN:VALARM\nACTION:AUDIO\nTRIGGER:PT0S\nEND:VALARM\nEND:VEVENT")


@text("attendee", "singles")
def attendee(it: str) -> str:
    return swap(it, "END:VEVENT", "ATTENDEE:mailto:jeanne@example.org\nEND:VEVENT")


@text("attendee", "remote")
def attendee_with_a_name(it: str) -> str:
    return swap(it, "END:VEVENT", "ATTENDEE;CN=Jeanne;ROLE=REQ-PARTICIPANT:mailto:jeanne@example.org\nEND:VEVENT")


@text("not-public", "singles")
def private_event(it: str) -> str:
    return swap(it, "CLASS:PUBLIC", "CLASS:PRIVATE")


@text("not-public", "remote")
def confidential_event(it: str) -> str:
    return swap(it, "CLASS:PUBLIC", "CLASS:CONFIDENTIAL")


@text("blocks-time", "singles")
def busy(it: str) -> str:
    return swap(it, "TRANSP:TRANSPARENT", "TRANSP:OPAQUE")


@text("blocks-time", "remote")
def busy_by_default(it: str) -> str:
    return drop(it, "TRANSP")
