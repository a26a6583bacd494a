"""Keeps one row for each page that waits, from which the queue is sorted, filtered and paged in the database."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef
from django.db.models.functions import Cast
from wagtail.models import Page, TaskState

from cms.moderation.deadlines import answer_due
from cms.moderation.models import Decision, Look, Waiting
from cms.moderation.queries import open_decision, pages_waiting
from cms.moderation.signals import page_waits
from cms.structures.models import StructurePage

# Model's name → when what a draft (as its revision keeps it) announces starts next; rooms above register theirs.
_starts: dict[str, Callable[[Mapping[str, Any], datetime], datetime | None]] = {}
# Rows that one sweep mends: the transaction stays short, and the next sweep goes on.
SWEEP = 100


def register_start(model: str, read: Callable[[Mapping[str, Any], datetime], datetime | None]) -> None:
    """Tell how the start of what a page of `model` ("eventpage") announces is read; None: it has none."""
    _starts[model] = read


def structure_of(page: Page) -> StructurePage | None:
    """Return the structure that a page is of: its own for a structure's page, None above the structures."""
    return StructurePage.objects.ancestor_of(page, inclusive=True).first()


@transaction.atomic
def follow_structure(*, page: Page, now: datetime) -> None:
    """Note, after a page was moved, whose it is now: what waits, what was decided, what is to be looked at."""
    structure = structure_of(Page.objects.get(pk=page.pk))
    if structure is not None:
        for model in (Decision, Look):
            model.objects.filter(page_id=page.pk).update(structure=structure)
    project_waiting(page_id=page.pk, now=now, tell=False)


@transaction.atomic
def project_waiting(*, page_id: int, now: datetime, tell: bool = True) -> None:
    """Write, rewrite or delete the row of a page, after what the workflow says; may be called at any time, twice."""
    page = Page.objects.filter(pk=page_id).select_related("latest_revision", "content_type").first()
    decision = open_decision(page) if page else None
    structure = structure_of(page) if page else None
    if page is None or decision is None or structure is None:
        Waiting.objects.filter(page_id=page_id).delete()
        return
    revision = page.latest_revision or decision.revision
    read = _starts.get(page.content_type.model)
    values = {
        "structure": structure,
        "kind": page.content_type.model,
        "title": revision.object_str[:255],
        "revision": revision.pk,
        "is_live": page.live,
        "requested_by": decision.workflow_state.requested_by,
        "sent_at": decision.started_at,
        "due_date": answer_due(decision.started_at),
        "starts_at": read(revision.content, now) if read else None,
    }
    row, made = Waiting.objects.update_or_create(page_id=page_id, defaults=values)
    if made and tell:
        page_waits.send(sender=Waiting, waiting=row, now=now)


def repair_waiting(*, now: datetime) -> int:
    """Project what the signals missed and what a sitting that is over has made stale; return how many rows."""
    rows = Waiting.objects.filter(page_id=Cast(OuterRef("workflow_state__object_id"), Waiting._meta.pk))
    missing = pages_waiting().annotate(known=Exists(rows)).filter(known=False)
    found = {int(key) for key in missing.values_list("workflow_state__object_id", flat=True)[:SWEEP]}
    open_states = pages_waiting().filter(workflow_state__object_id=Cast(OuterRef("page_id"), CharField()))
    idle = Waiting.objects.annotate(open=Exists(open_states)).filter(open=False)
    changed = Waiting.objects.exclude(page__latest_revision=F("revision"))
    over = Waiting.objects.filter(starts_at__lt=now)
    for rows_to_mend in (idle, changed, over):
        found |= set(rows_to_mend.values_list("page_id", flat=True)[:SWEEP])
    for page_id in sorted(found):
        project_waiting(page_id=page_id, now=now)
    return len(found)


def page_of(state: TaskState) -> int | None:
    """Return the page that a decision of the workflow is about; None when it is about something else."""
    workflow_state = state.workflow_state
    if workflow_state.base_content_type.model_class() is not Page:
        return None
    return int(workflow_state.object_id)
