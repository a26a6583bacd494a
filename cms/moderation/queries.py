"""What waits for a moderator, and how the last rounds of moderation ended."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, TaskState, WorkflowState


def pages_waiting() -> QuerySet[TaskState]:
    """Return the open decisions about pages, the longest waiting first, with revision and requester."""
    return (
        TaskState.objects.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
            workflow_state__base_content_type=_page_type(),
        )
        .select_related("revision", "workflow_state__requested_by", "workflow_state__content_type")
        .order_by("started_at", "pk")
    )


def rounds_below(parent: Page) -> QuerySet[WorkflowState]:
    """Return the rounds of moderation of a page and its children: in progress or sent back, latest first."""
    ids = Page.objects.descendant_of(parent, inclusive=True).annotate(key=Cast("pk", CharField())).values("key")
    return (
        WorkflowState.objects.active()
        .filter(base_content_type=_page_type(), object_id__in=ids)
        .select_related(
            "current_task_state__revision", "current_task_state__finished_by", "requested_by", "content_type"
        )
        .order_by("-current_task_state__started_at", "-pk")
    )


def open_decision(page: Page) -> TaskState | None:
    """Return the decision that a page waits for, if it waits for one."""
    return pages_waiting().filter(workflow_state__object_id=str(page.pk)).first()


def last_decision(page: Page) -> TaskState | None:
    """Return the latest decision taken about a page."""
    return (
        TaskState.objects.for_instance(page)
        .filter(status__in=[TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED])
        .select_related("finished_by")
        .order_by("-finished_at", "-pk")
        .first()
    )


def _page_type() -> ContentType:
    return ContentType.objects.get_for_model(Page)
