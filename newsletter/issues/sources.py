"""Reads what a draft is made of: the catalogue, published news, proposals, the number; a fixed number of queries."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch, Q
from django.urls import reverse

from agenda.catalogue.models import Entry, EntryStatus, Occurrence
from agenda.events.models import EventPage
from agenda.events.wording import organised_with, where
from agenda.places.hours import hours_in_french
from branding.models import Brand
from cms.news.models import NewsPage
from cms.structures.models import StructurePage
from cms.territories.models import Epci
from newsletter.issues.compose import Contact, Happening, NewsItem, Proposal, Sitting, Sources
from newsletter.issues.models import Issue
from newsletter.issues.period import Period

# Far more than a letter can carry (newsletter.md §3.2); what bounds the work of a draft.
MOST_ENTRIES = 600
MOST_NEWS = 200
# Letters in which news is looked for before it is told again.
LETTERS_REMEMBERED = 3
# Without an earlier letter, news of this long ago still counts as news.
FIRST_NEWS = timedelta(days=31)


def read_sources(*, period: Period, brand: Brand, now: datetime) -> Sources:
    """Return everything that the letter of the month is composed from, as it stands at `now`."""
    start, end = period.span()
    entries = list(
        Entry.objects.public()
        .between(max(start, now), end)
        .exclude(status__in=[EntryStatus.CANCELLED, EntryStatus.POSTPONED])
        .select_related("structure")
        .prefetch_related(
            Prefetch("occurrences", Occurrence.objects.filter(starts_at__gte=max(start, now), starts_at__lt=end))
        )
        .order_by("starts_at", "pk")[:MOST_ENTRIES]
    )
    news = _untold_news(period, now)
    names = _structure_names(news)
    proposed = [item for item in news if item.newsletter_proposed]
    return Sources(
        happenings=_happenings(entries),
        proposals=(*_proposed_events(entries), *[_proposed_news(page, names) for page in proposed]),
        news=tuple(
            NewsItem(page.title, page.summary, _name(page, names), _address(page))
            for page in news
            if not page.newsletter_proposed
        ),
        contact=Contact(
            phone=brand.phone,
            hours=_hours(brand),
            places_url=settings.PUBLIC_URL + reverse("pages:places"),
        ),
    )


def _untold_news(period: Period, now: datetime) -> list[NewsPage]:
    """Return the news since the last draft, and what was proposed since then whenever it came out.

    What one of the last letters told, or its draft tells, is left out: news may be added to a draft after it was made.
    """
    since = last_composed(now)
    new = Q(first_published_at__gt=since) | Q(newsletter_proposed=True, last_published_at__gt=since)
    found = NewsPage.objects.published().filter(new, first_published_at__lte=now)[:MOST_NEWS]
    earlier = Issue.objects.filter(period__lt=period.key).order_by("-period").only("content")[:LETTERS_REMEMBERED]
    told = {line["url"] for issue in earlier for line in issue.lines()}
    return [page for page in found if _address(page) not in told]


def last_composed(now: datetime) -> datetime:
    """Return when the last draft was made: news since then is new."""
    latest = Issue.objects.filter(composed_at__lt=now).order_by("-composed_at").values_list("composed_at", flat=True)
    return latest.first() or now - FIRST_NEWS


def _happenings(entries: Iterable[Entry]) -> tuple[Happening, ...]:
    names = dict(Epci.objects.values_list("siren", "name"))
    return tuple(
        Happening(
            code=entry.code,
            title=entry.title,
            place=where(entry.description["place"]),
            by=_organisers(entry),
            sittings=tuple(Sitting(item.starts_at, item.is_off) for item in entry.occurrences.all()),
            territory=names.get(entry.epci_siren, ""),
            epci=entry.epci_siren if entry.epci_siren in names else "",
            remote=entry.remote,
        )
        for entry in entries
    )


def _organisers(entry: Entry) -> str:
    """Return the owner's name and who organises with it."""
    owner = entry.structure.title if entry.structure else ""
    return ", ".join(part for part in (owner, organised_with(entry.description)) if part)


def _proposed_events(entries: Iterable[Entry]) -> list[Proposal]:
    pages = [entry.page_id for entry in entries]
    sentences = dict(
        EventPage.objects.live().filter(pk__in=pages, newsletter_proposed=True).values_list("pk", "newsletter_sentence")
    )
    return [
        Proposal(
            title=entry.title,
            sentence=sentences[entry.page_id] or entry.summary,
            by=_organisers(entry),
            code=entry.code,
        )
        for entry in entries
        if entry.page_id in sentences
    ]


def _proposed_news(page: NewsPage, names: dict[str, str]) -> Proposal:
    return Proposal(page.title, page.newsletter_sentence or page.summary, _name(page, names), url=_address(page))


def _structure_names(pages: Iterable[NewsPage]) -> dict[str, str]:
    """Return {tree path: name} of the structures that the pages stand under, in one query."""
    paths = {page.path[: -page.steplen] for page in pages}
    return dict(StructurePage.objects.filter(path__in=paths).values_list("path", "title"))


def _name(page: NewsPage, names: dict[str, str]) -> str:
    return names.get(page.path[: -page.steplen], "")


def _address(page: NewsPage) -> str:
    return settings.PUBLIC_URL + (page.get_url() or "/")


def _hours(brand: Brand) -> str:
    lines = (
        [f"{line[:1].upper()}{line[1:]}" for line in hours_in_french(brand.phone_hours)] if brand.phone_hours else []
    )
    return "\n".join([*lines, brand.phone_note] if brand.phone_note else lines)
