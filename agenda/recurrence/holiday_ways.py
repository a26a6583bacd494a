"""Which way school holidays are meant where the words before them do not say: during them, or outside."""

from agenda.recurrence import items
from agenda.recurrence.clauses import About, Modifier
from agenda.recurrence.items import Item
from agenda.recurrence.questions import Ask
from agenda.recurrence.rules import School
from agenda.recurrence.splitting import Instance


def way_of(here: Instance, found: list[Item], earlier: list[Modifier], *, heads: bool) -> School:
    """Return the way of the holidays at a place; `earlier` stands before it, `heads`: no days do.

    Raises:
        Ask: nothing tells.
    """
    one, n = here.item, here.place
    assert isinstance(one, items.SchoolHolidays)  # noqa: S101 - of which this is
    if here.left_out:
        return School.ONLY if one.mode == "term" else School.EXCEPT
    if one.mode == "term":
        return School.EXCEPT
    if one.mode == "during" or _only_beside(found, n) or _of_days(one, found, n):
        return School.ONLY
    if (heads and (_colon_after(found, n) or _dates_after(found, n))) or _after_term(found, n, earlier):
        return School.ONLY
    raise Ask("holidays_how", one.text)


def _only_beside(found: list[Item], n: int) -> bool:
    return any(isinstance(one, items.Only) for one in found[max(n - 1, 0) : n + 2])


def _colon_after(found: list[Item], n: int) -> bool:
    after = [one.text if isinstance(one, items.Stop) else "" for one in found[n + 1 : n + 3]]
    return after[:1] == [":"] or after == [")", ":"]


def _dates_after(found: list[Item], n: int) -> bool:
    """Tell whether their dates stand right after them: "vacances d'hiver, du 15 au 26 février : …"."""
    after = found[n + 1 : n + 3]
    if after and isinstance(after[0], items.Stop) and after[0].text in {",", "("}:
        after = after[1:]
    return bool(after) and isinstance(after[0], items.Span | items.Dates)


def _after_term(found: list[Item], n: int, earlier: list[Modifier]) -> bool:
    """Tell whether they begin a sentence of their own after one of term time: "… Vacances scolaires : …"."""
    before, after = found[n - 1], found[n + 1 : n + 2]
    begins = isinstance(before, items.Stop) and before.full
    begins = begins and (_colon_after(found, n) or any(isinstance(one, items.Weekdays) for one in after))
    return begins and any(one.about is About.SCHOOL and one.way is School.EXCEPT for one in earlier)


def _of_days(one: items.SchoolHolidays, found: list[Item], n: int) -> bool:
    """Tell whether they stand as in "les mercredis des vacances"."""
    of = one.text.lower().startswith(("des ", "de "))
    return of and n > 0 and isinstance(found[n - 1], items.Weekdays | items.HalfDay)
