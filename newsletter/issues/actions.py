"""Everything that happens to an issue until it is sent: composed, reread, approved, approval lost, date of sending."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from branding.models import Brand
from cms.accounts.models import User
from newsletter.issues.checks import called_off
from newsletter.issues.compose import Draft, compose_issue
from newsletter.issues.letters import build_letter, render_issue
from newsletter.issues.models import ComposedMonth, Issue, IssueState, Rendition
from newsletter.issues.period import Period, due_period
from newsletter.issues.plans import dates_of
from newsletter.issues.sources import read_sources
from newsletter.issues.wishes import hush, wishes_of, with_wishes
from newsletter.rendering.letter import letter_to_json


class NotNow(Exception):
    """The issue is not in a state that allows this; somebody else was quicker, or the text has changed."""


class ChangedSinceRead(Exception):
    """The letter is not any more what the person read who wants to approve it."""


class CalledOffUnseen(Exception):
    """The letter names an event that does not take place any more, and nobody said that they saw it."""


def compose_due_issue(*, now: datetime) -> Issue | None:
    """Compose the draft that is due; None when it is too early, or when it was made already, even if deleted since."""
    day = Brand.load().compose_day
    period = due_period(now, lambda period: dates_of(period, day).compose)
    if period is None or ComposedMonth.objects.filter(period=period.key).exists():
        return None
    if Issue.objects.filter(period=period.key).exists():
        return None
    return compose_period(period=period, by=None, now=now)


def compose_period(*, period: Period, by: User | None, now: datetime) -> Issue:
    """Return the month's issue, composed now unless it exists: calling twice, or two at once, makes one draft."""
    # Read and composed before the write lock is taken.
    draft = draft_of(period=period, now=now)
    with transaction.atomic():
        issue, made = Issue.objects.get_or_create(
            period=period.key,
            defaults={
                "slug": period.slug,
                "subject": draft.subject,
                "content": _stream(draft.content),
                "composed_at": now,
            },
        )
        if made:
            ComposedMonth.objects.get_or_create(period=period.key, defaults={"at": now})
            log(instance=issue, action="newsletter.compose", user=by)
    return issue


def draft_of(*, period: Period, now: datetime) -> Draft:
    """Return the draft that would be made now: what is public, said as the structures asked. It writes nothing."""
    brand, wishes = Brand.load(), wishes_of(period)
    sources = with_wishes(read_sources(period=period, brand=brand, now=now), wishes)
    draft = compose_issue(period=period, sources=sources, newsletter_name=brand.newsletter_name, now=now)
    return replace(draft, content=hush(draft.content, wishes))


def _stream(content: list[dict[str, Any]]) -> Any:
    field = Issue._meta.get_field("content")
    return field.stream_block.to_python(content)


def _move(issue_id: int, *, before: tuple[str, ...], **changes: Any) -> None:
    """Change an issue only if it still is in one of the states `before`.

    Raises:
        NotNow: it is not.
    """
    if not Issue.objects.filter(pk=issue_id, state__in=before).update(**changes):
        raise NotNow


@transaction.atomic
def ask_review(*, issue_id: int, by: User, now: datetime) -> None:
    """Mark the draft as ready to be reread by a colleague; raises NotNow."""
    _move(issue_id, before=(IssueState.DRAFT,), state=IssueState.IN_REVIEW)
    log(instance=Issue.objects.get(pk=issue_id), action="newsletter.review", user=by, timestamp=now)


def approve_issue(
    *, issue_id: int, by: User, read: str | None = None, called_off_seen: bool = False, now: datetime
) -> Issue:
    """Freeze the letter as it reads now; these bytes and no others will be sent.

    `read` is the digest of the letter that the person saw (`Rendered.digest`); None from code that saw none.

    Raises:
        ChangedSinceRead: the letter reads otherwise by now.
        CalledOffUnseen: it names an event called off since, without `called_off_seen`.
        LetterRefused: it is too large; the sentence says what to shorten.
        NotNow: the issue is being sent already, or was changed in the same moment.
    """
    issue = Issue.objects.get(pk=issue_id)
    if not called_off_seen and called_off(issue):
        raise CalledOffUnseen
    rendered = render_issue(issue)  # outside the transaction: it may write picture sizes and takes a while
    rendition = Rendition(
        issue=issue,
        subject=rendered.subject,
        html=rendered.html,
        text=rendered.text,
        letter=letter_to_json(build_letter(issue, Brand.load())),
        source_hash=issue.fingerprint(),
        made_at=now,
    )
    if read is not None and read != rendition.digest():
        raise ChangedSinceRead
    with transaction.atomic():
        current = Issue.objects.select_for_update().get(pk=issue_id)
        if current.fingerprint() != rendition.source_hash:
            raise NotNow
        Rendition.objects.filter(issue=issue).delete()
        rendition.save()
        _move(
            issue_id,
            before=(IssueState.DRAFT, IssueState.IN_REVIEW),
            state=IssueState.APPROVED,
            approved_at=now,
            approved_by=by,
            approved_hash=rendition.digest(),
        )
        log(instance=issue, action="newsletter.approve", user=by, data={"hash": rendition.digest()}, timestamp=now)
    return Issue.objects.get(pk=issue_id)


@transaction.atomic
def untick_called_off(*, issue_id: int, by: User, now: datetime) -> int:
    """Leave aside the lines of events that do not take place any more, and return how many; an approval is lost.

    Raises:
        NotNow: the letter is being sent or was sent.
    """
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if not issue.is_editable:
        raise NotNow
    off = called_off(issue)
    lines = [line for block in issue.content for line in block.value.get("entries", ())]
    found = [line for line in lines if line["show"] and line["code"] in off]
    if not found:
        return 0
    for line in found:
        line["show"] = False
    issue.save(update_fields=["content"])
    issue.save_revision(user=by, clean=False)
    log(instance=issue, action="newsletter.untick", user=by, timestamp=now)
    void_changed_approval(issue_id=issue_id, by=by, now=now)
    return len(found)


@transaction.atomic
def void_changed_approval(*, issue_id: int, by: User | None, now: datetime) -> bool:
    """Set an approved issue back to draft if its text is no longer the approved one; tell whether it was."""
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if issue.state != IssueState.APPROVED or approval_stands(issue):
        return False
    _move(
        issue_id,
        before=(IssueState.APPROVED,),
        state=IssueState.DRAFT,
        approved_at=None,
        approved_by=None,
        approved_hash="",
        send_at=None,
        trouble="",
        trouble_at=None,
    )
    log(instance=issue, action="newsletter.void", user=by, timestamp=now)
    return True


def approval_stands(issue: Issue) -> bool:
    """Whether the frozen bytes are those approved, and made from the text as it is now."""
    rendition = Rendition.objects.filter(issue=issue).first()
    if rendition is None:
        return False
    return rendition.digest() == issue.approved_hash and rendition.source_hash == issue.fingerprint()


@transaction.atomic
def schedule_issue(*, issue_id: int, send_at: datetime | None, by: User, now: datetime) -> None:
    """Set or forget the moment at which an approved issue starts; raises NotNow."""
    _move(issue_id, before=(IssueState.APPROVED,), send_at=send_at, trouble="", trouble_at=None)
    log(
        instance=Issue.objects.get(pk=issue_id),
        action="newsletter.schedule",
        user=by,
        data={"send_at": send_at.isoformat() if send_at else ""},
        timestamp=now,
    )
