"""The writes of the chain: lines, their order, their territory, and the days on which they are closed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from agenda.contacts.models import Line, LineClosure, LineKind
from agenda.places.models import PlacePage
from agenda.places.phones import normalise_phone
from agenda.places.vocabulary import SERVICES
from cms.accounts.models import User
from cms.territories.models import Commune, Epci


class LineRefused(ValueError):
    """The line or closure makes no sense; the message is for the person who gave it."""


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


@transaction.atomic
def write_line(*, values: LineValues, line: Line | None = None, by: User | None, now: datetime) -> Line:
    """Add a line at the end of its kind, or write an existing one anew; public at once.

    Raises:
        LineRefused: a second single number, no number at all, unknown needs.
        ValidationError: number or hours that cannot be read (the model's own checks).
    """
    del now
    others = Line.objects.select_for_update()
    if line:
        others = others.exclude(pk=line.pk)
    if values.kind == LineKind.SINGLE and others.filter(kind=LineKind.SINGLE).exists():
        raise LineRefused(_("There is one single number already."))
    reached = values.phone or (values.place and values.place.phone)
    if values.kind in {LineKind.COUNSELLOR, LineKind.FRANCE_SERVICES} and not reached:
        raise LineRefused(_("Give a number, or choose a place that has one."))
    if set(values.needs) - set(SERVICES):
        raise LineRefused(_("These needs are not known."))
    added = line is None
    line = line or Line(position=1 + (others.filter(kind=values.kind).aggregate(last=Max("position"))["last"] or 0))
    single = values.kind == LineKind.SINGLE
    line.kind, line.name, line.note = values.kind, values.name.strip(), values.note.strip()
    line.phone = "" if single else values.phone
    line.hours = "" if single else values.hours
    line.place, line.needs, line.active = values.place, list(values.needs), values.active
    line.full_clean()
    line.phone = normalise_phone(line.phone)
    line.save()
    line.communes.set(values.communes)
    line.epcis.set(values.epcis)
    log(instance=line, action="wagtail.create" if added else "wagtail.edit", user=by)
    return line


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
        LineRefused: days in the wrong order or over, or a line that sends its callers to itself.
    """
    if end_date < start_date:
        raise LineRefused(_("The last day comes before the first one."))
    if end_date < timezone.localdate(now):
        raise LineRefused(_("These days are over."))
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
