"""Cuts one letter to a territory's edition, and to its short version in large type. Pure: no database, no clock."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from newsletter.rendering.letter import Item, Kind, Letter, Section

# An agenda with fewer lines is completed with what lies near, nearest first (issue 6).
FEWEST_LINES = 5
# An event so far from the nearest commune of a territory may complete its agenda.
NEAR_KM = 20
# The number to call is the first of them.
SHORT_LINES = 10
# Headings stand in the letter itself, hence French here (design §3.17: page copy).
NEAR_HEADING = f"Tout près, à moins de {NEAR_KM}\N{NO-BREAK SPACE}km"
SHORT_HEADING = "À ne pas manquer"


@dataclass(frozen=True)
class Edition:
    """For whom an edition is: an EPCI's inhabitants, or, with an empty `siren`, everybody else in the département."""

    siren: str = ""
    name: str = ""
    slug: str = ""


@dataclass(frozen=True)
class Whereabouts:
    """Where the events of a letter take place.

    `epcis` holds {code: SIREN} of those that people go to ("" outside any known EPCI); remote ones are not in it.
    `near` holds {SIREN of an edition: {code: metres to the nearest commune of that EPCI}}, up to NEAR_KM.
    """

    epcis: Mapping[str, str] = field(default_factory=dict)
    near: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def cut(letter: Letter, edition: Edition, where: Whereabouts) -> Letter:
    """Return the letter as this edition says it.

    The département's leaves out what its composer found too much, and leads to the whole agenda instead. A territory's
    begins its agenda with all of its own, completed from nearby until five lines stand there, and has no other's.
    What belongs to no territory (news, proposals, what needs no journey) stands in every edition as the team left it;
    only proposals that mean a longer journey come after the others.
    """
    if not edition.siren:
        return replace(
            letter, sections=_kept(_without_local(section, letter.agenda_url) for section in letter.sections)
        )
    territories = {place: _territory(section, where) for place, section in enumerate(letter.sections)}
    own = [letter.sections[place] for place, siren in territories.items() if siren == edition.siren]
    others = [letter.sections[place] for place, siren in territories.items() if siren not in (None, edition.siren)]
    agenda = [*own, _near(own, others, edition, where)]
    first = next((place for place, siren in territories.items() if siren is not None), len(letter.sections))
    sections: list[Section] = []
    for place, section in enumerate(letter.sections):
        if place == first:
            sections += agenda
        if territories[place] is None:
            sections.append(_nearest_first(_without_local(section, letter.agenda_url), edition, where))
    agenda_url = f"{letter.agenda_url}?epci={edition.siren}" if letter.agenda_url else ""
    return replace(letter, sections=_kept(sections), edition=edition.name, agenda_url=agenda_url)


def shorten(letter: Letter) -> Letter:
    """Return the short version of an edition: whom to call, then what not to miss, ten lines in all.

    A territory's begins with what takes place there and near, the département's with what was proposed. Of an event
    proposed with a sentence, the agenda's line is taken where there is one: it says day and place at once.
    """
    calls = [replace(section, items=(), html="") for section in letter.sections if section.kind == Kind.CALL]
    call = [section for section in calls if section.phone][:1]
    kinds = (Kind.AGENDA, Kind.PROPOSALS) if letter.edition else (Kind.PROPOSALS, Kind.AGENDA)
    listed = [section for kind in kinds for section in letter.sections if section.kind == kind]
    agenda = {
        item.code: item for section in listed if section.kind == Kind.AGENDA for item in section.items if item.code
    }
    found = {_identity(item): agenda.get(item.code, item) for section in listed for item in section.items}
    items = [replace(item, by="") for item in list(found.values())[: SHORT_LINES - len(call)]]
    section = Section(Kind.PROPOSALS, heading=SHORT_HEADING, items=tuple(items))
    return replace(letter, editorial="", sections=_kept([*call, section]), large=True)


def count_events(letter: Letter) -> int:
    """Return how many events the agenda of an edition names."""
    return sum(bool(item.code) for section in letter.sections if section.kind == Kind.AGENDA for item in section.items)


def _kept(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Return the sections that say something: a heading alone does not."""
    return tuple(
        section
        for section in sections
        if section.items or section.html or section.phone or section.hours or section.picture
    )


def _without_local(section: Section, agenda_url: str) -> Section:
    items = tuple(item for item in section.items if not item.local)
    if len(items) == len(section.items):
        return section
    if agenda_url:
        url = f"{agenda_url}?epci={section.epci}" if section.epci else agenda_url
        items = (*items, Item(f"Tout l’agenda\N{NO-BREAK SPACE}: {section.heading}", url=url))
    return replace(section, items=items)


def _territory(section: Section, where: Whereabouts) -> str | None:
    """Return the SIREN that an agenda section belongs to, "" if outside any edition, None if it concerns everybody."""
    if section.kind != Kind.AGENDA:
        return None
    if section.epci:
        return section.epci
    # A section that the team made by hand: where its events take place, if they all agree.
    sirens = {where.epcis.get(item.code) for item in section.items if item.code}
    return next(iter(sirens)) if len(sirens) == 1 else None


def _nearest_first(section: Section, edition: Edition, where: Whereabouts) -> Section:
    if section.kind != Kind.PROPOSALS:
        return section
    near = where.near.get(edition.siren, {})

    def is_far(item: Item) -> bool:
        return item.code in where.epcis and where.epcis[item.code] != edition.siren and item.code not in near

    return replace(section, items=tuple(sorted(section.items, key=is_far)))


def _near(own: Iterable[Section], others: Iterable[Section], edition: Edition, where: Whereabouts) -> Section:
    """Return what completes the agenda, nearest first; at the same distance, in the letter's own order."""
    here = [item for section in own for item in section.items]
    metres = where.near.get(edition.siren, {})
    mine = {_identity(item) for item in here}
    pool = {_identity(item): item for section in others for item in section.items if item.code in metres}
    nearest = sorted((item for key, item in pool.items() if key not in mine), key=_distance(metres))
    return Section(Kind.AGENDA, heading=NEAR_HEADING, items=tuple(nearest[: max(0, FEWEST_LINES - len(here))]))


def _distance(metres: Mapping[str, int]) -> Callable[[Item], int]:
    return lambda item: metres[item.code]


def _identity(item: Item) -> str:
    return item.code or item.url or item.title
