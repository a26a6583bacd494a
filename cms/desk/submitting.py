"""The one way in which a structure's page is sent to the team, taken back, or thrown away before anybody read it."""

from datetime import datetime
from enum import Enum

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState, WorkflowState

from cms.accounts.models import User
from cms.moderation.actions import publish_trusted
from cms.moderation.waiting import project_waiting
from cms.structures.models import StructureContent, StructurePage


class Outcome(Enum):
    """What became of a page that was sent."""

    WAITING = "waiting"
    PUBLISHED = "published"


class NotSubmittable(ValueError):
    """The page cannot be sent or taken back as it stands; the message is for the person."""


@transaction.atomic
def submit_page(*, page: Page, by: User | None, now: datetime, written_by: str = "") -> Outcome:
    """Send the latest revision of a structure's page to the team, or publish it where the structure is trusted.

    Wagtail's workflow is started, or resumed after the page came back; sent twice is sent once, and what was saved
    since it was sent is what then waits. Membership is the caller's to check: no Wagtail permission is asked, a
    contributor has none. `written_by` is the person behind a shared mailbox and stays in the log.

    Raises:
        NotSubmittable: nothing was ever saved of the page, a moderator has locked it, or no workflow is set up.
    """
    row = _locked(page)
    if row.latest_revision is None:
        raise NotSubmittable(_("There is nothing to send yet: save it first."))
    if row.locked:
        raise NotSubmittable(_("The team has locked this page: please call them."))
    own = _own_structure(row)
    trusted = own is not None and own.space.is_trusted
    outcome = Outcome.PUBLISHED if trusted and by is not None else Outcome.WAITING
    data = {"outcome": outcome.value, **({"written_by": written_by} if written_by else {})}
    log(instance=row, action="cms.desk.submit_page", user=by, revision=row.latest_revision, data=data)
    if outcome is Outcome.PUBLISHED and by is not None:
        _unschedule(row)
        publish_trusted(page=row, by=by, now=now)
    else:
        _start_round(row, by, now)
    page.refresh_from_db()
    return outcome


def _start_round(page: StructureContent, by: User | None, now: datetime) -> None:
    state = page.current_workflow_state
    if state is None:
        workflow = page.get_workflow()
        if workflow is None:
            raise NotSubmittable(_("Nobody is set up to read this page: please call the team."))
        workflow.start(page, by)
    elif state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=by)
    else:
        # It waits already: what is read is what was saved last.
        waiting = TaskState.objects.filter(workflow_state=state, status=TaskState.STATUS_IN_PROGRESS)
        if waiting.exclude(revision=page.latest_revision).update(revision=page.latest_revision):
            project_waiting(page_id=page.pk, now=now)


@transaction.atomic
def take_back(*, page: Page, by: User, now: datetime, written_by: str = "") -> bool:
    """Take a page out of the team's hands to correct it: the round ends, an approval for a later day ends too.

    What is public stays public, and nothing of the draft is lost. False when there was nothing to take back.

    Raises:
        NotSubmittable: a moderator has locked the page.
    """
    row = _locked(page)
    if row.locked:
        raise NotSubmittable(_("The team has locked this page: please call them."))
    state = row.current_workflow_state
    waits = state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS
    if waits:
        state.cancel(user=by)
    unscheduled = _unschedule(row)
    if not waits and not unscheduled:
        return False
    data = {"at": now.isoformat(), **({"written_by": written_by} if written_by else {})}
    log(instance=row, action="cms.desk.take_back", user=by, revision=row.latest_revision, data=data)
    page.refresh_from_db()
    return True


def _unschedule(page: Page) -> int:
    """Forget an approval for a later day. Revisions are content: only their date of publication goes."""
    return (
        Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    )


@transaction.atomic
def delete_draft(*, page: Page, by: User, now: datetime, written_by: str = "") -> None:
    """Delete a page that was never published and does not wait for the team.

    Raises:
        NotSubmittable: it is or was public, it waits, or a moderator has locked it.
    """
    row = _locked(page)
    if row.live or row.first_published_at or row.locked:
        raise NotSubmittable(_("Only a draft that was never published can be deleted."))
    state = row.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        raise NotSubmittable(_("The team has it in hand: take it back first."))
    data = {"title": row.draft_title or row.title, "page": row.pk, "at": now.isoformat()}
    data |= {"written_by": written_by} if written_by else {}
    log(instance=row.get_parent().specific, action="cms.desk.delete_draft", user=by, data=data)
    if state is not None:
        state.cancel(user=by)
    DeletePageAction(row, user=by).execute(skip_permission_checks=True)


def _locked(page: Page) -> StructureContent:
    """Return the page's row as it stands now, held until the transaction ends: of two senders one starts the round."""
    Page.objects.select_for_update().get(pk=page.pk)
    row: StructureContent = Page.objects.select_related("latest_revision").get(pk=page.pk).specific
    return row


def _own_structure(page: Page) -> StructurePage | None:
    """Return the structure whose space the page stands in, the structure itself for its own page."""
    return (
        StructurePage.objects.ancestor_of(page, inclusive=True)
        .select_related("space")
        .filter(space__isnull=False)
        .last()
    )
