"""What is looked at before a letter may be approved; each finding says what to do. A fixed number of queries."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from agenda.catalogue.models import Entry
from branding.models import Brand
from branding.reserved import reserved_at
from cms.foundation.wording import plain_day
from newsletter.issues.called_off import past_lines
from newsletter.issues.cutting import count_events
from newsletter.issues.letters import RenderedEdition
from newsletter.rendering.contributed import html_to_text
from newsletter.rendering.letter import Letter

if TYPE_CHECKING:
    from newsletter.issues.models import Issue

LONGEST_SUBJECT = 60
HREF = re.compile(r'href="([^"]*)"')
# "IMG_2034.jpg", "image1", "photo": the name of a file is not what a picture shows.
NO_DESCRIPTION = re.compile(
    r"^\s*(.*\.(jpe?g|png|gif|webp|heic)|(img|dsc|image|photo|picture)[\W_]*\d*)\s*$", re.IGNORECASE
)
# Who signs an editorial, or is named in it, as the electoral code means it (L52-1): holders of a mandate.
OFFICIAL = re.compile(
    r"\b((vice-)?président(e)?s?|maires?|adjoint(e)?s?|député(e)?s?|sénat(eur|rice)s?|élu(e)?s?"
    r"|conseill(er|ère)s? (départementa|municipa|régiona|communautaire)\w*)\b",
    re.IGNORECASE,
)
NAMED = 5


class Level(StrEnum):
    """How a finding counts."""

    FINE = "fine"
    LOOK = "look"
    STOP = "stop"


@dataclass(frozen=True)
class Finding:
    """One check's answer: what was looked at, and, unless all is well, what to do."""

    level: Level
    subject: str
    sentence: str = ""


def examine(issue: "Issue", rendered: Sequence[RenderedEdition], *, now: datetime) -> list[Finding]:
    """Return one finding for each check; a letter with a `STOP` among them is not approved.

    Size is not among them: a letter too large is refused while it is rendered. Events called off are the caller's,
    who must have them seen or left aside (`newsletter.issues.called_off`).
    """
    letters = [item.letter for item in rendered]
    return [
        _subject(issue),
        _editorial(issue, now=now),
        _pictures(letters),
        _links(letters),
        _past(issue, now=now),
        _territories(rendered),
        _contrast(),
    ]


def stops(findings: Iterable[Finding]) -> list[str]:
    """Return the sentences of the findings that forbid the approval."""
    return [finding.sentence for finding in findings if finding.level == Level.STOP]


def _subject(issue: "Issue") -> Finding:
    name = _("Subject")
    if len(issue.subject) <= LONGEST_SUBJECT:
        return Finding(Level.FINE, name)
    sentence = _("It has %(count)d signs; a phone shows about %(limit)d of them.")
    return Finding(Level.LOOK, name, sentence % {"count": len(issue.subject), "limit": LONGEST_SUBJECT})


def _editorial(issue: "Issue", *, now: datetime) -> Finding:
    name = _("Editorial")
    day = timezone.localdate(max(issue.send_at or now, now))
    period = reserved_at(Brand.load().reserved_periods, day)
    official = OFFICIAL.search(html_to_text(issue.editorial)) if issue.editorial else None
    if period is None or official is None:
        return Finding(Level.FINE, name)
    sentence = _(
        "It speaks of “%(words)s”, and until %(end)s it is an election period%(what)s: ask whether it may stand there."
    )
    what = f" ({period.name})" if period.name else ""
    return Finding(Level.LOOK, name, sentence % {"words": official[0], "end": plain_day(period.end), "what": what})


def _pictures(letters: Iterable[Letter]) -> Finding:
    name = _("Pictures")
    pictures = {section.picture.alt for letter in letters for section in letter.sections if section.picture}
    bad = sorted(alt for alt in pictures if not alt.strip() or NO_DESCRIPTION.match(alt))
    if not bad:
        return Finding(Level.FINE, name)
    sentence = _("Say in a few words what the picture shows, for who does not see it: %(alts)s.")
    return Finding(Level.STOP, name, sentence % {"alts": _listed(alt or "…" for alt in bad)})


def _links(letters: Iterable[Letter]) -> Finding:
    name = _("Links")
    addresses = {address for letter in letters for address in _addresses(letter)}
    bad = sorted({address for address in addresses if not _is_well_formed(address)} | _dead(addresses))
    if not bad:
        return Finding(Level.FINE, name)
    return Finding(Level.STOP, name, _("These links lead nowhere: %(links)s.") % {"links": _listed(bad)})


def _addresses(letter: Letter) -> Iterator[str]:
    for section in letter.sections:
        yield from (item.url for item in section.items if item.url)
        yield from HREF.findall(section.html)
    yield from HREF.findall(letter.editorial)


def _is_well_formed(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme in ("mailto", "tel"):
        return bool(parts.path.strip())
    # A contributor's "/agenda/" becomes absolute when the letter is cleaned.
    return address.startswith(("/", "#")) or (parts.scheme in ("http", "https") and bool(parts.hostname))


def _dead(addresses: Iterable[str]) -> set[str]:
    """Return those of our own site that nobody can open; other people's sites are not asked."""
    ours = {}
    for address in addresses:
        path = address.removeprefix(settings.PUBLIC_URL)
        if path.startswith("/") and not path.startswith("//"):
            ours[address] = urlsplit(path).path
    prefix = reverse("pages:event_code", args=["x"]).removesuffix("x")
    codes = {address: path.removeprefix(prefix) for address, path in ours.items() if path.startswith(prefix)}
    # A withdrawn event keeps its entry, and its address says so: that it is called off is told elsewhere.
    known = set(Entry.objects.filter(code__in=codes.values()).values_list("code", flat=True))
    dead = {address for address, code in codes.items() if code not in known}
    pages = {address: path for address, path in ours.items() if address not in codes and not _is_view(path)}
    live = _live(pages.values())
    return dead | {address for address, path in pages.items() if path not in live}


def _is_view(path: str) -> bool:
    """Whether one of our views answers this path, rather than Wagtail's tree of pages."""
    try:
        return resolve(path).url_name != "wagtail_serve"
    except Resolver404:
        return False


def _live(paths: Iterable[str]) -> set[str]:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return set()
    root = site.root_page.url_path
    wanted = {f"{root}{path.lstrip('/')}": path for path in paths}
    found = Page.objects.live().public().filter(url_path__in=wanted).values_list("url_path", flat=True)
    return {wanted[url_path] for url_path in found}


def _past(issue: "Issue", *, now: datetime) -> Finding:
    name = _("Dates")
    over = past_lines(issue, now=now)
    if not over:
        return Finding(Level.FINE, name)
    sentence = _("All dates of these events will be over when the letter leaves: %(titles)s. Untick them.")
    return Finding(Level.STOP, name, sentence % {"titles": _listed(over.values())})


def _territories(rendered: Iterable[RenderedEdition]) -> Finding:
    name = _("Territories")
    thin = [
        item.edition.name or _("the département")
        for item in rendered
        if not (item.letter.large or count_events(item.letter))
    ]
    if not thin:
        return Finding(Level.FINE, name)
    sentence = _("No event stands in the agenda of: %(names)s. The rest of the letter is there.")
    return Finding(Level.LOOK, name, sentence % {"names": _listed(thin)})


def _contrast() -> Finding:
    name = _("Colours")
    try:
        Brand.load().clean()
    except ValidationError as error:
        return Finding(Level.STOP, name, " ".join(error.messages))
    return Finding(Level.FINE, name)


def _listed(names: Iterable[str]) -> str:
    """Return the first few names, and how many others."""
    found = list(dict.fromkeys(names))
    rest = len(found) - NAMED
    return ", ".join(found[:NAMED]) + (_(" and %(count)d others") % {"count": rest} if rest > 0 else "")
