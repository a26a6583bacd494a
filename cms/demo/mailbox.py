"""Reads the mails that the demo's catcher kept."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

NAME = re.compile(r"\d{14}-\d{5}\Z")


@dataclass(frozen=True)
class Mail:
    """One kept mail; `name` is its file's, without the ending."""

    name: str
    message: EmailMessage

    @property
    def arrived_at(self) -> datetime:
        """When it arrived."""
        return datetime.fromtimestamp(int(self.name[:14]) / 1000, ZoneInfo(settings.TIME_ZONE))

    @property
    def recipients(self) -> list[str]:
        """Who it was handed over for."""
        return [str(value) for value in self.message.get_all("X-Envelope-To", [])]

    @property
    def subject(self) -> str:
        """The subject in plain letters."""
        return str(self.message.get("Subject", ""))

    @property
    def sender(self) -> str:
        """The From header in plain letters."""
        return str(self.message.get("From", ""))

    @property
    def text(self) -> str:
        """The plain part; empty when there is none."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part; empty when there is none."""
        return self._part("html")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All headers as they came, our own mark left out."""
        return [(name, str(value)) for name, value in self.message.items() if name != "X-Envelope-To"]

    def _part(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part is not None else ""


class Mailbox:
    """The folder of kept mails."""

    def __init__(self, folder: Path) -> None:
        """Read `folder`, which need not exist yet."""
        self.folder = folder

    def names(self) -> list[str]:
        """Return the names of all mails, latest first."""
        return sorted((path.stem for path in self.folder.glob("*.eml")), reverse=True)

    def read(self, name: str) -> Mail | None:
        """Return a mail; None when there is none of that name."""
        path = self.folder / f"{name}.eml"
        if not NAME.match(name) or not path.is_file():
            return None
        return Mail(name, message_from_bytes(path.read_bytes(), policy=policy.default))

    def latest(self, limit: int) -> list[Mail]:
        """Return the latest mails."""
        return [mail for name in self.names()[:limit] if (mail := self.read(name))]
