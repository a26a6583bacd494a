"""The next workshops to tell: the sitting that takes place, when and where, in a few words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from agenda.catalogue.models import Entry, EntryStatus, OccurrenceState
from cms.foundation.wording import hour, short_day

TAKES_PLACE = {OccurrenceState.SCHEDULED, OccurrenceState.MOVED}


@dataclass(frozen=True)
class Workshop:
    """One workshop at its next sitting; local time."""

    title: str
    start: datetime
    commune: str
    remote: bool

    def when(self, today: date) -> str:
        """Return "aujourd’hui à 14 h", "demain à 14 h", "jeudi 26 novembre à 14 h"."""
        days = (self.start.date() - today).days
        day = "aujourd’hui" if days == 0 else "demain" if days == 1 else short_day(self.start)
        return f"{day} à {hour(self.start)}"

    @property
    def at(self) -> str:
        """Where: "à Corbigny", "au Creusot", "à distance"; "" when unknown."""
        return "à distance" if self.remote else at_town(self.commune)


def workshops_to_come(entries: Iterable[Entry], now: datetime) -> Iterator[Workshop]:
    """Yield the workshops that somebody can still go to, in the order of the entries."""
    for entry in entries:
        if entry.status != EntryStatus.SCHEDULED:
            continue
        for item in entry.description["occurrences"]:
            start = datetime.fromisoformat(item["start"])
            if start > now and item["state"] in TAKES_PLACE:
                commune = (entry.description["place"] or {}).get("commune", "")
                yield Workshop(entry.title, start, commune, entry.remote)
                break


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
