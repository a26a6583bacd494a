"""Keeps what partners read in step with the pages: `project_item` is the only author of items and their dates."""

from datetime import datetime
from typing import Any
from uuid import uuid5

from django.db import transaction
from wagtail.models import Page

from agenda.events.clock import to_instant
from agenda.programme.dates import DatesRefused, ItemDate, parse_dates
from agenda.programme.models import ProgrammeDate, ProgrammeItem
from agenda.programme.pages import ProgrammePage


@transaction.atomic
def project_item(*, page_id: int, now: datetime) -> ProgrammeItem | None:
    """Make an item say what its page says now; None when it has none and needs none.

    Idempotent: dates are written, and their sequence moves, only where something that a calendar shows differs. A page
    that is published again, and a date whose id comes back, get their uid back.
    """
    # The page's row first: of two projections at once the second one reads what the first one saw, or later.
    Page.objects.select_for_update().filter(pk=page_id).first()
    page = ProgrammePage.objects.filter(pk=page_id, live=True, alias_of=None).first()
    item = ProgrammeItem.objects.select_for_update().filter(page_id=page_id).first()
    if page is None:
        return take_out(item=item, now=now)
    try:
        dates = parse_dates(page.dates)
    except DatesRefused:
        # Published by a program that skipped validation: nothing true can be said about when it is.
        return take_out(item=item, now=now)
    described = page.described()
    before = None if item is None or item.gone_at else _said_by(item)
    item = item or ProgrammeItem(page=page, published_at=now)
    _fill(item, page, described)
    _write_dates(item, dates, now=now, differs=before != described)
    return item


def _said_by(item: ProgrammeItem) -> dict[str, Any]:
    """Return what the item says, in the shape of `ProgrammePage.described`."""
    names = ("kind", "title", "where", "link", "text", "is_cancelled")
    return {**{name: getattr(item, name) for name in names}, "document": item.document_id}


def _fill(item: ProgrammeItem, page: ProgrammePage, described: dict[str, Any]) -> None:
    for name, value in described.items():
        setattr(item, "document_id" if name == "document" else name, value)
    item.audience, item.gone_at = page.audience, None
    item.save()
    item.epcis.set(page.epcis.all())
    item.structures.set(page.structures.all())


def _write_dates(item: ProgrammeItem, dates: list[ItemDate], *, now: datetime, differs: bool) -> None:
    known = {row.key: row for row in item.dates.select_for_update()}
    for one in dates:
        shape = (to_instant(one.start), to_instant(one.end), one.is_all_day)
        row = known.pop(one.id, None)
        if row is None:
            row = ProgrammeDate(item=item, key=one.id, uid=uuid5(item.uid, one.id), created_at=now)
        elif (row.starts_at, row.ends_at, row.is_all_day) == shape and row.gone_at is None and not differs:
            continue
        else:
            row.sequence += 1
        row.starts_at, row.ends_at, row.is_all_day = shape
        row.changed_at, row.gone_at = now, None
        row.save()
    for row in known.values():
        _bury(row, now)


def _bury(row: ProgrammeDate, now: datetime) -> None:
    if row.gone_at is None:
        row.sequence, row.changed_at, row.gone_at = row.sequence + 1, now, now
        row.save(update_fields=["sequence", "changed_at", "gone_at"])


@transaction.atomic
def take_out(*, item: ProgrammeItem | None, now: datetime) -> ProgrammeItem | None:
    """Take an item off every desk; its dates stay in the feeds as cancelled for a while, and keep their identity."""
    if item is None or item.gone_at:
        return item
    item.gone_at = now
    item.save(update_fields=["gone_at"])
    for row in item.dates.select_for_update():
        _bury(row, now)
    return item


def repair_programme(*, now: datetime) -> int:
    """Put right what no signal announced (a program that wrote past them); return how many items were looked at anew.

    Two queries while all is in step. Contents are not compared: a live page's content changes by publishing only.
    """
    live = set(ProgrammePage.objects.filter(live=True, alias_of=None).values_list("pk", flat=True))
    standing = dict(ProgrammeItem.objects.filter(gone_at=None).values_list("pk", "page_id"))
    lost = live - set(standing.values())
    for page_id in sorted(lost):
        project_item(page_id=page_id, now=now)
    left = [pk for pk, page_id in standing.items() if page_id not in live]
    for item in ProgrammeItem.objects.filter(pk__in=left):
        take_out(item=item, now=now)
    return len(lost) + len(left)
