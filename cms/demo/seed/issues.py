"""Last month's letter, as if it had been sent: the archive is not empty."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from cms.accounts.models import User
from newsletter.delivery.actions import send_waiting, start_sending
from newsletter.delivery.smtp import Fate, Outcome
from newsletter.issues.actions import approve_issue, compose_period
from newsletter.issues.models import Issue
from newsletter.issues.period import Period

EDITORIAL = (
    "<p>Les jours raccourcissent, et les questions s’allongent : impôts, chauffage, carte Vitale… Ce mois-ci encore, "
    "nos équipes sont dans vos villages. Un doute ? Un seul numéro, et une personne au bout du fil.</p>"
    "<p>Bonne lecture, et à bientôt.</p>"
)


class NoServer:
    """Takes each mail and forgets it: nobody wants forty letters of last month."""

    def send(self, *, sender: str, recipient: str, message: bytes, may_finish: Callable[[], bool]) -> Outcome:
        """Accept."""
        return Outcome(Fate.ACCEPTED, "250 OK")

    def close(self) -> None:
        """Nothing was opened."""


def seed_past_issue(*, team: User, now: datetime) -> Issue:
    """Compose, approve and send the letter of the month before, at its own dates."""
    first = (
        timezone.localtime(now).replace(day=1, hour=9, minute=0, second=0, microsecond=0) - timedelta(days=1)
    ).replace(day=1)
    issue = compose_period(period=Period(first.year, first.month), by=team, now=first)
    issue.editorial = EDITORIAL
    issue.save(update_fields=["editorial"])
    approve_issue(issue_id=issue.pk, by=team, now=first + timedelta(hours=2))
    sent = first + timedelta(days=1)
    start_sending(issue_id=issue.pk, by=team, now=sent)
    send_waiting(issue_id=issue.pk, clock=lambda: sent, transport=NoServer())
    return issue
