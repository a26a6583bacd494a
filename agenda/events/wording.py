"""An event's dates in one French sentence, from its schedule; and where it happens in a few words."""

from dataclasses import replace
from typing import Any

from agenda.events.schedule import Schedule, Slot
from agenda.recurrence.rules import Rule
from agenda.recurrence.sentences import sentence_of
from cms.foundation.wording import hours, long_day, plain_day, short_day

# Longer lists become "12 dates, du … au …": a sentence is there to be taken in at one glance.
LISTED = 4


def when(schedule: Schedule) -> str:
    """Return for example "tous les mardis de 14 h à 16 h, du 1er décembre 2026 au 26 janvier 2027"."""
    parts = [_rule(rule) for rule in schedule.rules]
    if schedule.slots:
        parts.append(_listed(list(schedule.slots)))
    if schedule.stops_undecided:
        last = plain_day(schedule.occurrences()[-1].start.date())
        parts.append(f"le calendrier scolaire n’est pas encore publié après\N{NO-BREAK SPACE}: dernière date le {last}")
    return " ; et ".join(parts)


def where(place: dict[str, Any] | None) -> str:
    """Return "Médiathèque, Decize" of a description's place; the commune only if the name does not hold it."""
    name, commune = (place or {}).get("name", ""), (place or {}).get("commune", "")
    return ", ".join(part for part in (name, "" if commune.casefold() in name.casefold() else commune) if part)


def organisers(description: dict[str, Any]) -> str:
    """Return "Le Fil", or "Le Fil, avec la Médiathèque et l’Atelier": the owner, then who organises with it."""
    return ", ".join(part for part in (description["structure"]["name"], organised_with(description)) if part)


def organised_with(description: dict[str, Any], *, but: int | None = None) -> str:
    """Return "avec la Médiathèque et l’Atelier" of a description's co-organisers, "" where there is none.

    `but` is the structure on whose own page the words stand.
    """
    names = [item["name"] for item in description.get("coorganisers", ()) if item["id"] != but]
    return f"avec {_enumerate(names)}" if names else ""


def _rule(rule: Rule) -> str:
    """Return the rule's sentence; many days left out are counted, not named."""
    if len(rule.excluded) <= LISTED:
        return sentence_of(rule)
    return f"{sentence_of(replace(rule, excluded=frozenset()))}, sauf {len(rule.excluded)} dates"


def _listed(slots: list[Slot]) -> str:
    slots = sorted(slots)
    if len(slots) == 1:
        return f"{long_day(slots[0].start.date())}, {hours(slots[0].start, slots[0].end)}"
    same_hours = len({(slot.start.time(), slot.end.time()) for slot in slots}) == 1
    if len(slots) > LISTED:
        text = f"{len(slots)} dates, du {plain_day(slots[0].start.date())} au {plain_day(slots[-1].start.date())}"
        return f"{text}, {hours(slots[0].start, slots[0].end)}" if same_hours else text
    if same_hours:
        days = _enumerate([short_day(slot.start.date()) for slot in slots])
        return f"{days}, {hours(slots[0].start, slots[0].end)}"
    return _enumerate([f"{short_day(slot.start.date())} {hours(slot.start, slot.end)}" for slot in slots])


def _enumerate(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"
