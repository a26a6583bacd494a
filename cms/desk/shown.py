"""Where each published event is shown: its page, the communes around, the intercommunality, the month's letter."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from agenda.catalogue.models import Entry
from agenda.feeds.calendars import DEFAULT_RADIUS
from cms.territories.models import Epci, Neighbour
from newsletter.issues.models import EDITABLE, PUBLIC, Issue

# The letters that an event still to come may stand in: this month's, the next, and one more.
LETTERS = 3


@dataclass(frozen=True)
class LetterPlace:
    """A month's letter in which the event stands; `path` once the letter is public."""

    month: str
    path: str


@dataclass(frozen=True)
class Shown:
    """Where one event is shown besides the public agenda, where everything is."""

    communes: int = 0
    km: int = DEFAULT_RADIUS
    epci: str = ""
    letters: tuple[LetterPlace, ...] = field(default=())


def where_shown(entries: Iterable[Entry]) -> dict[int, Shown]:
    """Return, by entry id, where each public entry is shown. Three queries, whatever the number.

    The communes counted are those whose page and calendar list the event by default: at most DEFAULT_RADIUS km away.
    """
    entries = list(entries)
    if not entries:
        return {}
    codes = {entry.commune_insee for entry in entries if entry.commune_insee}
    near = Neighbour.objects.filter(target_id__in=codes, metres__lte=DEFAULT_RADIUS * 1000)
    around = Counter(near.values_list("target_id", flat=True))
    names = Epci.objects.in_bulk({entry.epci_siren for entry in entries if entry.epci_siren})
    letters = _letters({entry.code for entry in entries})
    return {
        entry.pk: Shown(
            communes=around[entry.commune_insee],
            epci=names[entry.epci_siren].name if entry.epci_siren in names else "",
            letters=tuple(letters.get(entry.code, ())),
        )
        for entry in entries
    }


def _letters(codes: set[str]) -> dict[str, list[LetterPlace]]:
    """Return, by entry code, the latest letters whose lines name it, the earliest first. One query."""
    issues = Issue.objects.filter(state__in=(*EDITABLE, *PUBLIC)).order_by("-period")[:LETTERS]
    found: dict[str, list[LetterPlace]] = {}
    for issue in reversed(issues):
        place = LetterPlace(issue.month, issue.path if issue.state in PUBLIC else "")
        for code in codes & set(_codes_shown(issue.content.raw_data)):
            found.setdefault(code, []).append(place)
    return found


def _codes_shown(blocks: Iterable[Any]) -> Iterator[str]:
    """Yield the codes of the lines that the letter will show, from its stored JSON (lists of an older form too)."""
    for block in blocks:
        value = block.get("value")
        for item in value.get("entries", ()) if isinstance(value, dict) else ():
            line = item.get("value", item)
            if isinstance(line, dict) and line.get("code") and line.get("show", True):
                yield str(line["code"])
