"""The agenda as a list by day: what is asked for, twenty a page; never a dead end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.catalogue.criteria import Criteria
from agenda.catalogue.finding import Found, find, next_of
from agenda.catalogue.queries import NOT_STANDING, RADII_KM, public_entries
from agenda.catalogue.search import Searched, search
from agenda.catalogue.spans import local_day
from agenda.places.vocabulary import SERVICES
from cms.foundation.wording import long_day
from cms.pages.cards import EventCard, event_cards
from cms.pages.feed import Feed, feed_of
from cms.pages.finding.asked import Mark, marks, selects, where_words
from cms.pages.finding.filters import Filters

PER_PAGE = 20
ELSEWHERE = 5


@dataclass(frozen=True)
class Day:
    """What is on one day."""

    words: str
    cards: list[EventCard]


@dataclass(frozen=True)
class Answer:
    """What was found, and what the text was taken for."""

    found: Found
    searched: Searched

    @property
    def is_corrected(self) -> bool:
        """Whether other words were searched than those typed."""
        return bool(self.searched.corrections)


def answer(filters: Filters, now: datetime, *, by_commune: bool = False) -> Answer:
    """Return what the catalogue holds for the filters; misspelt words are corrected unless `tel_quel` was asked.

    Up to two queries; more only for words that are corrected. `by_commune` when it matters where that is.
    """
    days = filters.days(local_day(now))
    searched = search(filters.text, now=now, exact=filters.exact)
    found = find(filters.criteria, now=now, days=days, words=searched.words, by_commune=by_commune)
    if searched.terms and not found.count and not filters.exact:
        again = search(filters.text, now=now, doubting=True)
        if again.corrections != searched.corrections:
            searched = again
            found = find(filters.criteria, now=now, days=days, words=again.words, by_commune=by_commune)
    return Answer(found, searched)


def agenda_context(filters: Filters, page: str, now: datetime) -> dict[str, Any]:
    """Return what the agenda's page shows, for any number of entries in the same number of queries."""
    today = local_day(now)
    answered = answer(filters, now)
    found = answered.found
    shown = Paginator(range(found.count), PER_PAGE).get_page(page)
    cards: list[EventCard] = []
    if found.count:
        cards = event_cards(found.page(shown.start_index() - 1, shown.end_index()), found.since)
    context = head_context(filters, answered, today) | {
        "page": shown,
        "days": by_day(cards, max(today, local_day(found.since))),
        "feed": _feed(filters),
    }
    return context if found.count else context | _instead(filters, answered, now)


def head_context(filters: Filters, answered: Answer, today: date, *, page: str = "pages:agenda") -> dict[str, Any]:
    """Return what list, month and map say above what they show: the form, the filters in force, the count."""
    undated = page == "pages:agenda_month"
    kept = filters.undated if undated else filters
    chips = marks(kept, today, text=answered.searched.text if answered.is_corrected else "", page=page)
    return {
        "filters": filters,
        "values": kept.values,
        "km": answered.found.km,
        "count": answered.found.count,
        "query": kept.query(),
        "marks": chips,
        "selects": selects(filters),
        "folded": sum(mark.name not in {"q", "commune"} for mark in chips),
        "where": where_words(filters),
        "theme_words": SERVICES[filters.theme].everyday if filters.theme else "",
        "searched": answered.searched,
        "as_typed_url": kept.url(page, tel_quel="1"),
        "list_url": filters.url(),
        "month_url": filters.undated.url("pages:agenda_month"),
        "map_url": filters.url("pages:agenda_map"),
        "alert_url": alert_filters(filters, answered.found.km).url("pages:agenda_alert"),
        "nothing_url": Filters().url(page),
    }


def alert_filters(filters: Filters, km: int | None) -> Filters:
    """Return what is worth being told of: the same for any day, within the radius that is shown now."""
    return replace(filters.undated, exact=False, km=filters.km if filters.km is not None else km)


def by_day(cards: Sequence[EventCard], first: date) -> list[Day]:
    """Return cards that are in the order of their dates, by day; what has begun before `first` stands on that day."""
    groups = groupby(cards, key=lambda card: max(card.starts_at.date(), first))
    return [Day(_day_words(day, first), list(group)) for day, group in groups]


def _day_words(day: date, today: date) -> str:
    words = long_day(day)
    if day == today:
        return _("Today, %(day)s") % {"day": words}
    return _("Tomorrow, %(day)s") % {"day": words} if day == today + timedelta(days=1) else capfirst(words)


def _feed(filters: Filters) -> Feed | None:
    """Return the calendar of the commune or of the EPCI that the agenda is about."""
    if filters.commune:
        return feed_of("commune", filters.commune.pk)
    return feed_of("epci", filters.epci.pk) if filters.epci else None


def _instead(filters: Filters, answered: Answer, now: datetime) -> dict[str, Any]:
    """Return what to show where nothing is found: how many there are without each filter, and the nearest events."""
    today = local_day(now)
    wider: list[tuple[Mark, int]] = []
    all_marks = marks(filters, today)
    if len(all_marks) > 1:
        wider = [(mark, _without(filters, mark.name, answered, now)) for mark in all_marks]
    context: dict[str, Any] = {"wider": sorted((w for w in wider if w[1]), key=lambda w: -w[1])}
    if filters.commune:
        metres = answered.found.metres if filters.km is None else None
        near = find(Criteria(commune=filters.commune.pk, km=RADII_KM[-1]), now=now, metres=metres)
        if near.count:
            only_theme = replace(filters, theme="") == Filters(commune=filters.commune)
            cards = event_cards(near.nearest(ELSEWHERE), now)
            return context | {"instead": cards, "instead_nearby": True, "only_theme": only_theme}
    return context | {"instead": next_events(now, ELSEWHERE)}


def _without(filters: Filters, name: str, answered: Answer, now: datetime) -> int:
    """Return how many are found without one filter; one query."""
    changes: dict[str, dict[str, Any]] = {
        "q": {"text": "", "exact": False},
        "commune": {"commune": None, "km": None},
        "epci": {"epci": None},
        "structure": {"structure": None},
        "quand": {"when": ""},
        "du": {"first": None, "last": None},
        "theme": {"theme": ""},
        "public": {"audience": ""},
        "acces": {"need": ""},
        "prix": {"price": ""},
        "mode": {"mode": ""},
    }
    wider = replace(filters, **changes[name])
    words = [] if name == "q" else answered.searched.words
    days = wider.days(local_day(now))
    return find(wider.criteria, now=now, days=days, words=words, metres=answered.found.metres or None).count


def next_events(now: datetime, count: int) -> list[EventCard]:
    """Return the next events of the whole département that take place."""
    standing = public_entries().exclude(status__in=NOT_STANDING)
    return event_cards(next_of(standing, now, None, 0, count, many=True), now)
