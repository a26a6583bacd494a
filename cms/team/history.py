"""What happened to a page, line by line, and which decisions can still be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page, PageLogEntry

from cms.accounts.models import User
from cms.moderation.models import Decision
from cms.team.queue import moderated
from cms.team.queue_rows import name_of

# How long the button that takes one's own last decision back stands on every screen; the list keeps it longer.
AT_HAND = timedelta(minutes=30)
# Our own entry beside Wagtail's says the same twice, unless it says who wrote.
TWICE = frozenset({"cms.desk.submit_page"})

# Saved five times in a row is one thing that happened: its line says when it was last done.
AT_ONCE = timedelta(minutes=10)
# How many entries are read for one line shown: some of them are one line.
READ_AHEAD = 4


@dataclass(frozen=True)
class Line:
    """One thing done with a page."""

    at: datetime
    action: str
    by: str
    written_by: str
    comment: str
    message: str


def entries_of(page: Page) -> QuerySet[PageLogEntry]:
    """Return all that was done with a page, the latest first."""
    return PageLogEntry.objects.filter(page_id=page.pk).select_related("user").order_by("-timestamp", "-pk")


def lines_of(page: Page, most: int) -> list[Line]:
    """Return the last `most` things done with a page."""
    return to_lines(entries_of(page)[: most * READ_AHEAD])[:most]


def to_lines(entries: Iterable[PageLogEntry]) -> list[Line]:
    """Return what people read of log entries, the latest first; the same thing done again at once is one line."""
    made: list[Line] = []
    earlier: datetime | None = None
    for entry in entries:
        data = entry.data or {}
        written_by = str(data.get("written_by", ""))
        if entry.action in TWICE and not written_by and data.get("outcome") != "published":
            continue
        comment = str(data.get("comment", ""))
        line = Line(entry.timestamp, entry.action, name_of(entry.user), written_by, comment, str(entry.message or ""))
        again = earlier is not None and earlier - line.at <= AT_ONCE and replace(made[-1], at=line.at) == line
        earlier = line.at
        if not again:
            made.append(line)
    return made


def decisions_of(user: User) -> QuerySet[Decision]:
    """Return the decisions about what the person moderates, the latest first, each with `is_last` about its page."""
    later = Decision.objects.filter(page=OuterRef("page"), pk__gt=OuterRef("pk"))
    found = Decision.objects.filter(structure__in=moderated(user)).annotate(is_last=~Exists(later))
    return found.select_related("page", "structure", "by", "undone_by").order_by("-at", "-pk")


def undoable_of(user: User, now: datetime) -> Decision | None:
    """Return the person's own last decision of a moment ago, when it can still be taken back."""
    last = decisions_of(user).filter(by=user, at__gt=now - AT_HAND).first()
    return last if last and last.is_last and last.undone_at is None else None  # type: ignore[attr-defined]
