"""How far the rereading of a letter is, for its board. Two queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newsletter.issues.models import Issue
from newsletter.reviews.actions import review_url
from newsletter.reviews.models import ReviewAnswer, ReviewLink, Verdict


@dataclass(frozen=True)
class Review:
    """One person's address and answers; `url` is empty once it works no more."""

    link: ReviewLink
    url: str
    answers: Sequence["Answered"]


@dataclass(frozen=True)
class Answered:
    """One answer, and whether the letter still reads as it did then."""

    answer: ReviewAnswer
    is_current: bool


def reviews_of(issue: Issue, digest: str, *, now: datetime) -> list[Review]:
    """Return the open addresses and those that were answered; `digest` is that of the letter as it reads now."""
    links = issue.review_links.prefetch_related("answers")
    return [
        Review(
            link=link,
            url=review_url(link) if link.is_open(now) else "",
            answers=[Answered(answer, answer.digest == digest) for answer in link.answers.all()],
        )
        for link in links
        if link.is_open(now) or link.answers.all()
    ]


def is_called_good(issue: Issue, digest: str) -> bool:
    """Whether a rereader called exactly this text good to be sent."""
    return ReviewAnswer.objects.filter(link__issue=issue, verdict=Verdict.GOOD, digest=digest).exists()
