"""What a month's letter says of one structure: exactly its lines, from the draft, or from what the draft would be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from agenda.catalogue.models import Entry, EntryStructure
from cms.news.models import NewsPage
from cms.structures.models import StructurePage
from newsletter.issues.actions import draft_of
from newsletter.issues.models import IssueState
from newsletter.issues.wishes import LineWish, key_of, wishes_of
from newsletter.month.current import Month, correctable_until, extensions_of, last_day

# News of one structure in which a line is looked for: the latest.
MOST_NEWS = 200


@dataclass(frozen=True)
class OwnPage:
    """The page behind a line."""

    page_id: int
    kind: str
    # Only the owner says what is said: who organises with it reads.
    is_ours: bool
    sentence: str = ""


@dataclass(frozen=True)
class SaidLine:
    """One line of the letter about a structure."""

    key: str
    kind: str
    heading: str
    title: str
    line: str
    shown: bool
    page: OwnPage
    wish: LineWish | None = None
    # The same event stands in a line before: one set of buttons is enough.
    is_again: bool = False

    @property
    def is_silenced(self) -> bool:
        """Whether the structure asked for nothing to be said."""
        return self.wish is not None and self.wish.is_silent

    @property
    def is_ours(self) -> bool:
        """Whether the structure says what is said."""
        return self.page.is_ours

    @property
    def can_reword(self) -> bool:
        """Whether the line holds a sentence of the structure: dates and places come from the event itself."""
        return self.page.is_ours and self.kind != "agenda"

    @property
    def sentence(self) -> str:
        """The sentence as it stands: the one asked for, else the page's."""
        return self.wish.sentence if self.wish and self.wish.sentence else self.page.sentence


@dataclass(frozen=True)
class SaidOf:
    """What a letter says of a structure, and whether it may still be changed."""

    month: Month
    lines: tuple[SaidLine, ...]
    until: date
    propose_until: date
    why_closed: str

    @property
    def is_open(self) -> bool:
        """Whether the structure may still correct."""
        return not self.why_closed

    @property
    def is_draft(self) -> bool:
        """Whether the draft was made: before, the lines are those that it would have now."""
        return self.month.issue is not None


def said_of(structure: StructurePage, month: Month, now: datetime) -> SaidOf:
    """Return what the month's letter says of a structure. It writes nothing; queries do not grow with the letter."""
    extension = extensions_of(month.period).get(structure.pk)
    until = correctable_until(month, extension)
    found = raw_lines(month, now)
    own = own_pages(structure, [key_of(line) for _kind, _heading, line in found])
    wishes = wishes_of(month.period)
    lines: list[SaidLine] = []
    for kind, heading, line in found:
        if (key := key_of(line)) in own:
            again = any(one.key == key for one in lines)
            lines.append(
                SaidLine(
                    key=key, kind=kind, heading=heading, title=line["title"], line=line["line"],
                    shown=bool(line["show"]), page=own[key], wish=wishes.get(key), is_again=again,
                )
            )  # fmt: skip
    return SaidOf(
        month=month,
        lines=tuple(lines),
        until=until,
        propose_until=last_day(month, extension),
        why_closed=why_closed(month, until, now),
    )  # fmt: skip


def why_closed(month: Month, until: date, now: datetime) -> str:
    """Return why a structure may not correct any more: "sent", "approved", "late", or "" while it may."""
    if month.issue is not None and not month.issue.is_editable:
        return "sent"
    if month.issue is not None and month.issue.state == IssueState.APPROVED:
        return "approved"
    return "late" if timezone.localdate(now) > until else ""


def raw_lines(month: Month, now: datetime) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return (kind of block, heading, line) of the draft, or of what it would be now."""
    if month.issue is not None:
        return [
            (block.block_type, str(block.value["heading"]), line)
            for block in month.issue.content
            for line in block.value.get("entries", ())
        ]
    return [
        (block["type"], block["value"]["heading"], line)
        for block in draft_of(period=month.period, now=now).content
        for line in block["value"]["entries"]
    ]


def own_pages(structure: StructurePage, keys: Iterable[str]) -> dict[str, OwnPage]:
    """Return {key: page} of the lines that speak of a structure: what it organises, alone or not, and its news."""
    wanted = {key for key in keys if key}
    found: dict[str, OwnPage] = {}
    organised = EntryStructure.objects.filter(structure=structure).values("entry")
    entries = Entry.objects.filter(code__in=wanted, pk__in=organised).select_related("page")
    for entry in entries.only("code", "summary", "page", "structure", "page__newsletter_sentence"):
        ours = entry.structure_id == structure.pk and entry.page is not None
        said = (entry.page.newsletter_sentence if entry.page else "") or entry.summary
        found[entry.code] = OwnPage(entry.page_id or 0, "event", ours, said)
    for page in NewsPage.objects.child_of(structure).order_by("-first_published_at", "-pk")[:MOST_NEWS]:
        key = settings.PUBLIC_URL + (page.get_url() or "/")
        if key in wanted:
            found[key] = OwnPage(page.pk, "news", True, page.newsletter_sentence or page.summary)
    return found
