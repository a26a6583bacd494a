"""The agenda: a commune and around it, or the whole département; one theme, one EPCI; twenty a page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from agenda.catalogue.models import EntryQuerySet
from agenda.catalogue.queries import NOT_STANDING, events_around, public_entries
from agenda.places.vocabulary import SERVICES
from cms.pages.cards import EventCard, event_cards
from cms.pages.feed import Feed, feed_of
from cms.territories.models import Commune, Epci

PER_PAGE = 20
ELSEWHERE = 5


@dataclass(frozen=True)
class Filters:
    """What the agenda is asked for; made by `read_filters`."""

    commune: Commune | None = None
    epci: Epci | None = None
    theme: str = ""

    def query(self, **changes: str) -> str:
        """Return the filters as they stand in an address, with changes; empty ones are left out."""
        values = {
            "commune": self.commune.pk if self.commune else "",
            "epci": self.epci.pk if self.epci else "",
            "theme": self.theme,
        } | changes
        return urlencode({name: value for name, value in values.items() if value})

    def url(self, **changes: str) -> str:
        """Return the agenda's address with the filters."""
        query = self.query(**changes)
        return f"{reverse('pages:agenda')}?{query}" if query else reverse("pages:agenda")


@dataclass(frozen=True)
class Theme:
    """One choice of the theme filter."""

    words: str
    url: str
    current: bool


def read_filters(commune: str, epci: str, theme: str) -> Filters:
    """Return the filters of an address.

    Raises:
        Http404: with a sentence, for a code that is none.
    """
    if theme and theme not in SERVICES:
        raise Http404(_("There is no theme “%(code)s”.") % {"code": theme})
    found_epci = Epci.objects.filter(pk=epci).first() if epci else None
    if epci and found_epci is None:
        raise Http404(_("There is no EPCI with the SIREN number %(siren)s here.") % {"siren": epci})
    found = Commune.objects.filter(pk=commune.upper()).first() if commune else None
    if commune and found is None:
        raise Http404(_("There is no commune with the INSEE code %(code)s here.") % {"code": commune})
    return Filters(found, None if found else found_epci, theme)


def themes(filters: Filters) -> list[Theme]:
    """Return the choices of the theme filter, all themes first."""
    choices = [("", _("All themes")), *((code, term.everyday) for code, term in SERVICES.items())]
    return [Theme(words, filters.url(theme=code), code == filters.theme) for code, words in choices]


def agenda_context(filters: Filters, page: str, now: datetime) -> dict[str, Any]:
    """Return what the agenda's page shows, for any number of entries in the same number of queries."""
    if filters.commune:
        around = events_around(commune=filters.commune, now=now, theme=filters.theme)
        paginator, km = _paginator(around.entries, around.count), around.km
    else:
        entries = public_entries().with_theme(filters.theme)
        entries = entries.in_epci(filters.epci.pk) if filters.epci else entries
        paginator, km = _paginator(entries.upcoming(now), entries.filter(ends_at__gt=now).count()), None
    found: Page = paginator.get_page(page)
    context: dict[str, Any] = {
        "filters": filters,
        "km": km,
        "page": found,
        "cards": event_cards(found.object_list, now),
        "count": paginator.count,
        "query": filters.query(),
        "themes": themes(filters),
        "all_themes_url": filters.url(theme=""),
        "theme_words": SERVICES[filters.theme].everyday if filters.theme else "",
        "feed": _feed(filters),
    }
    return context if paginator.count else context | _instead(filters, now)


def _feed(filters: Filters) -> Feed | None:
    """Return the calendar of the commune or of the EPCI that the agenda is about."""
    if filters.commune:
        return feed_of("commune", filters.commune.pk)
    return feed_of("epci", filters.epci.pk) if filters.epci else None


def _paginator(entries: EntryQuerySet, count: int) -> Paginator:
    """Return the paginator with its count known: the grouped query would be run a second time for it."""
    paginator = Paginator(entries, PER_PAGE)
    paginator.count = count
    return paginator


def _instead(filters: Filters, now: datetime) -> dict[str, Any]:
    """Return what to show where nothing is found: other themes nearby, else what comes next anywhere."""
    if filters.theme and filters.commune:
        around = events_around(commune=filters.commune, now=now)
        if around.count:
            return {"instead": event_cards(around.entries[:ELSEWHERE], now), "instead_nearby": True}
    return {"instead": next_events(now, ELSEWHERE)}


def next_events(now: datetime, count: int) -> list[EventCard]:
    """Return the next events of the whole département that take place."""
    return event_cards(public_entries().exclude(status__in=NOT_STANDING).upcoming(now)[:count], now)
