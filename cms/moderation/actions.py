"""Decides about pages that wait: publishes them or sends them back, through Wagtail's own workflow.

Wagtail stamps its workflow rows with its own clock; these actions therefore take no `now`.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import Page, TaskState

from cms.accounts.models import User
from cms.moderation.queries import last_decision, open_decision


class AlreadyDecided(Exception):
    """Somebody was faster, or the author took the page back; `decision` is what was decided, if anything was."""

    def __init__(self, decision: TaskState | None) -> None:
        """Keep the decision."""
        super().__init__("this page does not wait any more")
        self.decision = decision


class ChangedMeanwhile(Exception):
    """The page is no longer what the moderator has read."""


class ReasonMissing(ValueError):
    """A page goes back with a reason, or not at all."""


@transaction.atomic
def approve_page(*, page: Page, revision_id: int, by: User) -> None:
    """Publish what the moderator has read; a date of publication in the future is kept.

    Raises:
        AlreadyDecided: the page does not wait any more.
        ChangedMeanwhile: `revision_id` is no longer the latest revision.
        PermissionDenied: the person is no moderator.
    """
    decision = _take(page, revision_id, by)
    decision.task.specific.on_action(decision, by, "approve")


@transaction.atomic
def send_back_page(*, page: Page, revision_id: int, reason: str, by: User) -> None:
    """Give a page back to its author with the reason, which the author reads by mail and at the desk.

    Raises:
        ReasonMissing: nothing was written.
        AlreadyDecided, ChangedMeanwhile, PermissionDenied: as `approve_page`.
    """
    if not reason.strip():
        raise ReasonMissing
    decision = _take(page, revision_id, by)
    decision.task.specific.on_action(decision, by, "reject", comment=reason.strip())


def _take(page: Page, revision_id: int, by: User) -> TaskState:
    """Return the open decision of a page, its page's row locked: of two moderators, one decides."""
    row = Page.objects.select_for_update().get(pk=page.pk)
    decision = open_decision(row)
    if decision is None:
        raise AlreadyDecided(last_decision(row))
    if not any(name == "approve" for name, *_rest in decision.task.specific.get_actions(row, by)):
        raise PermissionDenied
    if row.latest_revision_id != revision_id:
        raise ChangedMeanwhile
    if decision.revision_id != revision_id:
        # A moderator corrected the page while it waited: the decision is about what was read, not about what was sent.
        decision.revision_id = revision_id
        decision.save(update_fields=["revision"])
    return decision
