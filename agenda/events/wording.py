"""An event's dates in one French sentence, from its schedule; and where it happens in a few words."""

from datetime import date
from typing import Any

from agenda.events.schedule import Schedule, Slot, WeeklyRule
from cms.foundation.wording import hours, long_day, plain_day, short_day, weekday_name

# Longer lists become "12 dates, du … au …": a sentence is there to be taken in at one glance.
LISTED = 4


def when(schedule: Schedule) -> str:
    """Return for example "tous les mardis de 14 h à 16 h, du 1er décembre 2026 au 26 janvier 2027"."""
    parts = []
    if schedule.rule:
        parts.append(_weekly(schedule.rule, schedule))
    single = [*schedule.slots, *schedule.extra]
    if single:
        parts.append(_listed(single))
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


def _weekly(rule: WeeklyRule, schedule: Schedule) -> str:
    text = (
        f"tous les {weekday_name(rule.first)}s {hours(rule.start, rule.end)}, "
        f"du {plain_day(rule.first)} au {plain_day(rule.until)}"
    )
    skipped = sorted(day for day in schedule.excluded if rule.first <= day <= rule.until)
    return f"{text}, sauf {_enumerate([_the(day) for day in skipped])}" if skipped else text


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


def _the(day: date) -> str:
    return f"le {plain_day(day).rsplit(' ', 1)[0]}"


def _enumerate(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"
