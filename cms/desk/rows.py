"""What the desk's lists show of a page: plain rows, made in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Subquery
from wagtail.models import Page, TaskState, WorkflowState

from agenda.catalogue.describe import Sitting, sittings
from agenda.catalogue.models import Entry, Occurrence
from agenda.events.clock import to_instant
from agenda.events.models import EventPage, Notice
from agenda.events.schedule import ScheduleError, Slot
from cms.desk.links import form_url
from cms.moderation.queries import rounds_below
from cms.structures.models import StructurePage

LISTED = 20


@dataclass(frozen=True)
class PageRow:
    """One line of a list."""

    page_id: int
    kind: str
    title: str
    edit_url: str
    reason: str = ""
    by: str = ""
    at: datetime | None = None
    structure: str = ""
    starts_at: datetime | None = None
    is_live: bool = False
    is_event: bool = False
    goes_live_at: datetime | None = None


def kind_of(content_type: ContentType) -> str:
    """Return what a page is, in the word of its model: "événement"."""
    model = content_type.model_class()
    return str(model._meta.verbose_name) if model else ""


def coming_events(structure: StructurePage, now: datetime) -> Any:
    """Return the structure's public entries still to come; the caller pages them."""
    return Entry.objects.public().of_structure(structure.pk).upcoming(now).select_related("page").without_ical()


def past_events(structure: StructurePage, now: datetime) -> Any:
    """Return the structure's entries that are over, the latest first, withdrawn ones left out.

    Each with `last_start`: when the last sitting began, which is the hour that people know.
    """
    last = Occurrence.objects.filter(entry=OuterRef("pk")).order_by("-starts_at").values("starts_at")[:1]
    over = Entry.objects.public().of_structure(structure.pk).filter(ends_at__lte=now)
    return over.annotate(last_start=Subquery(last)).order_by("-ends_at", "pk")


def running_rounds(structure: StructurePage) -> tuple[list[PageRow], list[PageRow]]:
    """Return (what waits for the team, what came back with a reason), twenty each at most. One query."""
    rounds = rounds_below(structure)[: 2 * LISTED]
    waiting: list[PageRow] = []
    returned: list[PageRow] = []
    for state in rounds:
        decision = state.current_task_state
        if decision is None:
            continue
        back = state.status == WorkflowState.STATUS_NEEDS_CHANGES
        (returned if back else waiting).append(_round_row(state, decision, back=back))
    return waiting[:LISTED], returned[:LISTED]


def _round_row(state: WorkflowState, decision: TaskState, *, back: bool) -> PageRow:
    page_id = int(state.object_id)
    return PageRow(
        page_id=page_id,
        kind=kind_of(state.content_type),
        title=decision.revision.object_str,
        edit_url=form_url(state.content_type, page_id),
        reason=decision.comment if back else "",
        by=_name(decision.finished_by) if back else "",
        at=decision.finished_at if back else decision.started_at,
    )


def drafts(structure: StructurePage) -> list[PageRow]:
    """Return what was begun and never sent to the team, and what is approved for a later day. Two queries."""
    rounds = rounds_below(structure).values_list("object_id", flat=True)
    pages = (
        Page.objects.child_of(structure)
        .filter(live=False, first_published_at=None)
        .exclude(pk__in=[int(key) for key in rounds])
        .select_related("content_type", "latest_revision")
        .order_by("-latest_revision_created_at", "-pk")[:LISTED]
    )
    return [
        PageRow(
            page_id=page.pk,
            kind=kind_of(page.content_type),
            title=page.draft_title or page.title,
            edit_url=form_url(page.content_type, page.pk),
            at=page.latest_revision_created_at,
            is_event=page.content_type.model == "eventpage",
            goes_live_at=page.latest_revision.approved_go_live_at if page.latest_revision else None,
        )
        for page in pages
    ]


def withdrawn(structure: StructurePage) -> Any:
    """Return what was public once and was taken down, the latest first, unless it waits for the team again."""
    rounds = rounds_below(structure).values_list("object_id", flat=True)
    pages = Page.objects.child_of(structure).filter(live=False, first_published_at__isnull=False)
    return (
        pages.exclude(pk__in=[int(key) for key in rounds])
        .select_related("content_type")
        .order_by("-latest_revision_created_at", "-pk")
    )


def other_pages(structure: StructurePage, *models: str) -> Any:
    """Return the structure's live pages of some kinds ("newspage", "placepage"), the latest first."""
    return (
        Page.objects.child_of(structure)
        .live()
        .filter(content_type__model__in=models)
        .select_related("content_type")
        .order_by("-latest_revision_created_at", "-pk")
    )


def slots_of(event: EventPage) -> tuple[Slot, ...]:
    """Return the published event's sittings in local time; none when its dates cannot be read."""
    try:
        return event.parsed_schedule.occurrences()
    except ScheduleError:
        return ()


def known_sittings(event: EventPage, standing: Iterable[Notice]) -> list[Sitting]:
    """Return the published event's sittings as the standing notices (oldest first) leave them."""
    try:
        return sittings(event.parsed_schedule, standing)
    except ScheduleError:
        return []


def sittings_to_come(event: EventPage, now: datetime) -> list[datetime]:
    """Return the starts of the published event's sittings that are not over, as first announced."""
    return [to_instant(slot.start) for slot in slots_of(event) if to_instant(slot.end) > now]


def _name(user: Any) -> str:
    if user is None:
        return ""
    return user.get_full_name() or user.get_username()
