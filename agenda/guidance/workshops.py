"""The next workshops to tell: the sitting that takes place, when and where, in a few words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery

from agenda.catalogue.models import Entry, EntryQuerySet, EntryStatus, Occurrence, OccurrenceState
from cms.foundation.wording import hour, short_day

TAKES_PLACE = {OccurrenceState.SCHEDULED, OccurrenceState.MOVED}


@dataclass(frozen=True)
class Workshop:
    """One workshop at its next sitting; local time."""

    title: str
    start: datetime
    commune: str
    remote: bool
    end: datetime | None = None

    def when(self, today: date) -> str:
        """Return "aujourd’hui à 14 h", "demain à 14 h", "jeudi 26 novembre à 14 h"."""
        days = (self.start.date() - today).days
        day = "aujourd’hui" if days == 0 else "demain" if days == 1 else short_day(self.start)
        return f"{day} à {hour(self.start)}"

    @property
    def at(self) -> str:
        """Where: "à Corbigny", "au Creusot", "à distance"; "" when unknown."""
        return "à distance" if self.remote else at_town(self.commune)

    @property
    def at_unless_named(self) -> str:
        """Where, "" when the title says the town already: "La camionnette à Lormes"."""
        return "" if self.commune and self.commune in self.title and not self.remote else self.at


def starting(entries: EntryQuerySet, now: datetime) -> EntryQuerySet:
    """Return the entries in the order of their first sitting that takes place and has not begun; those without last.

    `EntryQuerySet.upcoming` puts first what is going on, whose next sitting may be weeks away.
    """
    coming = Occurrence.objects.filter(entry=OuterRef("pk"), starts_at__gt=now, state__in=TAKES_PLACE)
    return (
        entries.filter(status=EntryStatus.SCHEDULED, ends_at__gt=now)
        # What `workshops_to_come` reads, of a row that is wide.
        .only("title", "status", "remote", "description")
        # Those without one come last, and `workshops_to_come` leaves them out: asking here would search twice.
        .annotate(told_start=Subquery(coming.order_by("starts_at").values("starts_at")[:1]))
        .order_by(F("told_start").asc(nulls_last=True), "pk")
    )


def workshops_to_come(entries: Iterable[Entry], now: datetime) -> Iterator[Workshop]:
    """Yield the workshops that somebody can still go to, in the order in which they start."""
    found = (next((one for one in _sittings(entry) if one.start > now), None) for entry in entries)
    yield from sorted((one for one in found if one), key=lambda one: one.start)


def next_to_start(listed: list[Any], entries: EntryQuerySet, now: datetime, *, most: int) -> Workshop | None:
    """Return the first workshop to start of `entries`, whose first `most` in the order of `upcoming` are `listed`.

    No query where the list answers: whatever is not on it has no sitting before the last one's next, so a sitting of
    the list that starts by then is the first.
    """
    found = next(workshops_to_come(listed, now), None)
    if len(listed) < most or (found and found.start <= listed[-1].next_start):
        return found
    return next(workshops_to_come(starting(entries, now)[:1], now), None)


def running_workshop(entries: Iterable[Entry], now: datetime) -> Workshop | None:
    """Return the workshop that is going on and ends today, the last to end; None without."""
    found = [
        one
        for entry in entries
        for one in _sittings(entry)
        if one.start <= now and one.end and now < one.end and one.end.date() == now.astimezone(one.end.tzinfo).date()
    ]
    return max(found, key=lambda one: one.end or one.start, default=None)


def _sittings(entry: Entry) -> Iterator[Workshop]:
    if entry.status != EntryStatus.SCHEDULED:
        return
    commune = (entry.description["place"] or {}).get("commune", "")
    for item in entry.description["occurrences"]:
        if item["state"] in TAKES_PLACE:
            start, end = datetime.fromisoformat(item["start"]), datetime.fromisoformat(item["end"])
            yield Workshop(entry.title, start, commune, entry.remote, end)


def at_town(name: str) -> str:
    """Return a town's name after "à": "à Nevers", "au Creusot", "aux Bordes"."""
    if not name:
        return ""
    for article, joined in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return joined + name[len(article) :]
    return f"à {name}"


def first_words(text: str, count: int) -> str:
    """Return the first words of a text, with "…" where it was cut."""
    words = text.split()
    return " ".join(words) if len(words) <= count else f"{' '.join(words[:count])}…"
