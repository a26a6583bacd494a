"""Leaves each notice, given or taken back, for the team to look at: it shows at once, the morning's digest tells."""

from datetime import datetime
from typing import Any

from agenda.events.models import Notice
from agenda.events.signals import notice_changed
from cms.accounts.models import User
from cms.moderation.actions import ask_look, forget_look
from cms.moderation.models import LookKind
from cms.moderation.permissions import may_moderate


def on_notice(notice: Notice, now: datetime, by: User | None = None, **_kwargs: Any) -> None:
    """Ask for a look at a notice just given or taken back; what a moderator does has been looked at."""
    if by is None or not may_moderate(by, notice.event):
        ask_look(kind=LookKind.NOTICE, page=notice.event, reference=notice.pk, by=by, now=now)
    elif notice.undone_at is not None:
        forget_look(kind=LookKind.NOTICE, reference=notice.pk)


def connect() -> None:
    """Listen to notices, once."""
    notice_changed.connect(on_notice, sender=Notice, dispatch_uid="desk-flag-notice")
