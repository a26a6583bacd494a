"""The lines of one page of the queue, read in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.events.coorganisers import CoOrganiser
from agenda.events.models import Notice
from cms.moderation.deadlines import soon_until
from cms.moderation.models import Look, LookKind, Reading, Waiting
from cms.moderation.reading import readers_of
from cms.team.queue import LOOK, PAGE, REQUEST


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue."""

    what: str
    key: int
    page_id: int
    title: str
    structure: str
    kind: str
    at: datetime
    by: str = ""
    detail: str = ""
    is_notice: bool = False
    # A notice's word ("annulé") while it stands, and the sitting that it is about; none for the whole event.
    badge: str = ""
    sitting: datetime | None = None
    starts_at: datetime | None = None
    is_soon: bool = False
    is_past: bool = False
    has_begun: bool = False
    is_live: bool = False
    revision: int = 0
    due_date: date | None = None
    is_overdue: bool = False
    reader: Reading | None = None


Key = tuple[str, int, int, datetime]


def rows_of(keys: Iterable[Key], now: datetime) -> list[QueueRow]:
    """Return the lines in the order of their keys; what vanished meanwhile is left out. At most six queries."""
    keys = list(keys)
    pages = _by_key(Waiting.objects.select_related("structure", "requested_by"), "page_id", keys, PAGE)
    looks = _by_key(Look.objects.select_related("page", "structure", "by"), "pk", keys, LOOK)
    requests = _by_key(CoOrganiser.objects.select_related("event", "structure", "asked_by"), "pk", keys, REQUEST)
    of_notices = [look.reference for look in looks.values() if look.kind == LookKind.NOTICE]
    notices = Notice.objects.in_bulk(of_notices) if of_notices else {}
    ids = [*pages, *(look.page_id for look in looks.values())]
    readers = readers_of(ids, now)
    made: list[QueueRow] = []
    for what, key, rank, moment in keys:
        soon = moment if rank == 0 else None
        if what == PAGE and key in pages:
            made.append(_page_row(pages[key], readers, now))
        elif what == LOOK and key in looks:
            look = looks[key]
            notice = notices.get(look.reference) if look.kind == LookKind.NOTICE else None
            made.append(_look_row(look, notice, soon, readers, now))
        elif what == REQUEST and key in requests:
            made.append(_request_row(requests[key], soon, now))
    return made


def _when(starts_at: datetime | None, now: datetime) -> dict[str, Any]:
    """Return how near the start is: soon only while it is to come; a day that is over is past."""
    if starts_at is None:
        return {"starts_at": None}
    over = starts_at < now
    today = timezone.localtime(starts_at).date() == timezone.localtime(now).date()
    return {
        "starts_at": starts_at,
        "is_soon": not over and starts_at < soon_until(now),
        "is_past": over and not today,
        "has_begun": over and today,
    }


def _by_key(rows: Any, field: str, keys: list[Key], what: str) -> dict[int, Any]:
    wanted = [key for name, key, _rank, _moment in keys if name == what]
    if not wanted:
        return {}
    return {getattr(row, field): row for row in rows.filter(**{f"{field}__in": wanted})}


def _page_row(row: Waiting, readers: dict[int, Reading], now: datetime) -> QueueRow:
    return QueueRow(
        what=PAGE,
        key=row.page_id,
        page_id=row.page_id,
        title=row.title,
        structure=row.structure.title,
        kind=word_of(row.kind),
        at=row.sent_at,
        by=name_of(row.requested_by),
        is_live=row.is_live,
        revision=row.revision,
        due_date=row.due_date,
        is_overdue=row.due_date < timezone.localtime(now).date(),
        reader=readers.get(row.page_id),
        **_when(row.starts_at, now),
    )


def _look_row(
    look: Look, notice: Notice | None, soon: datetime | None, readers: dict[int, Reading], now: datetime
) -> QueueRow:
    return QueueRow(
        what=LOOK,
        key=look.pk,
        page_id=look.page_id,
        title=look.page.title,
        structure=look.structure.title,
        kind=_kind_of_look(look, notice),
        at=look.at,
        by=name_of(look.by),
        detail=notice.sentence if notice else "",
        is_notice=notice is not None,
        badge=str(notice.get_kind_display()) if notice and notice.undone_at is None else "",
        sitting=notice.original_start if notice else None,
        is_live=True,
        reader=readers.get(look.page_id),
        **_when(soon, now),
    )


def _kind_of_look(look: Look, notice: Notice | None) -> str:
    if look.kind != LookKind.NOTICE:
        return _("published at once")
    return _("notice taken back") if notice and notice.undone_at else _("change announced")


def _request_row(request: CoOrganiser, soon: datetime | None, now: datetime) -> QueueRow:
    return QueueRow(
        what=REQUEST,
        key=request.pk,
        page_id=request.event_id,
        title=request.event.title,
        structure=request.structure.title,
        kind=_("request to organise together"),
        at=request.asked_at,
        by=name_of(request.asked_by),
        detail=request.message,
        is_live=True,
        **_when(soon, now),
    )


def name_of(user: Any) -> str:
    """Return the person's name, "" for nobody."""
    return (user.get_full_name() or user.get_username()) if user else ""


def word_of(model: str) -> str:
    """Return the French word of a page's model: "événement" for "eventpage"."""
    app = "agenda" if model in {"eventpage", "placepage"} else "cms"
    found = ContentType.objects.get_by_natural_key(app, model).model_class()
    return str(found._meta.verbose_name) if found else model
