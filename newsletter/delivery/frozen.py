"""Which of an issue's approved mails a person receives: the edition of their territory, in the form they chose."""

from datetime import datetime

from django.conf import settings

from newsletter.delivery.message import FrozenMail, Sender
from newsletter.delivery.models import Delivery
from newsletter.issues.models import Issue
from newsletter.subscribers.models import LetterForm


class FrozenMails:
    """The mails of an issue by edition and form, each encoded when the first of its readers is written to."""

    def __init__(self, issue: Issue, sender: Sender, *, date: datetime) -> None:
        """Take what all of them share; `date` is when the sending began."""
        self._issue = issue
        self._date = date
        self._sender = sender
        self._mails: dict[int | None, FrozenMail] = {}

    def of(self, row: Delivery) -> FrozenMail:
        """Return the mail that this row's person receives."""
        if row.rendition_id not in self._mails:
            self._mails[row.rendition_id] = self._encoded(row)
        return self._mails[row.rendition_id]

    def _encoded(self, row: Delivery) -> FrozenMail:
        rendition = row.rendition or self._issue.renditions.get(edition="", form=LetterForm.FULL)
        return FrozenMail(
            subject=rendition.subject,
            html=rendition.html,
            text=rendition.text,
            period=self._issue.period,
            edition=rendition.slug or f"departement{settings.DEPARTEMENT}",
            sender=self._sender,
            date=self._date,
        )
