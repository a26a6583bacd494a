"""Makes the draft of a letter from what everybody already published: the same sources give the same draft."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from cms.foundation.wording import hour, short_day
from cms.territories.names import search_name
from newsletter.issues.period import Period

# Headings stand in the letter itself, hence French here (design §3.17: page copy).
PROPOSALS_HEADING = "À ne pas manquer"
REMOTE_HEADING = "Par téléphone ou sur internet"
ELSEWHERE_HEADING = "Ailleurs"
CALL_HEADING = "Qui appeler\N{NO-BREAK SPACE}? Où aller\N{NO-BREAK SPACE}?"
DATES_SHOWN = 3
# The others stand in their territory's own edition only: a letter of every date is not read to its end.
LINES_SHOWN = 8
LEGAL_FORM = re.compile(
    r"^(CA|CC|CU|Communauté \S+|Métropole)\s+(de la |de l’|de l'|des |de |du |d’|d')?", re.IGNORECASE
)
EDITORIAL = "<p></p>"


@dataclass(frozen=True)
class Sitting:
    """One date of an event within the month."""

    start: datetime
    is_off: bool = False


@dataclass(frozen=True)
class Happening:
    """What the composer needs of a catalogue entry."""

    code: str
    title: str
    place: str
    by: str
    sittings: tuple[Sitting, ...]
    territory: str = ""
    epci: str = ""
    remote: bool = False
    cancelled: bool = False


@dataclass(frozen=True)
class Proposal:
    """What a structure proposed: an event (code) or news (url), with its sentence."""

    title: str
    sentence: str
    by: str
    code: str = ""
    url: str = ""


@dataclass(frozen=True)
class NewsItem:
    """A published piece of news."""

    title: str
    summary: str
    by: str
    url: str


@dataclass(frozen=True)
class Contact:
    """The number to call and when somebody answers."""

    phone: str
    hours: str
    places_url: str


@dataclass(frozen=True)
class Sources:
    """Everything that a draft is made of, already read."""

    happenings: tuple[Happening, ...]
    proposals: tuple[Proposal, ...]
    news: tuple[NewsItem, ...]
    contact: Contact


@dataclass(frozen=True)
class Draft:
    """The fields of a new issue; `content` is raw stream data."""

    subject: str
    content: list[dict[str, Any]]


def compose_issue(*, period: Period, sources: Sources, newsletter_name: str, now: datetime) -> Draft:
    """Return the draft of the month: proposals, agenda by territory, news by structure, whom to call.

    Sittings already past at `now` and cancelled ones are left out; an event without any other is left out too.
    """
    start, end = period.span()
    start = max(start, now)
    content = [_proposals(sources, start, end), *_agenda(sources, start, end), *_news(sources.news)]
    content.append(_call(sources.contact))
    return Draft(
        subject=f"{newsletter_name} – {period.name}"[:90],
        content=[block for block in content if block is not None],
    )


def _listed(kind: str, heading: str, lines: Sequence[dict[str, Any]], **more: str) -> dict[str, Any] | None:
    if not lines:
        return None
    return {"type": kind, "value": {"heading": heading[:120], "entries": list(lines), **more}}


def _line(title: str, line: str, by: str = "", code: str = "", url: str = "") -> dict[str, Any]:
    return {
        "show": True,
        "title": title[:255],
        "line": line[:400],
        "by": by[:255],
        "code": code,
        "url": url,
        "local": False,
    }


def _proposals(sources: Sources, start: datetime, end: datetime) -> dict[str, Any] | None:
    """An event's sentence is followed by its dates: a reader must not have to look for them further down."""
    known = {happening.code: happening for happening in sources.happenings}
    lines = []
    for item in sources.proposals:
        happening = known.get(item.code) if item.code else None
        dates = _dates(happening, start, end) if happening else []
        when = f" {_when_and_where(dates, happening.place)}" if happening and dates else ""
        lines.append(_line(item.title, item.sentence + when, item.by, item.code, item.url))
    return _listed("proposals", PROPOSALS_HEADING, lines)


def _dates(happening: Happening, start: datetime, end: datetime) -> list[datetime]:
    return [item.start for item in happening.sittings if start <= item.start < end and not item.is_off]


def _agenda(sources: Sources, start: datetime, end: datetime) -> list[dict[str, Any] | None]:
    by_territory: dict[tuple[int, str], list[tuple[datetime, dict[str, Any]]]] = defaultdict(list)
    epcis: dict[str, str] = {}
    for happening in sources.happenings:
        dates = _dates(happening, start, end)
        if dates and not happening.cancelled:
            line = _line(happening.title, _when_and_where(dates, happening.place), happening.by, happening.code)
            by_territory[_territory(happening)].append((min(dates), line))
            epcis[_territory(happening)[1]] = "" if happening.remote else happening.epci
    return [
        _listed("agenda", name, _shortened(found), epci=epcis[name])
        for (_rank, name), found in sorted(by_territory.items(), key=lambda item: (item[0][0], _sort_name(item[0][1])))
    ]


def _shortened(found: Sequence[tuple[datetime, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the lines, nearest date first; past the eighth they stand in the territory's own edition only."""
    lines = [line for _first, line in sorted(found, key=lambda pair: (pair[0], pair[1]["title"]))]
    return [*lines[:LINES_SHOWN], *[{**line, "local": True} for line in lines[LINES_SHOWN:]]]


def _territory(happening: Happening) -> tuple[int, str]:
    """Territories by name; then what lies outside any; what needs no journey comes last."""
    if happening.remote:
        return 2, REMOTE_HEADING
    return (0, happening.territory) if happening.territory else (1, ELSEWHERE_HEADING)


def _sort_name(territory: str) -> str:
    """Return the name as people look it up: "CA de Nevers" under N, "CC des Bertranges" under B."""
    return search_name(LEGAL_FORM.sub("", territory))


def _when_and_where(dates: list[datetime], place: str) -> str:
    """Return "samedi 12 décembre à 14 h, et 3 autres dates – Médiathèque, Nevers"."""
    moments = sorted(timezone.localtime(moment) for moment in dates)
    shown = [f"{short_day(moment.date())} à {hour(moment)}" for moment in moments[:DATES_SHOWN]]
    if len(moments) > DATES_SHOWN:
        rest = len(moments) - 1
        shown = [shown[0], f"et {rest} autres dates"]
    text = ", ".join(shown)
    return f"{text[:1].upper()}{text[1:]} – {place}" if place else f"{text[:1].upper()}{text[1:]}"


def _news(news: Sequence[NewsItem]) -> list[dict[str, Any] | None]:
    by_structure: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in news:
        by_structure[item.by].append(_line(item.title, item.summary, url=item.url))
    return [_listed("news", name, lines) for name, lines in sorted(by_structure.items())]


def _call(contact: Contact) -> dict[str, Any]:
    places = _line("Les lieux où l’on vous aide, près de chez vous", "", url=contact.places_url)
    return {
        "type": "call",
        "value": {
            "heading": CALL_HEADING,
            "phone": contact.phone,
            "hours": contact.hours,
            "entries": [places] if contact.places_url else [],
        },
    }
