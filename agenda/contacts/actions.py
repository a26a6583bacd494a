"""The writes of the chain: lines, their order, their territory, and the days on which they are closed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from agenda.contacts.models import Line, LineClosure, LineKind
from agenda.places.models import PlacePage
from agenda.places.phones import normalise_phone
from agenda.places.vocabulary import SERVICES
from cms.accounts.models import User
from cms.territories.models import Commune, Epci

# Further ahead a day is a slip of the hand (9999).
FARTHEST = timedelta(days=731)


class LineRefused(ValueError):
    """The line or closure makes no sense; the message is for the person who gave it."""


class LineChanged(Exception):
    """Somebody else has written the line since the form was shown."""


@dataclass(frozen=True)
class LineValues:
    """What a line is made of. Neither communes nor EPCI: the whole département; no needs: all of them."""

    kind: str
    name: str
    phone: str = ""
    hours: str = ""
    note: str = ""
    place: PlacePage | None = None
    communes: Sequence[Commune] = ()
    epcis: Sequence[Epci] = ()
    needs: Sequence[str] = field(default_factory=tuple)
    active: bool = True


def line_version(line: Line) -> str:
    """Return what tells one state of a line from another; two queries, its order left out."""
    kept = (
        *(line.kind, line.name, line.phone, line.hours, line.note, line.place_id, line.active, sorted(line.needs)),
        sorted(line.communes.values_list("pk", flat=True)),
        sorted(line.epcis.values_list("pk", flat=True)),
    )
    return sha256(json.dumps(kept).encode()).hexdigest()[:16]


def ensure_single_line(*, name: str) -> Line:
    """Return the row of the single number (its turns and closures hang there), made when there is none; never two."""
    return Line.objects.get_or_create(kind=LineKind.SINGLE, defaults={"name": name})[0]


@transaction.atomic
def write_line(
    *, values: LineValues, line: Line | None = None, seen: str | None = None, by: User | None, now: datetime
) -> Line:
    """Add a line at the end of its kind, or write an existing one anew; public at once. Adding twice adds once.

    `seen` is the `line_version` that the form showed; None asks for no such check.

    Raises:
        LineChanged: the line is not what was seen any more.
        LineRefused: a second single number, no number at all, unknown needs.
        ValidationError: number or hours that cannot be read (the model's own checks).
    """
    del now
    rows = list(Line.objects.select_for_update().order_by("pk"))
    added = line is None
    if line is not None:
        line = next((row for row in rows if line is not None and row.pk == line.pk), None)
        if line is None or (seen is not None and line_version(line) != seen):
            raise LineChanged
    others = [row for row in rows if row != line]
    _check(values, others)
    line = line or Line(position=1 + max((row.position for row in others if row.kind == values.kind), default=0))
    single = values.kind == LineKind.SINGLE
    line.kind, line.name, line.note = values.kind, values.name.strip(), values.note.strip()
    line.phone = "" if single else values.phone
    line.hours = "" if single else values.hours
    line.place, line.needs, line.active = values.place, list(values.needs), values.active
    line.full_clean()
    line.phone = normalise_phone(line.phone)
    if added and (same := _same(line, values, others)):
        return same
    line.save()
    line.communes.set(values.communes)
    line.epcis.set(values.epcis)
    log(instance=line, action="wagtail.create" if added else "wagtail.edit", user=by)
    return line


def _check(values: LineValues, others: Sequence[Line]) -> None:
    if values.kind == LineKind.SINGLE and any(row.kind == LineKind.SINGLE for row in others):
        raise LineRefused(_("There is one single number already."))
    reached = values.phone or (values.place and values.place.phone)
    if values.kind in {LineKind.COUNSELLOR, LineKind.FRANCE_SERVICES} and not reached:
        raise LineRefused(_("Give a number, or choose a place that has one."))
    if set(values.needs) - set(SERVICES):
        raise LineRefused(_("These needs are not known."))


def _same(line: Line, values: LineValues, others: Sequence[Line]) -> Line | None:
    """Return the line that was added with the very same values, as by a form sent twice."""

    def plain(row: Line) -> tuple[object, ...]:
        return row.kind, row.name, row.phone, row.hours, row.note, row.place_id, row.active, sorted(row.needs)

    communes, epcis = {row.pk for row in values.communes}, {row.pk for row in values.epcis}
    return next(
        (
            row
            for row in others
            if plain(row) == plain(line)
            and communes == set(row.communes.values_list("pk", flat=True))
            and epcis == set(row.epcis.values_list("pk", flat=True))
        ),
        None,
    )


@transaction.atomic
def move_line(*, line: Line, up: bool, by: User | None, now: datetime) -> None:
    """Put a line one place earlier or later among those of its kind; the kinds keep their order."""
    del now
    rows = list(Line.objects.select_for_update().filter(kind=line.kind).order_by("position", "pk"))
    place = next((number for number, row in enumerate(rows) if row.pk == line.pk), None)
    if place is None or not 0 <= (goal := place - 1 if up else place + 1) < len(rows):
        return
    rows[place], rows[goal] = rows[goal], rows[place]
    for number, row in enumerate(rows, 1):
        row.position = number
    Line.objects.bulk_update(rows, ["position"])
    log(instance=line, action="wagtail.edit", user=by)


@transaction.atomic
def set_active(*, line: Line, active: bool, by: User | None, now: datetime) -> None:
    """Put a line out of use or back; its closures and turns stay."""
    del now
    if Line.objects.filter(pk=line.pk, active=not active).update(active=active):
        log(instance=line, action="wagtail.edit", user=by, data={"active": active})


@transaction.atomic
def close_line(
    *,
    line: Line,
    start_date: date,
    end_date: date,
    sentence: str,
    referral: Line | None,
    by: User | None,
    now: datetime,
) -> LineClosure:
    """Close a line from `start_date` to `end_date`, both included; its callers go to `referral`. Twice is once.

    Raises:
        LineRefused: days in the wrong order, over or more than two years ahead, or a line that sends its callers to
            itself.
    """
    if end_date < start_date:
        raise LineRefused(_("The last day comes before the first one."))
    if end_date < timezone.localdate(now):
        raise LineRefused(_("These days are over."))
    if end_date - timezone.localdate(now) > FARTHEST:
        raise LineRefused(_("These days are more than two years ahead: check the year."))
    if referral is not None and referral.pk == line.pk:
        raise LineRefused(_("A line cannot send its callers to itself."))
    line = Line.objects.select_for_update().get(pk=line.pk)
    closure, made = LineClosure.objects.get_or_create(
        line=line, start_date=start_date, end_date=end_date, sentence=sentence.strip(), referral=referral
    )
    if made:
        log(instance=line, action="agenda.close_line", user=by, data={"days": str(closure)})
    return closure


@transaction.atomic
def reopen_line(*, closure: LineClosure, by: User | None, now: datetime) -> None:
    """Take a closure back; nothing happens the second time."""
    del now
    told, line = str(closure), closure.line
    if LineClosure.objects.filter(pk=closure.pk).delete()[0]:
        log(instance=line, action="agenda.reopen_line", user=by, data={"days": told})
