"""The mails of the month: reminders before proposals close, and the team's word to who proposed nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from branding.models import Brand
from cms.accounts.models import User
from cms.foundation.wording import short_day
from cms.structures.models import StructurePage
from newsletter.month.current import Month, extensions_of, last_day
from newsletter.month.people import Reader, readers_of

_SALT = "newsletter.month.reminders"


class DeadLink(ValueError):
    """The link of a mail is none, or who it was written to has gone."""


@dataclass(frozen=True)
class Told:
    """What a reminder says of one structure."""

    structure: StructurePage
    until: date
    titles: Sequence[str]

    @property
    def last_day(self) -> str:
        """Return "jeudi 19 novembre"."""
        return short_day(self.until)

    @property
    def address(self) -> str:
        """Return the address of what the letter will say of the structure."""
        return _absolute("desk:letter", self.structure.pk)


def _absolute(name: str, *arguments: Any) -> str:
    return settings.PUBLIC_URL + reverse(name, args=arguments)


def stop_token(reader: Reader) -> str:
    """Return what stands in the link by which a reader asks for no more reminders."""
    return signing.dumps([reader.user.pk if reader.user else None, reader.mailbox_of], salt=_SALT)


def reader_of_token(token: str) -> Reader:
    """Return to whom the mail went.

    Raises:
        DeadLink: no such token, or the person or the structure has gone.
    """
    try:
        user_id, structure_id = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise DeadLink from error
    if user_id is not None:
        user = User.objects.filter(pk=user_id, is_active=True).first()
        if user is None:
            raise DeadLink
        return Reader(user.email, user)
    structure = StructurePage.objects.filter(pk=structure_id).first()
    if structure is None:
        raise DeadLink
    return Reader(structure.email, None, structure.pk)


def send_reminder(*, reader: Reader, month: Month, told: Sequence[Told], is_last: bool) -> None:
    """Queue the one mail to one person about all their structures."""
    first = min(one.until for one in told)
    context = {
        "month": month, "told": told, "first_day": short_day(first), "is_last": is_last,
        "stop": _absolute("newsletter:reminders", stop_token(reader)),
    }  # fmt: skip
    _send("reminder", reader.address, context)


def send_chase(*, structure: StructurePage, month: Month) -> int:
    """Queue the team's word to each person of a structure; return how many mails."""
    readers = readers_of([structure])
    until = last_day(month, extensions_of(month.period).get(structure.pk))
    for reader in readers:
        _send("chase", reader.address, {"month": month, "told": Told(structure, until, ())})
    return len(readers)


def _send(name: str, address: str, context: dict[str, Any]) -> None:
    brand = Brand.load()
    context = {"brand": brand, **context}
    subject = " ".join(render_to_string(f"newsletter/mail/{name}_subject.txt", context).split())
    EmailMessage(
        subject=subject,
        body=render_to_string(f"newsletter/mail/{name}.txt", context),
        to=[address],
        reply_to=[brand.contact_email] if brand.contact_email else None,
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
