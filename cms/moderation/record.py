"""Keeps every decision, whether taken on our screens or in Wagtail's admin, with what stood public before."""

from datetime import datetime

from wagtail.models import Page, TaskState

from cms.accounts.models import User
from cms.moderation.models import Decision, DecisionKind
from cms.moderation.signals import decision_taken
from cms.moderation.waiting import page_of, structure_of

# Marks a row of the workflow that our own actions decide: they record it themselves, with the ready reason.
HERE = "_decided_here"
BEFORE = "_live_revision_before"
KINDS = {TaskState.STATUS_APPROVED: DecisionKind.APPROVED, TaskState.STATUS_REJECTED: DecisionKind.SENT_BACK}


class NoStructure(ValueError):
    """The page stands above the structures: no decision of theirs is about it."""


def record_decision(
    *,
    page: Page,
    kind: DecisionKind,
    revision_id: int | None,
    previous_id: int | None,
    by: User | None,
    now: datetime,
    reason_code: str = "",
    sentence: str = "",
) -> Decision:
    """Write the decision down and tell the rooms above; the caller holds the transaction.

    Raises:
        NoStructure: the page is no structure's (the home page).
    """
    structure = structure_of(page)
    if structure is None:
        raise NoStructure
    decision = Decision.objects.create(
        page_id=page.pk,
        structure=structure,
        kind=kind,
        revision_id=revision_id,
        previous_live_id=previous_id,
        reason_code=reason_code,
        sentence=sentence[:1000],
        by=by,
        at=now,
    )
    decision_taken.send(sender=Decision, decision=decision, now=now)
    return decision


def remember_before(state: TaskState) -> None:
    """Keep on the row, before Wagtail writes its decision and publishes, what stands public now."""
    if state.pk is None or state.status not in KINDS or hasattr(state, HERE):
        return
    page_id = page_of(state)
    page = Page.objects.filter(pk=page_id).only("live_revision").first() if page_id else None
    if page is not None and not hasattr(state, BEFORE):
        setattr(state, BEFORE, page.live_revision_id)


def record_from_admin(*, state: TaskState, by: User | None, now: datetime) -> Decision | None:
    """Record a decision that was taken in Wagtail's admin.

    None for our own, which are recorded already, and for the home page, which is no structure's.
    """
    page_id = page_of(state)
    if hasattr(state, HERE) or page_id is None or state.status not in KINDS:
        return None
    page = Page.objects.get(pk=page_id)
    if structure_of(page) is None:
        return None
    return record_decision(
        page=page,
        kind=KINDS[state.status],
        revision_id=state.revision_id,
        previous_id=getattr(state, BEFORE, None),
        by=by,
        now=now,
        sentence=state.comment,
    )
