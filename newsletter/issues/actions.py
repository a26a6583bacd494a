"""Everything that happens to an issue until it is sent: composed, reread, approved, approval lost, date of sending."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from branding.models import Brand
from cms.accounts.models import User
from newsletter.issues.called_off import called_off, called_off_in, past_lines
from newsletter.issues.checklist import examine, stops
from newsletter.issues.compose import Draft, compose_issue
from newsletter.issues.letters import RenderedEdition, digest_of_all, digest_of_editions, render_editions
from newsletter.issues.models import ComposedMonth, Issue, IssueState, Rendition
from newsletter.issues.period import Period, due_period
from newsletter.issues.plans import dates_of
from newsletter.issues.sources import read_sources
from newsletter.issues.striking import strike
from newsletter.issues.wishes import hush, wishes_of, with_wishes
from newsletter.rendering.letter import letter_from_json, letter_to_json


class NotNow(Exception):
    """The issue is not in a state that allows this; somebody else was quicker, or the text has changed."""


class ChangedSinceRead(Exception):
    """The letter is not any more what the person read who wants to approve it."""


class NotReady(Exception):
    """A check forbids the approval; holds the sentences that say what to do."""

    def __init__(self, sentences: list[str]) -> None:
        """Keep the sentences."""
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class SecondReaderNeeded(Exception):
    """The département wants four eyes, and who approves changed the letter last."""


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


def approve_issue(
    *,
    issue_id: int,
    by: User,
    read: str | None = None,
    called_off_seen: bool = False,
    agreed: bool = False,
    now: datetime,
) -> Issue:
    """Freeze all editions of the letter as they read now; these bytes and no others will be sent.

    `read` is the digest of the mails that the person saw (`digest_of_editions`); None from code that saw none. Which
    territories have an edition is decided here: one that gains its thirtieth reader later waits for the next letter.
    `agreed` says that somebody else called exactly this text good to be sent, where four eyes are wanted.

    Raises:
        ChangedSinceRead: the letter reads otherwise by now.
        CalledOffUnseen: it names an event called off since, without `called_off_seen`.
        LetterRefused: it is too large; the sentence says what to shorten.
        SecondReaderNeeded: `by` changed it last, and nobody else agreed, where four eyes are wanted.
        NotReady: a check says what has to be mended first.
        NotNow: the issue is being sent already, or was changed in the same moment.
    """
    issue = Issue.objects.get(pk=issue_id)
    if not called_off_seen and called_off(issue):
        raise CalledOffUnseen
    if Brand.load().four_eyes and not agreed and issue.latest_revision and issue.latest_revision.user_id == by.pk:
        raise SecondReaderNeeded
    rendered = render_editions(issue)  # outside the transaction: it may write picture sizes and takes a while
    digest, source_hash = digest_of_editions(rendered), issue.fingerprint()
    if read is not None and read != digest:
        raise ChangedSinceRead
    if sentences := stops(examine(issue, rendered, now=now)):
        raise NotReady(sentences)
    renditions = [_frozen(item, issue=issue, source_hash=source_hash, now=now) for item in rendered]
    with transaction.atomic():
        current = Issue.objects.select_for_update().get(pk=issue_id)
        if current.fingerprint() != source_hash:
            raise NotNow
        # First of all: mails that are being sent keep their letter, which cannot be deleted.
        _move(
            issue_id,
            before=(IssueState.DRAFT, IssueState.IN_REVIEW),
            state=IssueState.APPROVED,
            approved_at=now,
            approved_by=by,
            approved_hash=digest,
        )
        Rendition.objects.filter(issue=issue).delete()
        Rendition.objects.bulk_create(renditions)
        log(instance=issue, action="newsletter.approve", user=by, data={"hash": digest}, timestamp=now)
    return Issue.objects.get(pk=issue_id)


def _frozen(item: RenderedEdition, *, issue: Issue, source_hash: str, now: datetime) -> Rendition:
    return Rendition(
        issue=issue,
        edition=item.edition.siren,
        name=item.edition.name,
        slug=item.edition.slug,
        form=item.form,
        subject=item.rendered.subject,
        html=item.rendered.html,
        text=item.rendered.text,
        letter=letter_to_json(item.letter),
        source_hash=source_hash,
        made_at=now,
    )


@transaction.atomic
def untick_called_off(*, issue_id: int, by: User, now: datetime) -> int:
    """Leave aside the lines of events called off or over, and return how many; an approval is lost.

    Raises:
        NotNow: the letter is being sent or was sent.
    """
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if not issue.is_editable:
        raise NotNow
    off = called_off(issue) | past_lines(issue, now=now)
    found = [line for line in issue.lines() if line["code"] in off]
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
def strike_called_off(*, issue: Issue, by: User | None, now: datetime) -> list[str]:
    """Mark ANNULÉ, in all frozen mails of an approved issue, what was called off since; return the events' codes.

    Called when the sending begins, after the approval was found to stand: what is sent differs from what was approved
    by that word only. The letters that the archive shows are marked when they are read.
    """
    struck: set[str] = set()
    for rendition in Rendition.objects.filter(issue=issue):
        off = called_off_in(letter_from_json(rendition.letter))
        if off:
            rendition.html, rendition.text = strike(rendition.html, rendition.text, off.values())
            rendition.struck = list(off)
            rendition.save(update_fields=["html", "text", "struck"])
            struck |= set(off)
    if struck:
        log(instance=issue, action="newsletter.strike", user=by, data={"codes": sorted(struck)}, timestamp=now)
    return sorted(struck)


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
    renditions = list(Rendition.objects.filter(issue=issue))
    digest = digest_of_all((item.edition, item.form, item.digest()) for item in renditions)
    sources = {item.source_hash for item in renditions}
    return digest == issue.approved_hash and sources == {issue.fingerprint()}


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
