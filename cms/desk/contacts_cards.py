"""Lines as the team's screen shows them: in the order in which they are tried, in French."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from agenda.contacts.chain import spoken_number
from agenda.contacts.models import Line, LineClosure, LineKind
from agenda.places.hours import hours_in_french
from agenda.places.vocabulary import SERVICES
from branding.models import Brand
from cms.foundation.wording import long_day, short_day


@dataclass(frozen=True)
class ClosedDays:
    """One closure: which days, and a sentence with its reason and where calls go."""

    closure_id: int
    days: str
    told: str


@dataclass(frozen=True)
class LineCard:
    """One line; `line_id` is None for the single number without a row of its own. Empty texts: nothing to say."""

    line_id: int | None
    name: str
    number: str
    hours: tuple[str, ...]
    note: str
    where: str
    needs: str
    active: bool
    always: bool = False
    closed: tuple[ClosedDays, ...] = ()
    can_rise: bool = False
    can_sink: bool = False

    @property
    def words(self) -> str:
        """The line in one sentence, to tell what stands there now."""
        return " · ".join(part for part in (self.name, self.number, *self.hours, self.note, self.where) if part)


@dataclass(frozen=True)
class KindOfLine:
    """A link of the chain and its lines."""

    kind: str
    label: str
    cards: tuple[LineCard, ...]


def chain_cards(*, brand: Brand, today: date) -> list[KindOfLine]:
    """Return all lines by kind, in order, with the closures that are not over; five queries."""
    coming = LineClosure.objects.filter(end_date__gte=today).select_related("referral")
    lines = Line.objects.select_related("place").prefetch_related(
        "communes", "epcis", Prefetch("closures", queryset=coming)
    )
    by_kind: dict[str, list[LineCard]] = defaultdict(list)
    for line in lines:
        by_kind[line.kind].append(line_card(line, brand, closed=_closed(line)))
    if not by_kind[LineKind.SINGLE]:
        by_kind[LineKind.SINGLE] = [single_card(brand)]
    return [
        KindOfLine(kind.value, str(kind.label).capitalize() if kind != LineKind.FRANCE_SERVICES else str(kind.label),
                   _with_moves(by_kind[kind]))
        for kind in LineKind
    ]  # fmt: skip


def _with_moves(cards: Sequence[LineCard]) -> tuple[LineCard, ...]:
    last = len(cards) - 1
    return tuple(replace(card, can_rise=number > 0, can_sink=number < last) for number, card in enumerate(cards))


def single_card(brand: Brand) -> LineCard:
    """Return the single number as the brand knows it."""
    hours = tuple(hours_in_french(brand.phone_hours)) if brand.phone_hours else ()
    number = spoken_number(brand.phone)[0] if brand.phone else ""
    return LineCard(None, brand.programme_name, number, hours, brand.phone_note, "", "", active=True)


def line_card(line: Line, brand: Brand, closed: tuple[ClosedDays, ...] = ()) -> LineCard:
    """Return the card of a line: what is empty on its row is read where callers get it from."""
    single = line.kind == LineKind.SINGLE
    phone, hours, note = line.phone, line.hours, line.note
    if single or (line.kind == LineKind.MACHINE and not phone):
        phone = brand.phone
    if single:
        hours, note = brand.phone_hours, note or brand.phone_note
    elif line.place:
        phone, hours = phone or line.place.phone, hours or line.place.hours
    return LineCard(
        line_id=line.pk,
        name=line.name,
        number=spoken_number(phone)[0] if phone else "",
        hours=tuple(hours_in_french(hours)) if hours else (),
        note=note,
        where=", ".join([epci.name for epci in line.epcis.all()] + [commune.name for commune in line.communes.all()]),
        needs=", ".join(SERVICES[code].everyday for code in line.needs if code in SERVICES),
        active=line.active,
        always=line.kind == LineKind.MACHINE and not hours,
        closed=closed,
    )


def _closed(line: Line) -> tuple[ClosedDays, ...]:
    return tuple(ClosedDays(row.pk, _days(row), _told(row)) for row in line.closures.all())


def _days(closure: LineClosure) -> str:
    """Return "lundi 30 novembre 2026", "du lundi 30 novembre au mercredi 2 décembre 2026"."""
    first, last = short_day(closure.start_date), long_day(closure.end_date)
    return last if closure.start_date == closure.end_date else f"du {first} au {last}"


def _told(closure: LineClosure) -> str:
    reason = closure.sentence.strip()
    if reason and reason[-1] not in ".!?…":
        reason += "."
    goes = _("Calls go to: %(name)s.") % {"name": closure.referral.name} if closure.referral else ""
    return " ".join(part for part in (reason, goes) if part)
