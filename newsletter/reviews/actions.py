"""Giving a draft to be reread, taking the address back, and keeping what people answer."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.log_actions import log

from branding.models import Brand
from cms.accounts.models import User
from newsletter.issues.actions import ChangedSinceRead, NotNow
from newsletter.issues.letters import digest_of_editions, render_editions
from newsletter.issues.models import EDITABLE, Issue, IssueState
from newsletter.reviews.models import ReviewAnswer, ReviewLink, Verdict
from newsletter.subscribers.tokens import make_token

REVIEW = "review"
OPEN_FOR = timedelta(days=14)
# More people than any letter has rereaders, and more answers than one person gives: what bounds a link gone astray.
MOST_LINKS = 20
MOST_ANSWERS = 30
KEPT = timedelta(days=395)


class TooManyLinks(Exception):
    """The letter has as many open addresses as it may have: take one back first."""


class LinkClosed(Exception):
    """The address ended, was taken back, or has had all the answers it may have."""


class CommentMissing(Exception):
    """Somebody wants something mended and does not say what."""


def review_url(link: ReviewLink) -> str:
    """Return the absolute address that the rereader opens."""
    return settings.PUBLIC_URL + reverse("newsletter:review", args=[make_token(REVIEW, link.pk)])


@transaction.atomic
def invite_reviewer(*, issue_id: int, name: str, by: User, now: datetime) -> ReviewLink:
    """Make an address for one person, good for two weeks; a draft is from then on being reread.

    Raises:
        NotNow: the letter is being sent already.
        TooManyLinks: twenty are open.
    """
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if issue.state not in EDITABLE:
        raise NotNow
    if issue.review_links.filter(revoked_at=None, ends_at__gt=now).count() >= MOST_LINKS:
        raise TooManyLinks
    link = ReviewLink.objects.create(issue=issue, name=name[:80], made_by=by, made_at=now, ends_at=now + OPEN_FOR)
    Issue.objects.filter(pk=issue_id, state=IssueState.DRAFT).update(state=IssueState.IN_REVIEW)
    log(instance=issue, action="newsletter.review", user=by, data={"name": link.name}, timestamp=now)
    return link


@transaction.atomic
def revoke_link(*, link_id: int, by: User, now: datetime) -> None:
    """Close the address at once; doing it again changes nothing."""
    link = ReviewLink.objects.select_related("issue").get(pk=link_id)
    if ReviewLink.objects.filter(pk=link_id, revoked_at=None).update(revoked_at=now):
        log(instance=link.issue, action="newsletter.revoke", user=by, data={"name": link.name}, timestamp=now)


def answer_review(*, link_id: int, verdict: Verdict, name: str, comment: str, read: str, now: datetime) -> ReviewAnswer:
    """Keep what the rereader says of the letter that they read, and tell who asked them by mail.

    `read` is the digest of all mails as the page showed them (`digest_of_editions`).

    Raises:
        LinkClosed: the address works no more, or the letter is being sent.
        CommentMissing: to be corrected, without saying what.
        ChangedSinceRead: the letter reads otherwise by now; nothing was kept. A mere remark is kept all the same.
    """
    if verdict == Verdict.MEND and not comment.strip():
        raise CommentMissing
    issue = Issue.objects.get(review_links=link_id)
    digest = digest_of_editions(render_editions(issue))
    if verdict != Verdict.COMMENT and digest != read:
        raise ChangedSinceRead
    with transaction.atomic():
        link = ReviewLink.objects.select_for_update(of=("self",)).select_related("issue", "made_by").get(pk=link_id)
        if not link.is_open(now) or link.issue.state not in EDITABLE or link.answers.count() >= MOST_ANSWERS:
            raise LinkClosed
        answer = ReviewAnswer.objects.create(
            link=link, verdict=verdict, name=name[:80], comment=comment.strip()[:4000], digest=read or digest, at=now
        )
        _tell(answer)
    return answer


def _tell(answer: ReviewAnswer) -> None:
    user = answer.link.made_by
    if user is None or not user.is_active or not user.email:
        return
    board = settings.PUBLIC_URL + reverse("letter:board", args=[answer.link.issue_id])
    context = {"answer": answer, "issue": answer.link.issue, "board": board, "brand": Brand.load()}
    subject = render_to_string("newsletter/mail/review_subject.txt", context)
    EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string("newsletter/mail/review.txt", context),
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


@transaction.atomic
def forget_reviewers(*, now: datetime) -> int:
    """Take names and remarks from what is older than thirteen months; return how many answers lost theirs."""
    ReviewLink.objects.filter(made_at__lt=now - KEPT).exclude(name="").update(name="")
    return ReviewAnswer.objects.filter(at__lt=now - KEPT).exclude(name="", comment="").update(name="", comment="")
