"""Sets apart what a sentence leaves out ("sauf …", "fermé …", "lundi : fermé") from what takes place.

What follows "sauf" is left out, until hours, a bound, a full stop, or days with hours of their own.
"""

from dataclasses import dataclass, field, replace

from agenda.recurrence import items
from agenda.recurrence.clauses import NAMED, LeftOut
from agenda.recurrence.items import Item
from agenda.recurrence.questions import Ask

_LEFT_OUT = (*NAMED, items.SchoolHolidays, items.PublicHolidays, items.Months, items.MonthSpan)
_JOINS = (items.And, items.Stop)
# Days: what is longer than holidays are, and may be a period in which something takes place; and what surely is.
# Months: as many are a season in which something takes place.
MONTHS_AT_LEAST = 4
HOLIDAYS_AT_MOST, PERIOD_AT_LEAST = 20, 85


@dataclass(frozen=True)
class Instance:
    """An item where it stands; `left_out` tells holidays that are."""

    place: int
    item: Item
    left_out: bool = False


@dataclass
class Split:
    """What takes place, in order, and what is left out."""

    kept: list[Instance] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def split(found: list[Item]) -> Split:
    """Return the items, those left out set apart.

    Raises:
        Ask: hours may be of what is left out, or of the days themselves.
    """
    return _Splitter(found).split()


class _Splitter:
    def __init__(self, found: list[Item]) -> None:
        self.found = found
        self.result = Split()
        # What is being left out now.
        self.now: LeftOut | None = None
        self.after_comma = False

    def split(self) -> Split:
        for n, one in enumerate(self.found):
            if isinstance(one, items.Stop):
                self.after_comma = True
                if one.full:
                    self.now = None
            elif not isinstance(one, items.And):
                if isinstance(one, items.Opening) and self.now is not None and self.now.closed and self.now.days:
                    # "Fermé le lundi mais ouvert le samedi".
                    self.now = None
                if isinstance(one, items.Except):
                    self._except(one, n)
                elif self.now is None or not self._leave_out(self.now, one, n):
                    self.result.kept.append(Instance(n, one))
                self.after_comma = False
        for out in self.result.left_out:
            if not (out.days or out.half_days or out.hours):
                raise Ask("except_what", self.found[out.place].text)
        return self.result

    def _except(self, one: items.Except, n: int) -> None:
        """Begin to leave out; "lundi : fermé" closes the days before it instead of those after."""
        if self.now is not None and self.now.closed and self.now.days and not one.closed:
            # "Fermé le lundi, sauf vacances scolaires": open then, or of all days.
            raise Ask("except_what", one.text)
        left_out = LeftOut(n, one.closed)
        self.result.left_out.append(left_out)
        before = self._days_before(n) if one.closed and self._ends_here(n) else []
        self.now = None if before else left_out
        for each in before:
            self.result.kept.remove(each)
            if isinstance(each.item, items.HalfDay):
                left_out.half_days.append(each.item)
            else:
                left_out.days.append(each.item)
            if isinstance(each.item, items.PublicHolidays):
                self.result.kept.append(replace(each, left_out=True))

    def _ends_here(self, n: int) -> bool:
        after = self.found[n + 1] if n + 1 < len(self.found) else None
        ends = after is None or (isinstance(after, items.Stop) and after.text not in {"(", ":"})
        return ends or (isinstance(after, NAMED) and self._hours_follow(n + 1))

    def _days_before(self, n: int) -> list[Instance]:
        """Return the weekdays, with the part of the day, that stand right before a place; at most a ":" between."""
        found: list[Instance] = []
        place = n - 1
        while place >= 0:
            one = self.found[place]
            if (
                isinstance(one, items.Weekdays | items.HalfDay | items.PublicHolidays)
                and self.result.kept[-1 - len(found)].place == place
            ):
                found.insert(0, self.result.kept[-1 - len(found)])
            elif not (isinstance(one, items.And) or (isinstance(one, items.Stop) and one.text in {":", ","})):
                break
            place -= 1
        return found if any(isinstance(one.item, items.Weekdays | items.PublicHolidays) for one in found) else []

    def _hours_follow(self, n: int) -> bool:
        rest = (one for one in self.found[n + 1 :] if not isinstance(one, items.HalfDay | items.Every | items.Stop))
        listed = (one for one in rest if not isinstance(one, items.And))
        return isinstance(next(listed, None), items.Times)

    def _leave_out(self, now: LeftOut, one: Item, n: int) -> bool:
        """Tell whether an item is left out too; what is left out ends with the first that is not."""
        if isinstance(one, items.HalfDay):
            now.half_days.append(one)
        elif isinstance(one, items.Times) and self._are_closed(now, one, n):
            now.hours.append(one)
        elif isinstance(one, _LEFT_OUT) and not self._begins_anew(now, one, n):
            if now.days and now.half_days:
                # "Fermé le jeudi matin, samedi après-midi et dimanche": each part of the day is of the days before it.
                now = self.now = LeftOut(now.place, now.closed)
                self.result.left_out.append(now)
            now.days.append(one)
            if isinstance(one, items.SchoolHolidays | items.PublicHolidays):
                self.result.kept.append(Instance(n, one, left_out=True))
        else:
            self._check_hours(now, one)
            self.now = None
            return False
        return True

    def _are_closed(self, now: LeftOut, one: items.Times, n: int) -> bool:
        """Tell whether hours are those of a closing: "fermé de 12 h à 14 h", "fermé le samedi de 13 h à 14 h"."""
        if not now.closed or one.end is None or self.after_comma:
            return False
        known = any(isinstance(each.item, items.Times) for each in self.result.kept)
        return known and (not now.days or all(isinstance(day, items.Weekdays) for day in now.days))

    def _begins_anew(self, now: LeftOut, one: Item, n: int) -> bool:
        if now.days and isinstance(one, items.MonthSpan) and isinstance(
            now.days[-1], items.SchoolHolidays | items.PublicHolidays
        ):  # fmt: skip
            # "Hors vacances scolaires, de septembre à juin": from when to when it takes place.
            months = (one.last - one.first) % 12 + 1
            return months >= MONTHS_AT_LEAST and not isinstance(self.found[n - 1], items.And)
        if (
            now.days
            and isinstance(one, items.Span)
            and isinstance(now.days[-1], items.SchoolHolidays | items.PublicHolidays)
        ):
            joined = isinstance(self.found[n - 1], items.And)
            long = _days_in(one)
            if not joined and long > HOLIDAYS_AT_MOST:
                # "Sauf vacances scolaires, du 10 septembre au 30 juin": from when to when it takes place.
                if long <= PERIOD_AT_LEAST:
                    raise Ask("whose", one.text)
                return True
        if not now.days or not isinstance(one, NAMED) or not self._hours_follow(n):
            return False
        holidays = isinstance(now.days[-1], items.SchoolHolidays | items.PublicHolidays)
        return self.after_comma or (holidays and not isinstance(self.found[n - 1], items.And))

    def _check_hours(self, now: LeftOut, one: Item) -> None:
        """Ask where hours come after days left out, and the days that take place have theirs already."""
        if isinstance(one, items.Only) and now.closed and now.days and self.after_comma:
            # "Fermé le vendredi, uniquement aux heures de prière".
            raise Ask("hours", now.days[-1].text)
        if not isinstance(one, items.Times) or not any(isinstance(day, NAMED) for day in now.days):
            return
        kept = [each.item for each in self.result.kept if isinstance(each.item, (*NAMED, items.Times))]
        if kept and isinstance(kept[-1], items.Times) and any(isinstance(each, NAMED) for each in kept):
            raise Ask("which_hours", one.text)


def _days_in(span: items.Span) -> int:
    """Return about how many days a span has, by months of thirty."""
    first, last = ((one.month or 0) * 30 + one.day for one in (span.first, span.last))
    return (last - first) % 360
