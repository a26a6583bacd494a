"""Sorts the items of a sentence: which hours are whose, what holds for which days, what is left out.

Hours belong to the days named before them since the last hours; to the days after them where every hour stands before
its days ("9 h-12 h le lundi, 14 h-17 h le mardi"); to all days where they stand first, and alone.
"""

from agenda.recurrence import items
from agenda.recurrence.beside import with_open_holidays, without_instead
from agenda.recurrence.clauses import NAMED, PERIODS, REPEATING, About, Clause, Modifier, Sentence
from agenda.recurrence.everyday import with_each_day, without_loose_days
from agenda.recurrence.holiday_ways import way_of
from agenda.recurrence.items import Item
from agenda.recurrence.maintained import with_maintained_alone
from agenda.recurrence.pairs import check_lasting, check_pairs
from agenda.recurrence.questions import Ask
from agenda.recurrence.sames import with_other_ends, with_same_hours
from agenda.recurrence.scoping import check_reach, give_modifiers
from agenda.recurrence.splitting import Instance, split
from agenda.recurrence.timetables import is_timetable


def sort_items(found: list[Item]) -> Sentence:
    """Return the items of a sentence, sorted.

    Raises:
        Ask: something could mean a date and was not understood, or may be of some days or of others.
    """
    found = with_maintained_alone(without_loose_days(with_each_day(found)))
    unknown = [one for one in found if isinstance(one, items.Unknown) and not _is_settled(one, found)]
    if unknown:
        # A figure that says nothing makes the words beside it unclear too: it is what must be asked about.
        asked = next((one for one in unknown if any("0" <= letter <= "9" for letter in one.text)), unknown[0])
        raise Ask(asked.kind, asked.text)
    check_pairs(found)
    check_lasting(found)
    return _Sorter(with_other_ends(with_same_hours(found))).sorted()


def _is_settled(one: items.Unknown, found: list[Item]) -> bool:
    """Tell whether the dates said leave nothing open: "prochain", "exceptionnellement", or a season with its dates."""
    named = [each for each in found if isinstance(each, NAMED)]
    if one.kind in {"next", "once", "school_year"}:
        return bool(named) and all(isinstance(each, items.Dates | items.Span) for each in named)
    if one.kind == "end":
        return all(each.end for each in found if isinstance(each, items.Times))
    if one.kind == "every_half_day":
        # "Tous les matins, du lundi au vendredi"; after other days it is of days of its own.
        return bool(named) and not any(isinstance(each, NAMED) for each in found[: found.index(one)])
    if one.kind == "beginning":
        since = any(isinstance(each, items.Since) for each in found)
        return since or (bool(named) and all(isinstance(each, items.Dates | items.Span) for each in named))
    seasons = [each for each in found if isinstance(each, items.Unknown) and each.kind == "season"]
    spans = [each for each in named if isinstance(each, items.Span)]
    after = [each for each in found[found.index(one) + 1 :] if not isinstance(each, items.Stop)][:1]
    dated = bool(after) and isinstance(after[0], PERIODS)
    return one.kind == "season" and (dated or len(seasons) == len(spans) == 1)


class _Sorter:
    """Goes through the items that take place once, from left to right."""

    def __init__(self, found: list[Item]) -> None:
        self.found = found
        self.split = with_open_holidays(split(found), found)
        self.sentence = Sentence(left_out=self.split.left_out, timetable=is_timetable(found))
        self.repeats = any(isinstance(one.item, REPEATING) for one in self.split.kept)
        self.modifiers: list[Modifier] = []
        # Which clause each day and hour is of, by place.
        self.owners: dict[int, int] = {}
        self.lead: list[items.Times] = []
        self.half_days: list[items.HalfDay] = []
        self.last = ""

    def sorted(self) -> Sentence:
        """Return the sentence."""
        kept, self.sentence.instead = without_instead(self.split.kept, self.found)
        self.hours_first = self._hours_first(kept)
        for one in kept:
            self._take(one)
        self._drop_groups()
        self._imply_days()
        self._share()
        check_reach(self.sentence, self.found)
        give_modifiers(self.sentence, self.modifiers, self.found, self.owners)
        return self.sentence

    # --- clauses ---

    def _hours_first(self, kept: list[Instance]) -> bool:
        """Tell whether every hour stands before its days.

        Raises:
            Ask: hours stand first, and others after the last days.
        """
        runs = ["T" if isinstance(one.item, items.Times) else "D" for one in kept if self._is_day_or_hour(one.item)]
        runs = [kind for n, kind in enumerate(runs) if n == 0 or runs[n - 1] != kind]
        if runs[:1] != ["T"] or runs.count("T") == 1:
            return False
        if runs[-1] != "D":
            raise Ask("which_hours", next(one.item.text for one in kept if isinstance(one.item, items.Times)))
        return True

    def _is_day_or_hour(self, one: Item) -> bool:
        return (
            isinstance(one, items.Times)
            or (isinstance(one, NAMED) and not self._is_period(one))
            or (isinstance(one, items.PublicHolidays) and one.mode == "open")
        )

    def _is_period(self, one: Item) -> bool:
        return isinstance(one, items.MonthSpan | items.Months) or (isinstance(one, items.Span) and self.repeats)

    def _take(self, here: Instance) -> None:
        one = here.item
        if self._is_day_or_hour(one):
            self._day_or_hour(here)
        elif isinstance(one, items.HalfDay):
            self.half_days.append(one)
            if self.sentence.clauses and not self._hour_waits(here.place):
                self.sentence.clauses[-1].half_days += self.half_days
                self.half_days = []
        elif isinstance(one, items.SchoolHolidays | items.PublicHolidays):
            self._holidays(here)
        elif isinstance(one, PERIODS):
            self._modify(Modifier(here.place, About.PERIOD, one))
        elif isinstance(one, items.Every) and (one.parity or one.weeks > 1 or one.months > 1):
            self._modify(Modifier(here.place, About.RHYTHM, one))
        elif not isinstance(one, items.Only):
            self.sentence.others.append(one)

    def _hour_waits(self, n: int) -> bool:
        """Tell whether the part of the day at a place is of hours whose days come only after it."""
        heads = isinstance(self.found[n - 1], items.Stop) and any(
            isinstance(one, items.Times) for one in self.found[n + 1 : n + 2]
        )
        return self.hours_first and (self.last == "T" or heads)

    def _day_or_hour(self, here: Instance) -> None:
        one = here.item
        kind = "T" if isinstance(one, items.Times) else "D"
        if kind == "T" and not self.hours_first and not self.sentence.clauses:
            self.lead.append(one)  # type: ignore[arg-type]
            return
        opens = "T" if self.hours_first else "D"
        if kind == "D" and self._says_again(here):
            return
        new = not self.sentence.clauses or self.last == "M" or (kind == opens and self.last not in {"", kind})
        if new:
            self._new_clause(here.place)
        clause = self.sentence.clauses[-1]
        if isinstance(one, items.Times):
            self._check_same_hours(here)
            clause.hours.append(one)
        else:
            self._check_same_sentence(clause, here)
            clause.named.append(one)  # type: ignore[arg-type]
        self.owners[here.place] = len(self.sentence.clauses) - 1
        self.last = kind

    def _says_again(self, here: Instance) -> bool:
        """Tell whether weekdays that have their hours are only named again, without any hours after."""
        one = here.item
        if not isinstance(one, items.Weekdays) or self.last != "T" or self.hours_first:
            return False
        if self._closes_hours(here, one):
            return True
        if self._next_is("T", here.place) or any(
            isinstance(each, items.HalfDay) for each in self.found[here.place + 1 : here.place + 2]
        ):
            return False
        named = {day for each in self.sentence.named() if isinstance(each, items.Weekdays) for day in each.days}
        later = [each.item for each in self.split.kept if each.place > here.place]
        return set(one.days) <= named and not any(isinstance(each, items.Times) for each in later)

    def _closes_hours(self, here: Instance, one: items.Weekdays) -> bool:
        """Tell whether weekdays stand right after their own hours: "le vendredi, de 17 h à 18 h le vendredi"."""
        mine = [each for each in self.sentence.clauses[-1].named if isinstance(each, items.Weekdays)]
        same = set(one.days) == {day for each in mine for day in each.days}
        return same and isinstance(self.found[here.place - 1], items.Times)

    def _new_clause(self, place: int) -> None:
        self.sentence.clauses.append(Clause(first=place, half_days=self.half_days))
        self.half_days = []

    def _check_same_hours(self, here: Instance) -> None:
        """Ask where hours without days begin a new sentence after several days that have theirs."""
        since = max(self.owners, default=here.place)
        dots = [one for one in self.found[since + 1 : here.place] if isinstance(one, items.Stop) and one.text == "."]
        if self.last == "T" and dots and len(self.sentence.clauses) > 1:
            raise Ask("which_hours", here.item.text)

    def _check_same_sentence(self, clause: Clause, here: Instance) -> None:
        """Ask where days of two sentences would share hours said only once."""
        days = [*clause.named, here.item]
        if len([each for each in days if not isinstance(each, items.PublicHolidays)]) > 1:
            since = max(place for place in self.owners if self.owners[place] == len(self.sentence.clauses) - 1)
            between = self.found[since + 1 : here.place]
            if any(isinstance(one, items.Stop) and one.full and one.text != ")" for one in between):
                raise Ask("which_hours", here.item.text)

    def _modify(self, one: Modifier) -> None:
        """Keep what holds for some days; what stands between days, or between hours, sets them apart."""
        self.modifiers.append(one)
        if self.last == "T" and self._next_is("T", one.place):
            self.last = "M"
        elif self.last == "D" and self._next_is("D", one.place) and not self.hours_first:
            self.sentence.clauses[-1].broken = True
            self.last = "M"

    def _next_is(self, kind: str, place: int) -> bool:
        rest = (one for one in self.split.kept if one.place > place and self._is_day_or_hour(one.item))
        following = next(rest, None)
        return following is not None and isinstance(following.item, items.Times) is (kind == "T")

    # --- holidays ---

    def _holidays(self, here: Instance) -> None:
        one = here.item
        if isinstance(one, items.PublicHolidays):
            if not here.left_out and one.mode not in {"always", "open"}:
                raise Ask("public_how", one.text)
            self._modify(Modifier(here.place, About.PUBLIC, one))
        elif isinstance(one, items.SchoolHolidays):
            way = way_of(here, self.found, self.modifiers, heads=not self.sentence.clauses)
            self._modify(Modifier(here.place, About.SCHOOL, one, way))

    # --- days and hours shared ---

    def _drop_groups(self) -> None:
        """Drop the last days where they are kept for groups and have no hours, and others have."""
        clauses = self.sentence.clauses
        apart = [n for n, one in enumerate(self.found) if isinstance(one, items.ForGroups)]
        if len(clauses) > 1 and apart and not clauses[-1].hours and not self.hours_first and not self.lead:
            before = max((n for n, one in enumerate(self.found) if isinstance(one, items.Times)), default=0)
            if apart[-1] > before and clauses[-1].first > before and not clauses[-1].broken:
                clauses.pop()
                self.owners = {place: n for place, n in self.owners.items() if n < len(clauses)}

    def _imply_days(self) -> None:
        """Take all days but those closed for the days of an opening that names none else."""
        closed = {day for out in self.split.left_out if out.closed and not out.half_days and not out.hours
                  for one in out.days if isinstance(one, items.Weekdays) for day in one.days}  # fmt: skip
        if (
            not self.sentence.clauses
            and self.lead
            and closed
            and any(isinstance(one, items.Opening) for one in self.found)
        ):
            days = tuple(day for day in range(7) if day not in closed)
            self.sentence.clauses.append(Clause([items.Weekdays("", days, repeats=True)]))

    def _share(self) -> None:
        """Give days to hours that have none of their own, and hours to days."""
        clauses = self.sentence.clauses
        for n, clause in enumerate(clauses):
            if not clause.named and n:
                clause.named = list(clauses[n - 1].named)
        for n, clause in reversed(list(enumerate(clauses))):
            if not clause.named and n + 1 < len(clauses):
                clause.named = list(clauses[n + 1].named)
            if not clause.hours:
                after = clauses[n + 1].hours if clause.broken and n + 1 < len(clauses) else []
                clause.hours = list(self.lead or after)
