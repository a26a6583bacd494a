"""Hears what Wagtail does with pages that wait, and keeps the queue's rows and the decisions in step."""

from datetime import datetime
from typing import Any

from django.db.models.signals import post_save, pre_save
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.signals import (
    page_unpublished,
    post_page_move,
    task_approved,
    task_cancelled,
    task_rejected,
    task_submitted,
    workflow_approved,
)

from cms.moderation.actions import is_trusted, note_trusted
from cms.moderation.models import Look, LookKind, Waiting
from cms.moderation.record import HERE, record_from_admin, remember_before
from cms.moderation.waiting import follow_structure, page_of, project_waiting

# Marks a row of the workflow that ends as it begins: what is noted of it once Wagtail has published.
TRUSTED = "_trusted"


def connect() -> None:
    """Connect the receivers; Wagtail's signals carry no time, so the clock is read here."""
    pre_save.connect(_before_state, sender=TaskState, dispatch_uid="moderation-before")
    for signal in (task_approved, task_rejected):
        signal.connect(_decided, sender=TaskState, dispatch_uid="moderation-decided")
    task_submitted.connect(_submitted, sender=TaskState, dispatch_uid="moderation-submitted")
    workflow_approved.connect(_finished, sender=WorkflowState, dispatch_uid="moderation-finished")
    task_cancelled.connect(_moved, sender=TaskState, dispatch_uid="moderation-moved")
    post_save.connect(_revised, sender=Revision, dispatch_uid="moderation-revised")
    post_page_move.connect(_rehoused, dispatch_uid="moderation-rehoused")
    page_unpublished.connect(_withdrawn, dispatch_uid="moderation-withdrawn")


def _before_state(instance: TaskState, **_kwargs: Any) -> None:
    remember_before(instance)


def _decided(instance: TaskState, user: Any, **_kwargs: Any) -> None:
    now = timezone.now()
    record_from_admin(state=instance, by=user, now=now)
    _project(instance, now)


def _moved(instance: TaskState, **_kwargs: Any) -> None:
    _project(instance, timezone.now())


def _submitted(instance: TaskState, user: Any, **_kwargs: Any) -> None:
    """A page sent from Wagtail's editor waits; where the structure is trusted, the round ends as it begins.

    Wagtail publishes by itself when a task is approved on starting: nothing ever waits, and nobody is written to.
    """
    now, page_id = timezone.now(), page_of(instance)
    page = Page.objects.filter(pk=page_id).first() if page_id and user else None
    if page is not None and is_trusted(page):
        setattr(instance, HERE, True)
        setattr(instance, TRUSTED, {"page": page, "previous_id": page.live_revision_id, "by": user, "now": now})
        instance.status, instance.finished_at, instance.finished_by = TaskState.STATUS_APPROVED, now, user
        instance.save()
        return
    _project(instance, now)


def _finished(instance: WorkflowState, **_kwargs: Any) -> None:
    """Note what a trusted structure has just published from Wagtail's editor."""
    state = instance.current_task_state
    noted = getattr(state, TRUSTED, None)
    if state is not None and noted:
        note_trusted(revision=state.revision, **noted)


def _rehoused(instance: Page, **_kwargs: Any) -> None:
    """A page that was moved is of its new structure, with all that is kept about it."""
    follow_structure(page=instance, now=timezone.now())


def _withdrawn(instance: Page, **_kwargs: Any) -> None:
    """What is not public any more is nothing to look at."""
    Look.objects.filter(page_id=instance.pk, looked_at=None, kind=LookKind.TRUSTED).delete()


def _project(state: TaskState, now: datetime) -> None:
    page_id = page_of(state)
    if page_id is not None:
        project_waiting(page_id=page_id, now=now)


def _revised(instance: Revision, **_kwargs: Any) -> None:
    """A moderator may correct what waits: the row then shows what would be published."""
    if instance.base_content_type.model_class() is not Page:
        return
    if Waiting.objects.filter(page_id=int(instance.object_id)).exists():
        project_waiting(page_id=int(instance.object_id), now=timezone.now())
