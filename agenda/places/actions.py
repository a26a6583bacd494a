"""Gives places their identity, and imports places in the national schema."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from agenda.places.likeness import likely_same
from agenda.places.models import Licence, PlacePage
from agenda.places.national import CommuneFinder, ReadPlace, read_place
from agenda.places.national_row import code_in_id
from agenda.places.records import PlaceMerge, PlaceRecord
from cms.foundation.short_codes import free_code
from cms.structures.models import StructurePage
from cms.territories.models import Commune


class NoRegister(Exception):
    """No structure holds the département's register: run `manage.py prepare_platform` first."""


class Outcome(models.TextChoices):
    """What became of a row."""

    CREATED = "created", _("created")
    UPDATED = "updated", _("updated")
    UNCHANGED = "unchanged", _("unchanged")
    SKIPPED = "skipped", _("skipped")


@dataclass(frozen=True)
class RowReport:
    """One row of an import: its number in the file (from 1), what was done, and what was lost or doubtful."""

    line: int
    national_id: str
    name: str
    outcome: Outcome
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What an import did, row by row."""

    at: datetime
    rows: tuple[RowReport, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many rows ended so."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def warnings(self) -> int:
        """How many warnings there are in all."""
        return sum(len(row.warnings) for row in self.rows)


@transaction.atomic
def record_place(*, page_id: int, now: datetime) -> PlaceRecord | None:
    """Give a published place its record, or refresh the name in it; None for an alias or a page that is not live.

    A place that had been merged into another one leads to itself again, and the merge is over; the events that moved
    stay where they are.

    The database is asked, never a signal's instance (design §3.4: a future go-live is announced as published).
    """
    page = PlacePage.objects.filter(pk=page_id, live=True, alias_of=None).first()
    if page is None:
        return None
    record = PlaceRecord.objects.filter(page=page).first()
    if record is None:
        return PlaceRecord.objects.create(
            page=page, code=free_code(PlaceRecord.objects.all()), name=page.title, first_published_at=now
        )
    if record.name != page.title or record.merged_into_id:
        record.name, record.merged_into = page.title, None
        record.save(update_fields=["name", "merged_into"])
    # A page that is public again is no double any more, whoever published it and however.
    PlaceMerge.objects.filter(dropped=page, undone_at=None).update(undone_at=now)
    return record


def import_places(*, rows: Iterable[Mapping[str, Any]], now: datetime, licence: str = Licence.OPEN) -> ImportReport:
    """Bring rows of the national schema into the register, live, and report on each.

    Idempotent by national id. A field edited by hand since the last import is left alone, so is a place that stands in
    a structure's own space or has a draft waiting, or came under another licence. Each row is its own transaction: one
    that fails takes none with it. A new place that resembles one of the register or of the file is told, and kept.

    `licence` is that of the file: ODbL places are shown to people and stand in no table of the open ones.

    Raises:
        NoRegister: there is no structure to put them in.
    """
    register = StructurePage.objects.filter(is_register=True).order_by("pk").first()
    if register is None:
        raise NoRegister
    communes = CommuneFinder(Commune.objects.select_related("outline"))
    reports: list[RowReport] = []
    seen: set[str] = set()
    for line, row in enumerate(rows, start=1):
        place = read_place(row, communes)
        if place is None:
            reports.append(RowReport(line, str(row.get("id") or ""), "", Outcome.SKIPPED, (_("No name: left out."),)))
            continue
        if place.national_id in seen:
            place.warn(_("This identifier stands twice in the file: the first row is kept."))
            outcome = Outcome.SKIPPED
        else:
            seen.add(place.national_id)
            place.values["licence"] = licence
            outcome = _import_row(register, place, now)
        reports.append(RowReport(line, place.national_id, place.values["title"], outcome, tuple(place.warnings)))
    return ImportReport(now, tuple(reports))


def _import_row(register: StructurePage, place: ReadPlace, now: datetime) -> Outcome:
    try:
        with transaction.atomic():
            page = _known_page(place.national_id)
            return _create_place(register, place, now) if page is None else _update_place(register, page, place, now)
    except ValidationError as error:
        place.warn(_("Left out: %(reasons)s"), reasons=" ".join(error.messages))
        return Outcome.SKIPPED


def _known_page(national_id: str) -> PlacePage | None:
    """Return the place of an identifier, also of one that our own export made from its permanent code."""
    places = PlacePage.objects.filter(alias_of=None).order_by("pk")
    if known := places.filter(national_id=national_id).first():
        return known
    code = code_in_id(national_id)
    return places.filter(record__code=code).first() if code else None


def _create_place(register: StructurePage, place: ReadPlace, now: datetime) -> Outcome:
    # Another row may have been added since `register` was read: treebeard counts children on the instance.
    register.refresh_from_db()
    page = PlacePage(**place.values, live=False)
    for like in likely_same(page):
        place.warn(
            _("Resembles “%(name)s” (%(reasons)s): one place or two?"),
            name=like.place.title, reasons=", ".join(map(str, like.reasons)),
        )  # fmt: skip
    register.add_child(instance=page)
    _publish(page, place, now)
    return Outcome.CREATED


def _update_place(register: StructurePage, page: PlacePage, place: ReadPlace, now: datetime) -> Outcome:
    if not page.is_child_of(register):
        place.warn(_("Kept by a structure in its own space: left alone."))
        return Outcome.UNCHANGED
    if page.licence != place.values["licence"]:
        place.warn(_("Held under another licence: left alone."))
        return Outcome.UNCHANGED
    if not page.live or page.has_unpublished_changes:
        place.warn(_("Unpublished or being edited: left alone."))
        return Outcome.UNCHANGED
    record = record_place(page_id=page.pk, now=now)
    last = record.imported if record else {}
    changed = False
    for name, value in place.values.items():
        current = _storable(getattr(page, name))
        if current == _storable(value):
            continue
        if name in last and current != _storable(last[name]):
            place.warn(_("%(field)s was edited by hand: left alone."), field=_label(name))
            continue
        setattr(page, name, value)
        changed = True
    if changed:
        _publish(page, place, now)
    return Outcome.UPDATED if changed else Outcome.UNCHANGED


def _publish(page: PlacePage, place: ReadPlace, now: datetime) -> None:
    page.save_revision(log_action=False).publish(log_action=True)
    record = record_place(page_id=page.pk, now=now)
    if record:
        record.imported = {name: _storable(value) for name, value in place.values.items()}
        record.save(update_fields=["imported"])


def _storable(value: Any) -> Any:
    """Return a field's value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else sorted(value) if isinstance(value, list) else value


def _label(name: str) -> str:
    return str(PlacePage._meta.get_field(name.removesuffix("_id")).verbose_name)
