"""The mails of the structures' rhythm: the next month, how many came, a word after a silence; one each person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from agenda.events.clock import to_local
from agenda.rhythm.attendance import attendance_token
from agenda.rhythm.models import Attendance, MonthQuestion, Nudge
from agenda.rhythm.months import month_token
from agenda.rhythm.next_month import ProposedEvent
from agenda.rhythm.signals import attendance_asked, month_asked, silence_noticed
from cms.accounts.models import User
from cms.desk.mailing import absolute, send_mails
from cms.structures.models import StructurePage


def readers_of(structure: StructurePage) -> Iterator[tuple[str, User | None]]:
    """Yield (address, person) for the people of a space; the structure's own address when nobody is there."""
    people = User.objects.filter(is_active=True, memberships__structure=structure).exclude(email="")
    found = {user.email.lower(): user for user in people.order_by("pk")}
    if not found and structure.email:
        yield structure.email, None
    yield from found.items()


def on_month(question: MonthQuestion, proposed: list[ProposedEvent], now: datetime, **_kwargs: Any) -> None:
    """Ask each person of the structure; the link of each is its own."""
    held = [one for one in proposed if one.slots]
    for address, user in readers_of(question.structure):
        link = absolute("rhythm:month", month_token(question, user))
        send_mails("month", [address], {"question": question, "proposed": held, "link": link})


def on_attendance(structure: StructurePage, rows: list[Attendance], now: datetime, **_kwargs: Any) -> None:
    """Ask each person of the structure about all sittings at once."""
    sittings = [(row.event.title, to_local(row.original_start)) for row in rows]
    for address, user in readers_of(structure):
        link = absolute("rhythm:attendance", attendance_token(structure, rows, user))
        send_mails("attendance", [address], {"structure": structure, "sittings": sittings, "link": link})


def on_silence(structure: StructurePage, now: datetime, **_kwargs: Any) -> None:
    """Say a friendly word."""
    told = [address for address, _user in readers_of(structure)]
    send_mails("silence", told, {"structure": structure, "desk_address": absolute("desk:home")})


def connect() -> None:
    """Listen, once."""
    month_asked.connect(on_month, sender=MonthQuestion, dispatch_uid="desk-month")
    attendance_asked.connect(on_attendance, sender=Attendance, dispatch_uid="desk-attendance")
    silence_noticed.connect(on_silence, sender=Nudge, dispatch_uid="desk-silence")
