"""What became untrue since a letter was written: events cancelled, postponed, withdrawn or over. One query each."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.urls import reverse

from agenda.catalogue.models import Entry, EntryState, EntryStatus, Occurrence
from newsletter.issues.period import Period
from newsletter.rendering.letter import Letter

if TYPE_CHECKING:
    from newsletter.issues.models import Issue

TAKES_PLACE = (EntryStatus.SCHEDULED, EntryStatus.FULL)


def called_off(issue: "Issue") -> dict[str, str]:
    """Return {code: title} of the lines shown whose events do not take place any more."""
    titles = {line["code"]: line["title"] for line in issue.lines() if line["code"]}
    off = _off(titles)
    return {code: title for code, title in titles.items() if code in off}


def past_lines(issue: "Issue", *, now: datetime) -> dict[str, str]:
    """Return {code: title} of the lines shown whose dates of the month are all over when the letter leaves."""
    leaves = max(issue.send_at or now, now)
    start, end = Period.of(issue.period).span()
    titles = {line["code"]: line["title"] for line in issue.lines() if line["code"]}
    sittings = Occurrence.objects.filter(entry=OuterRef("pk"), starts_at__gte=start, starts_at__lt=end)
    over = Entry.objects.filter(Exists(sittings), ~Exists(sittings.filter(ends_at__gt=leaves)), code__in=titles)
    return {code: titles[code] for code in over.values_list("code", flat=True)}


def called_off_in(letter: Letter) -> dict[str, str]:
    """Return {code: address} of the events that a frozen letter names and that do not take place any more."""
    urls = {item.code: item.url for section in letter.sections for item in section.items if item.code}
    return {code: urls[code] for code in sorted(_off(urls))}


def mark_called_off(letter: Letter) -> Letter:
    """Return a sent letter with its cancelled events marked: the mail cannot change any more, its page can."""
    prefix = reverse("pages:event_code", args=["x"]).removesuffix("x")
    codes = {item.url: item.url.rpartition(prefix)[2] for section in letter.sections for item in section.items}
    off = _off(code for url, code in codes.items() if prefix in url)
    if not off:
        return letter
    sections = tuple(
        replace(section, items=tuple(replace(item, cancelled=codes[item.url] in off) for item in section.items))
        for section in letter.sections
    )
    return replace(letter, sections=sections)


def _off(codes: Iterable[str]) -> set[str]:
    known = Entry.objects.filter(code__in=set(codes))
    return set(known.exclude(state=EntryState.PUBLIC, status__in=TAKES_PLACE).values_list("code", flat=True))
