"""What the links of the chain hand on to each other, and how they wait."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from agenda.catalogue.models import Entry
from cms.demo.check.visitor import BrokenLink, Visitor
from cms.demo.guide import FIRST_COMMUNE
from cms.demo.mailbox import Mail, Mailbox
from cms.demo.seed.people import ACCOUNTS, PASSWORD, TEAM_EMAIL
from cms.demo.services import Services
from newsletter.issues.models import Issue

T = TypeVar("T")

TITLE = "Vérifier la chaîne de bout en bout"
SENTENCE = "Un atelier pour voir passer une information d’un bout à l’autre."
PATIENCE_SECONDS = 60.0
PARTNER, NEIGHBOUR, RECEPTION, CONTRIBUTOR = (account.email for account in ACCOUNTS[1:5])
LIMITED = ACCOUNTS[7].email


@dataclass
class Story:
    """The state of a run."""

    services: Services
    team: Visitor
    partner: Visitor
    page_id: int = 0
    issue_id: int = 0
    start: datetime | None = None
    feed: bytes = b""
    etag: str = ""
    newcomer: str = "nouvelle.abonnee@example.org"
    letters: list[Mail] = field(default_factory=list)
    mail_mark: str = ""

    commune = FIRST_COMMUNE
    password = PASSWORD
    team_email = TEAM_EMAIL

    @property
    def feed_path(self) -> str:
        """The iCal feed of the commune where the event takes place, 15 km around as by default."""
        return f"/flux/commune/{self.commune}.ics"

    @property
    def mailbox(self) -> Mailbox:
        """What the mail catcher received."""
        return Mailbox(Path(settings.VAR_DIR) / "mail")

    def entry(self) -> Entry:
        """Return the catalogue's entry of the event."""
        return Entry.objects.get(page_id=self.page_id)

    def issue(self) -> Issue:
        """Return the month's letter."""
        return Issue.objects.get(pk=self.issue_id)

    def wait_for(self, what: str, look: Callable[[], T | None]) -> T:
        """Return what `look` finds, looking until it does."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := look()):
            self.services.check()
            if time.monotonic() > deadline:
                raise BrokenLink(f"{what}: not within {PATIENCE_SECONDS:.0f} s")
            time.sleep(0.1)
        return found

    def mark_mail(self) -> None:
        """From here on, `wait_for_mail` looks at what arrives later only."""
        self.mail_mark = next(iter(self.mailbox.names()), "")

    def wait_for_mail(self, to: str, subject: str) -> Mail:
        """Return the mail to the address whose subject holds the words, arrived after the last mark."""

        def look() -> Mail | None:
            new = (mail for mail in self.mailbox.latest(300) if mail.name > self.mail_mark)
            return next((mail for mail in new if to in mail.recipients and subject in mail.subject), None)

        return self.wait_for(f"mail to {to} about {subject!r}", look)
