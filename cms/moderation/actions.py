"""Decides about pages that wait, through Wagtail's own workflow; publishes what trusted structures send."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState

from cms.accounts.models import User
from cms.moderation.models import Decision, DecisionKind, Look, LookKind
from cms.moderation.permissions import may_moderate
from cms.moderation.queries import last_decision, open_decision
from cms.moderation.reasons import REASONS, full_reason
from cms.moderation.record import HERE, record_decision
from cms.moderation.waiting import project_waiting, structure_of


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


class NotTrusted(PermissionDenied):
    """The page is of no structure whose pages are published at once."""


@transaction.atomic
def approve_page(*, page: Page, revision_id: int, by: User, now: datetime) -> Decision:
    """Publish what the moderator has read; a date of publication in the future is kept.

    Wagtail stamps its own rows by its own clock; `now` dates the decision.

    Raises:
        AlreadyDecided: the page does not wait any more.
        ChangedMeanwhile: `revision_id` is no longer the latest revision.
        PermissionDenied: the person does not moderate this page.
        ValidationError: what waits cannot be published as it is.
    """
    row, state = _take(page, revision_id, by)
    previous = row.live_revision_id
    setattr(state, HERE, True)
    state.task.specific.on_action(state, by, "approve")
    return record_decision(
        page=row, kind=DecisionKind.APPROVED, revision_id=revision_id, previous_id=previous, by=by,
        now=now,
    )  # fmt: skip


@transaction.atomic
def send_back_page(
    *, page: Page, revision_id: int, reason_code: str, sentence: str, by: User, now: datetime
) -> Decision:
    """Give a page back to its author with a ready reason, a sentence, or both: read by mail and at the desk.

    Raises:
        ReasonMissing: neither was given, or the reason is none of `REASONS`.
        AlreadyDecided, ChangedMeanwhile, PermissionDenied: as `approve_page`.
    """
    if (reason_code and reason_code not in REASONS) or not full_reason(reason_code, sentence):
        raise ReasonMissing
    row, state = _take(page, revision_id, by)
    setattr(state, HERE, True)
    state.task.specific.on_action(state, by, "reject", comment=full_reason(reason_code, sentence))
    return record_decision(
        page=row, kind=DecisionKind.SENT_BACK, revision_id=revision_id,
        previous_id=row.live_revision_id, by=by, now=now, reason_code=reason_code, sentence=sentence.strip(),
    )  # fmt: skip


def _take(page: Page, revision_id: int, by: User) -> tuple[Page, TaskState]:
    """Return the page, its row locked, and its open decision: of two moderators, one decides.

    Wagtail's task knows its group only; who moderates is ours to say, limited moderators included.
    """
    row = Page.objects.select_for_update().get(pk=page.pk)
    if structure_of(row) is None or not may_moderate(by, row):
        raise PermissionDenied
    state = open_decision(row)
    if state is None:
        raise AlreadyDecided(last_decision(row))
    if row.latest_revision_id != revision_id:
        raise ChangedMeanwhile
    if state.revision_id != revision_id:
        # A moderator corrected the page while it waited: the decision is about what was read, not about what was sent.
        state.revision_id = revision_id
        state.save(update_fields=["revision"])
    return row, state


@transaction.atomic
def publish_trusted(*, page: Page, by: User, now: datetime) -> Decision:
    """Publish the latest revision of a trusted structure's page at once; the team looks at it afterwards.

    The caller has checked that the person writes for the structure. Twice the same revision is one decision.

    Raises:
        NotTrusted: the structure is not trusted, or its space is archived.
        ValidationError: the page cannot be published as it is.
    """
    row = Page.objects.select_for_update().get(pk=page.pk)
    if not is_trusted(row):
        raise NotTrusted
    revision, previous = row.latest_revision or row.specific.save_revision(user=by), row.live_revision_id
    done = Decision.objects.filter(page=row, revision=revision, kind=DecisionKind.TRUSTED, undone_at=None).first()
    if done:
        return done
    revision.publish(user=by, skip_permission_checks=True)
    return note_trusted(page=row, revision=revision, previous_id=previous, by=by, now=now)


def is_trusted(page: Page) -> bool:
    """Tell whether what the page's structure sends is published at once; nothing is where the space is archived."""
    space = getattr(structure_of(page), "space", None)
    return space is not None and space.is_trusted and not space.is_archived


@transaction.atomic
def note_trusted(
    *, page: Page, revision: Revision, previous_id: int | None, by: User | None, now: datetime
) -> Decision:
    """Write down that a trusted structure's revision was published at once, and ask the team to look at it.

    `previous_id` is the revision that stood public before, if one did.
    """
    row = Page.objects.get(pk=page.pk)
    ask_look(kind=LookKind.TRUSTED, page=row, reference=revision.pk, by=by, now=now)
    log(instance=row.specific, action="cms.moderation.publish_trusted", user=by, revision=revision)
    project_waiting(page_id=row.pk, now=now)
    return record_decision(
        page=row, kind=DecisionKind.TRUSTED, revision_id=revision.pk, previous_id=previous_id, by=by,
        now=now,
    )  # fmt: skip


@transaction.atomic
def ask_look(*, kind: str, page: Page, reference: int, by: User | None, now: datetime) -> Look | None:
    """Note that something shows already and is to be looked at; twice is once, None for a page of no structure.

    What was looked at already has changed since (a notice taken back): it is to be looked at again.
    """
    structure = structure_of(page)
    if structure is None:
        return None
    values = {"page_id": page.pk, "structure": structure, "by": by, "at": now}
    found, _made = Look.objects.get_or_create(kind=kind, reference=reference, defaults=values)
    if found.looked_at is not None:
        found.looked_at, found.looked_by, found.by, found.at = None, None, by, now
        found.save(update_fields=["looked_at", "looked_by", "by", "at"])
    return found


@transaction.atomic
def look(*, look: Look, by: User, now: datetime) -> None:
    """Note that the person has looked; the first one counts.

    Raises:
        PermissionDenied: the person does not moderate the page.
    """
    row = Look.objects.select_for_update().select_related("page").get(pk=look.pk)
    if not may_moderate(by, row.page):
        raise PermissionDenied
    if row.looked_at is not None:
        return
    row.looked_at, row.looked_by = now, by
    row.save(update_fields=["looked_at", "looked_by"])
    log(instance=row.page.specific, action="cms.moderation.look", user=by, data={"kind": str(row.get_kind_display())})


@transaction.atomic
def forget_look(*, kind: str, reference: int) -> None:
    """Drop what nobody has to look at any more: a notice taken back shows nothing."""
    Look.objects.filter(kind=kind, reference=reference, looked_at=None).delete()
