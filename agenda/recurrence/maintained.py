"""Days said to be kept: "tous les jeudis de 8 h à 12 h, le marché du 24 décembre est maintenu" adds none."""

from collections.abc import Iterable
from datetime import date

from agenda.recurrence import items
from agenda.recurrence.clauses import NAMED, Sentence
from agenda.recurrence.expansion import expand
from agenda.recurrence.items import Item
from agenda.recurrence.questions import Ask
from agenda.recurrence.rules import Rule
from agenda.recurrence.years import exact_days


def with_maintained_alone(found: list[Item]) -> list[Item]:
    """Return the items, days kept as the days meant where a sentence names no others."""
    if any(isinstance(one, NAMED) for one in found):
        return found
    return [one.days if isinstance(one, items.Maintained) else one for one in found]


def check_maintained(
    sentence: Sentence, rules: tuple[Rule, ...], listed: Iterable[date], *, today: date, last: date, zone: str
) -> None:
    """Ask where a day said to be kept is none of the days that take place.

    Raises:
        Ask: as said.
    """
    for one in sentence.of(items.Maintained):
        days = exact_days(one.days, today)
        held = set(listed)
        for rule in rules:
            held |= {each.start.date() for each in expand(rule, until=max(last, *days), zone=zone).sittings}
        if not set(days) <= held:
            raise Ask("maintained", one.text)
