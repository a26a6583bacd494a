"""Takes a decision back, until the next one about the same page: what was public before is public again."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState, WorkflowState

from cms.accounts.models import User
from cms.moderation.actions import ReasonMissing
from cms.moderation.models import Decision, DecisionKind, Look, LookKind
from cms.moderation.permissions import may_moderate
from cms.moderation.queries import open_decision
from cms.moderation.reasons import REASONS, full_reason
from cms.moderation.signals import decision_undone
from cms.moderation.waiting import project_waiting


class NotUndoable(Exception):
    """The decision stands: it was undone already, another one followed, or the author has gone on since."""


@transaction.atomic
def undo_decision(*, decision: Decision, by: User, now: datetime, reason_code: str = "", sentence: str = "") -> None:
    """Undo: an approval puts back what was public before, and the page waits again; a sending back waits again.

    What the author began to write since stays a draft of theirs: nothing then waits, and only the public version goes
    back. Notices stand beside the page and are not touched.

    Taking from the public what a trusted structure had published is said with a ready reason, a sentence, or both: the
    structure reads them by mail, and the page's history keeps them.

    Raises:
        NotUndoable: see the class; nothing was written.
        PermissionDenied: the person does not moderate the page.
        ReasonMissing: one is asked (`asks_reason`) and neither was given, or the reason is none of `REASONS`.
    """
    page = Page.objects.select_for_update().get(pk=decision.page_id)
    if not may_moderate(by, page):
        raise PermissionDenied
    decision.refresh_from_db()
    if decision.undone_at is not None or not is_last(decision):
        raise NotUndoable
    if reason_code and reason_code not in REASONS:
        raise ReasonMissing
    reason = full_reason(reason_code, sentence)
    if asks_reason(decision, by) and not reason:
        raise ReasonMissing
    if decision.kind == DecisionKind.SENT_BACK:
        _take_back_sending(page, decision)
    else:
        _take_back_publication(page, decision, by)
    decision.undone_at, decision.undone_by = now, by
    decision.save(update_fields=["undone_at", "undone_by"])
    log(
        instance=Page.objects.get(pk=page.pk).specific,
        action="cms.moderation.undo",
        user=by,
        data={"decision": decision.pk, "kind": decision.kind, **({"comment": reason} if reason else {})},
    )
    project_waiting(page_id=page.pk, now=now, tell=False)
    decision_undone.send(sender=Decision, decision=decision, now=now, reason=reason)


def asks_reason(decision: Decision, by: User) -> bool:
    """Tell whether taking the decision back is a judgement on somebody else's work, who must read why."""
    return decision.kind == DecisionKind.TRUSTED and decision.by_id != by.pk


def is_last(decision: Decision) -> bool:
    """Tell whether no later decision about the same page stands or stood."""
    return not Decision.objects.filter(page_id=decision.page_id, pk__gt=decision.pk).exists()


def _round_of(decision: Decision) -> TaskState | None:
    """Return the row of the workflow that the decision closed."""
    status = TaskState.STATUS_REJECTED if decision.kind == DecisionKind.SENT_BACK else TaskState.STATUS_APPROVED
    states = TaskState.objects.filter(revision_id=decision.revision_id, status=status)
    return states.select_related("workflow_state").order_by("-finished_at", "-pk").first()


def _reopen(state: TaskState) -> None:
    """Let the page wait again where it waited, since when it waited: the answer is due on the same day."""
    # Past `save()`: Wagtail would start a new round and mail about it.
    TaskState.objects.filter(pk=state.pk).update(
        status=TaskState.STATUS_IN_PROGRESS, finished_at=None, finished_by=None, comment=""
    )
    WorkflowState.objects.filter(pk=state.workflow_state_id).update(
        status=WorkflowState.STATUS_IN_PROGRESS, current_task_state=state
    )


def _take_back_sending(page: Page, decision: Decision) -> None:
    state = _round_of(decision)
    gone_on = page.latest_revision_id != decision.revision_id
    if state is None or gone_on or state.workflow_state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        raise NotUndoable
    _reopen(state)


def _take_back_publication(page: Page, decision: Decision, by: User) -> None:
    shown = page.live and page.live_revision_id == decision.revision_id
    scheduled = Revision.objects.filter(pk=decision.revision_id, approved_go_live_at__isnull=False).exists()
    if not shown and not scheduled:
        raise NotUndoable  # the author took it away since, or something else was published beside moderation
    newer_round = open_decision(page)
    if newer_round is not None:
        _hide_round(newer_round)
    if shown and decision.previous_live is not None:
        decision.previous_live.publish(user=by, log_action=False, skip_permission_checks=True)
    elif shown:
        page.specific.unpublish(user=by, log_action=False)
    Revision.objects.filter(pk=decision.revision_id).update(approved_go_live_at=None)
    Page.objects.filter(pk=page.pk).update(has_unpublished_changes=True)
    if newer_round is not None:
        _reopen(newer_round)
        return
    state = _round_of(decision)
    if decision.kind == DecisionKind.TRUSTED:
        Look.objects.filter(kind=LookKind.TRUSTED, reference=decision.revision_id or 0).delete()
    elif state is not None and page.latest_revision_id == decision.revision_id:
        _reopen(state)


def _hide_round(state: TaskState) -> None:
    """Keep Wagtail from cancelling the round of a newer version when the older one is published again."""
    WorkflowState.objects.filter(pk=state.workflow_state_id).update(status=WorkflowState.STATUS_CANCELLED)
