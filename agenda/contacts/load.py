"""Reads what the chain is reckoned from: lines of a commune, turns, absences, closures, and its France Services."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Protocol

from django.db.models import Exists, OuterRef, Q

from agenda.contacts.minutes import ALWAYS
from agenda.contacts.models import Absence, Line, LineClosure, LineKind, Shift
from agenda.contacts.openings import Away, Board, Closed, LineFacts, Rota, Turn
from agenda.places.models import PlacePage
from agenda.places.queries import first_point
from agenda.places.records import PlaceClosure
from cms.structures.queries import reception_people
from cms.territories.distances import metres_between
from cms.territories.models import Commune

NEAR_METRES = 30_000
# Pages are read so many at once, nearest first: as a rule the very first one is public.
CANDIDATES = 10
# In the order in which they are tried.
KINDS: list[str] = [kind.value for kind in LineKind]
# How a line comes to be a commune's.
OWN, OF_EPCI, OF_ALL = 0, 1, 2

ByOwner = Mapping[int, tuple[Any, ...]]


class Hotline(Protocol):
    """What is read of `branding.models.Brand`."""

    phone: str
    phone_hours: str
    phone_note: str
    programme_name: str
    departement_the: str


@dataclass(frozen=True)
class Facts:
    """The chain of a commune in order, and the board of all lines in use."""

    chain: tuple[LineFacts, ...]
    board: Board


def load_facts(*, commune: Commune | None, need: str, today: date, brand: Hotline) -> Facts:
    """Return what `agenda.contacts.chain` needs; ten queries at most.

    Order: single number, advisers, France Services, machine; within a kind the commune's own lines come before its
    EPCI's and those before the département's, then the team's order. A line limited to needs serves these only: a
    caller without a need is not sent there. Without a row of its own, the single number is the brand's.
    """
    rows = _lines_with_places(commune)
    used = [row for row in rows if row.active]
    serving = [row for row in used if row.closeness is not None and (not row.needs or need in row.needs)]
    found = None
    # A line whose place is no longer public may have no number left: it answers nobody.
    telling = {row.kind for row in serving if row.phone or (row.public_place and row.public_place.phone)}
    if commune is not None and LineKind.FRANCE_SERVICES not in telling:
        found = _nearest_france_services(commune)
    shut = _place_closures({row.place_id for row in used} | {found.pk if found else None}, today)
    facts, rota = _facts_of(used, brand, shut, today)
    ranked = [((KINDS.index(row.kind), row.closeness, row.position, row.pk), facts[row.pk]) for row in serving]
    if not any(row.kind == LineKind.SINGLE for row in rows):
        ranked.append(((0, OWN, 0, 0), single_number(brand)))
    if found:
        ranked.append(((KINDS.index(LineKind.FRANCE_SERVICES), OWN, 0, 0), _of_place(found, shut.get(found.pk, ()))))
    ranked.sort(key=lambda item: item[0])
    board = Board({pk: line for pk, line in facts.items() if line.phone}, rota)
    return Facts(tuple(line for _rank, line in ranked if line.phone), board)


def single_number(brand: Hotline) -> LineFacts:
    """Return the département's number as the brand knows it."""
    return LineFacts(
        None, LineKind.SINGLE, brand.programme_name, brand.phone, hours=brand.phone_hours, note=brand.phone_note
    )


def _lines_with_places(commune: Commune | None) -> list[Any]:
    """Return all lines, each with two things more.

    `.closeness`: how it comes to be the commune's, None for a line of other places. `.public_place`: the place behind
    it if everybody may see it, else None.
    """
    rows: list[Any] = list(Line.objects.all())
    if not rows:
        return []
    communes = _grouped(Line.communes.through.objects.values_list("line_id", "commune_id"))
    epcis = _grouped(Line.epcis.through.objects.values_list("line_id", "epci_id"))
    wanted = {row.place_id for row in rows} - {None}
    public = PlacePage.objects.published().only_card().in_bulk(list(wanted)) if wanted else {}
    for row in rows:
        row.closeness = _closeness(commune, communes.get(row.pk, ()), epcis.get(row.pk, ()))
        row.public_place = public.get(row.place_id)
    return rows


def _closeness(commune: Commune | None, communes: Collection[str], epcis: Collection[str]) -> int | None:
    if not communes and not epcis:
        return OF_ALL
    if commune and commune.pk in communes:
        return OWN
    return OF_EPCI if commune and commune.epci_id in epcis else None


def _facts_of(rows: list[Any], brand: Hotline, shut: ByOwner, today: date) -> tuple[dict[int, LineFacts], Rota]:
    if not rows:
        return {}, Rota()
    closures, shifts = _closures(today), _shifts()
    turns = _turns(shifts)
    found = {}
    for row in rows:
        place = row.public_place
        single, machine = row.kind == LineKind.SINGLE, row.kind == LineKind.MACHINE
        phone, hours, note = row.phone, row.hours, row.note
        if single or (machine and not phone):
            phone = brand.phone
        if single:
            hours, note = brand.phone_hours, note or brand.phone_note
        elif place:
            phone, hours = phone or place.phone, hours or place.hours
        found[row.pk] = LineFacts(
            id=row.pk,
            kind=row.kind,
            name=row.name,
            phone=phone,
            hours=hours or (ALWAYS if machine else ""),
            note=note,
            url=place.permanent_path if place else "",
            turns=turns.get(row.pk, ()),
            closures=(*closures.get(row.pk, ()), *(shut.get(place.pk, ()) if place else ())),
        )
    return found, Rota(_absences(shifts, today))


def _of_place(place: PlacePage, closures: tuple[Closed, ...]) -> LineFacts:
    return LineFacts(
        None,
        LineKind.FRANCE_SERVICES,
        place.title,
        place.phone,
        hours=place.hours,
        url=place.permanent_path,
        closures=closures,
    )


def _nearest_france_services(commune: Commune) -> PlacePage | None:
    """Return the published France Services with a phone that lies nearest, at most 30 km away; a van for want of one.

    A van's own address is where it sleeps, and nobody is there.
    """
    if commune.latitude is None or commune.longitude is None:
        return None
    here = (commune.latitude, commune.longitude)
    # Only figures are read of all of them; the page itself, and whether everybody may see it, of the nearest few.
    rows = (
        PlacePage.objects.filter(live=True, alias_of=None)
        # Codes are plain letters, so the text of the list is searched: SQLite knows no "contains" for JSON.
        .filter(Q(national_programmes__icontains='"france_services"') | Q(typology__contains="RFS"))
        .exclude(phone="")
        .order_by()
        .values_list("pk", "latitude", "longitude", "commune__latitude", "commune__longitude", "itinerance")
    )
    near = sorted(
        (itinerance == ["itinerant"], metres_between(here, there), pk)
        for pk, *figures, itinerance in rows
        if (there := first_point(*figures))
    )
    ranked = [pk for _van, metres, pk in near if metres <= NEAR_METRES]
    for start in range(0, len(ranked), CANDIDATES):
        few = ranked[start : start + CANDIDATES]
        pages = PlacePage.objects.published().only_card().in_bulk(few)
        if found := next((pages[pk] for pk in few if pk in pages), None):
            return found
    return None


def _closures(today: date) -> ByOwner:
    rows = LineClosure.objects.filter(end_date__gte=today)
    return _grouped((row.line_id, Closed(row.start_date, row.end_date, row.sentence, row.referral_id)) for row in rows)


def _place_closures(place_ids: set[int | None], today: date) -> ByOwner:
    wanted = place_ids - {None}
    if not wanted:
        return {}
    rows = PlaceClosure.objects.filter(place_id__in=wanted, undone_at__isnull=True, end_date__gte=today)
    return _grouped((row.place_id, Closed(row.start_date, row.end_date, row.sentence)) for row in rows)


def _shifts() -> list[Any]:
    """Return all turns, with `.holds`: the person still answers the phone."""
    return list(Shift.objects.annotate(holds=Exists(reception_people().filter(pk=OuterRef("person")))))


def _turns(shifts: list[Any]) -> ByOwner:
    # Turns that nobody holds any more stay: a line without turns would answer during all its hours.
    return _grouped(
        (row.line_id, Turn(row.person_id, row.weekday, minutes(row.start_time), minutes(row.end_time)))
        for row in shifts
    )


def _absences(shifts: list[Any], today: date) -> tuple[Away, ...]:
    """Return who is away when: who was noted so, and for ever who answers the phone no more."""
    if not shifts:
        return ()
    gone = {row.person_id for row in shifts if not row.holds}
    stands_in = Exists(reception_people().filter(pk=OuterRef("replaced_by")))
    rows: Any = Absence.objects.filter(end_date__gte=today).annotate(stands_in=stands_in)
    noted = (
        Away(row.person_id, row.start_date, row.end_date, row.replaced_by_id if row.stands_in else None) for row in rows
    )
    return (*noted, *(Away(person, date.min, date.max) for person in sorted(gone)))


def minutes(moment: time) -> int:
    """Return a clock time as minutes since midnight."""
    return moment.hour * 60 + moment.minute


def _grouped(pairs: Any) -> ByOwner:
    groups: dict[int, list[Any]] = defaultdict(list)
    for owner, value in pairs:
        groups[owner].append(value)
    return {owner: tuple(values) for owner, values in groups.items()}
