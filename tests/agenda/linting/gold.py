"""Calendars without fault, written by hand, and how their lines become octets."""

from datetime import UTC, datetime

from agenda.linting.exchange import Answer, Exchange

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
URL = "https://agenda.example.org/flux/agenda.ics"

HEAD = r"""
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Agenda//FR
CALSCALE:GREGORIAN
NAME:Agenda de l’été
X-WR-CALNAME:Agenda de l’été
X-WR-TIMEZONE:Europe/Paris
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19960331T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""

COMMON = r"""
CREATED:20260301T080000Z
SEQUENCE:0
STATUS:CONFIRMED
CLASS:PUBLIC
TRANSP:TRANSPARENT
"""

# Twelve Tuesdays from September to December, over the change of the clocks: one is left out, one moved by an hour.
SERIES = r"""
BEGIN:VEVENT
UID:5b0a9a4e-6a58-4e0a-8f0b-1f9b5c5f6d01
DTSTAMP:20260901T101500Z
LAST-MODIFIED:20260901T101500Z
{common}
DTSTART;TZID=Europe/Paris:20260922T140000
DTEND;TZID=Europe/Paris:20260922T160000
RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215T130000Z
EXDATE;TZID=Europe/Paris:20261027T140000
SUMMARY:Premiers pas avec l’ordinateur : souris\, clavier et courriel
DESCRIPTION:Deux heures en petit groupe\, à votre rythme\; on apporte ses questions.\n\nInscription : 03 86 00 00 00\nhttps://agenda.example.org/e/k7m2
LOCATION:Médiathèque\, 1 rue du Pont\, 58300 Decize
GEO:46.83;3.46
URL:https://agenda.example.org/e/k7m2
CATEGORIES:Prise en main,Courriel
END:VEVENT
BEGIN:VEVENT
UID:5b0a9a4e-6a58-4e0a-8f0b-1f9b5c5f6d01
RECURRENCE-ID;TZID=Europe/Paris:20261110T140000
DTSTAMP:20261105T090000Z
LAST-MODIFIED:20261105T090000Z
{common}
DTSTART;TZID=Europe/Paris:20261110T150000
DTEND;TZID=Europe/Paris:20261110T170000
SUMMARY:Premiers pas avec l’ordinateur
DESCRIPTION:Une heure plus tard ce jour-là.\n\nhttps://agenda.example.org/e/k7m2
LOCATION:Médiathèque\, 1 rue du Pont\, 58300 Decize
URL:https://agenda.example.org/e/k7m2
END:VEVENT
"""

ALL_DAY = r"""
BEGIN:VEVENT
UID:fete-du-numerique-2026@agenda.example.org
DTSTAMP:20260610T070000Z
LAST-MODIFIED:20260610T070000Z
{common}
DTSTART;VALUE=DATE:20261205
DTEND;VALUE=DATE:20261207
SUMMARY:Fête du numérique 🎉
DESCRIPTION:Deux jours.\nhttps://agenda.example.org/e/p3q9
LOCATION:Salle des fêtes\, 58000 Nevers
URL:https://agenda.example.org/e/p3q9
END:VEVENT
BEGIN:VEVENT
UID:permanence-2026@agenda.example.org
DTSTAMP:20260611T070000Z
LAST-MODIFIED:20260611T070000Z
{common}
DTSTART;VALUE=DATE:20261201
DTEND;VALUE=DATE:20261202
RRULE:FREQ=MONTHLY;UNTIL=20270601
EXDATE;VALUE=DATE:20270101
SUMMARY:Permanence
DESCRIPTION:Toute la journée.\nhttps://agenda.example.org/e/r5s8
URL:https://agenda.example.org/e/r5s8
END:VEVENT
"""

REMOTE = r"""
BEGIN:VEVENT
UID:9f8b1c1e-22f1-4f0e-9a40-0d0b6c9f7a10
DTSTAMP:20261012T063000Z
LAST-MODIFIED:20261012T063000Z
{common}
DTSTART;TZID=Europe/Paris:20261203T180000
DURATION:PT1H30M
SUMMARY:Déjouer les arnaques\, en ligne
DESCRIPTION:En ligne : https://visio.example.org/arnaques\nPar téléphone : 01 23 45 67 89
END:VEVENT
"""

CANCELLED = r"""
BEGIN:VEVENT
UID:0b7f7a52-8f4f-4a57-9d0e-4f3f0f0a2b33
DTSTAMP:20261120T160000Z
LAST-MODIFIED:20261120T160000Z
CREATED:20260301T080000Z
SEQUENCE:1
STATUS:CANCELLED
CLASS:PUBLIC
TRANSP:TRANSPARENT
DTSTART;TZID=Europe/Paris:20261202T093000
DTEND;TZID=Europe/Paris:20261202T113000
SUMMARY:ANNULÉ – Atelier tablette
DESCRIPTION:L’atelier n’a pas lieu.\nhttps://agenda.example.org/e/t1u4
URL:https://agenda.example.org/e/t1u4
CATEGORIES:Apprendre à se servir d’un ordinateur\, d’une tablette
END:VEVENT
"""

# One is over, so that the past is there to be seen.
SINGLES = "".join(
    rf"""
BEGIN:VEVENT
UID:atelier-{number}@agenda.example.org
DTSTAMP:2026{month:02}02T070000Z
LAST-MODIFIED:2026{month:02}02T070000Z
{{common}}
DTSTART;TZID=Europe/Paris:{day}T100000
DTEND;TZID=Europe/Paris:{day}T120000
SUMMARY:Atelier n° {number}
DESCRIPTION:Au fablab.\nhttps://agenda.example.org/e/a{number}b{number}
URL:https://agenda.example.org/e/a{number}b{number}
END:VEVENT
"""
    for number, month, day in ((1, 9, "20261005"), (2, 10, "20261210"), (3, 11, "20270113"))
)


def calendar(*events: str) -> str:
    """Return a calendar's lines, unfolded, one a line."""
    text = "\n".join([HEAD, *events, "END:VCALENDAR"]).replace("{common}", COMMON)
    return "\n".join(line for line in text.split("\n") if line) + "\n"


GOLD = {
    "series": calendar(SERIES),
    "all-day": calendar(ALL_DAY),
    "remote": calendar(REMOTE),
    "cancelled": calendar(CANCELLED),
    "singles": calendar(SINGLES),
    "everything": calendar(SERIES, ALL_DAY, REMOTE, CANCELLED, SINGLES),
    "empty": calendar(),
}


def fold(line: str) -> bytes:
    """Return a line folded at 75 octets, before a character and before a backslash that escapes."""
    pieces, piece = [], b""
    rest = line
    while rest:
        size = 2 if rest[0] == "\\" and len(rest) > 1 else 1
        octets = rest[:size].encode()
        if len(piece) + len(octets) > 75:
            pieces.append(piece)
            piece = b" "
        piece += octets
        rest = rest[size:]
    return b"\r\n".join([*pieces, piece])


def serialise(text: str) -> bytes:
    """Return the octets of a calendar written one line a line."""
    return b"".join(fold(line) + b"\r\n" for line in text.split("\n")[:-1])


def answer(body: bytes = b"", status: int = 200, url: str = URL, **headers: str) -> Answer:
    """Return an answer; header names with underscores."""
    return Answer(url, status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def exchange(body: bytes) -> Exchange:
    """Return what a server without fault answers."""
    given = {
        "content_type": "text/calendar; charset=utf-8", "etag": '"a1"',
        "last_modified": "Mon, 30 Nov 2026 10:00:00 GMT",
        "cache_control": "public, max-age=300, stale-while-revalidate=3600",
    }  # fmt: skip
    whole = answer(body, **given)
    return Exchange(
        URL, whole, answer(status=304), answer(status=304), whole, "User-agent: *\nDisallow: /admin/\n", whole
    )
