"""Makes the rule of a sentence that says what repeats: its days, its rhythm, its period, and what is left out."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

from agenda.recurrence import items
from agenda.recurrence.calendars import last_known_day, school_holiday, school_period
from agenda.recurrence.expansion import expand
from agenda.recurrence.items import Item, PartialDate
from agenda.recurrence.questions import Ask
from agenda.recurrence.rules import Days, Frequency, Hours, Parity, Rule, School, in_order
from agenda.recurrence.sorting import Named, Sentence, hours_of
from agenda.recurrence.years import Bounds, days_of_span, exact, find_bounds, one_day

WEEK = 7
# Every n weeks or months is counted from the first sitting, looked for this far.
SEARCHED = timedelta(days=62)


def read_rule(sentence: Sentence, today: date, last: date, zone: str) -> Rule:
    """Return the rule; `today` and `last` are the first and last day looked at.

    Raises:
        Ask: something is missing, or may be meant in two ways.
        RuleError: what is said contradicts itself.
    """
    return _Ruler(sentence, today, last, zone).rule()


class _Ruler:
    def __init__(self, sentence: Sentence, today: date, last: date, zone: str) -> None:
        self.sentence, self.today, self.last, self.zone = sentence, today, last, zone
        named = chain.from_iterable(group.named for group in sentence.groups)
        self.repeating = [one for one in named if isinstance(one, items.Weekdays | items.NthDays | items.MonthDays)]

    def rule(self) -> Rule:
        days = self._days()
        monthly = isinstance(self.repeating[0], items.NthDays | items.MonthDays)
        frequency = Frequency.MONTHLY if monthly else Frequency.WEEKLY
        interval, parity = self._interval(frequency)
        bounds = self._bounds()
        count = self._count(bounds)
        if (interval > 1 or count) and bounds.first is None:
            raise Ask("start")
        rule = Rule.of(frequency, bounds.first or self.today, days, parity=parity, until=bounds.last, count=count)
        if interval > 1:
            rule = self._anchored(rule, interval, bounds)
        return self._with_exceptions(self._with_months(rule, bounds))

    def _days(self) -> list[Days]:
        """Return the days of all groups, hours of the same day together."""
        found: dict[Days, list[Hours]] = {}
        for group in self.sentence.groups:
            hours = hours_of(self.sentence, group)
            for one in group.named:
                for key in _keys(one):
                    found.setdefault(key, []).extend(hours)
        self._check_rhythm(list(found))
        return [replace(key, hours=in_order(hours)) for key, hours in found.items()]

    def _check_rhythm(self, keys: list[Days]) -> None:
        """Ask where "mardi" may be one Tuesday, "le premier mardi" one, or two rhythms stand side by side."""
        weekly = [one for one in self.repeating if isinstance(one, items.Weekdays)]
        if weekly and len(weekly) != len(self.repeating):
            raise Ask("two_rhythms")
        if not weekly:
            said = [one for one in self.repeating if isinstance(one, items.MonthDays) or one.repeats]
            if not said and not self.sentence.of(items.Every):
                raise Ask("each_month", self.repeating[0].text)
            return
        bare = [one for one in weekly if not one.repeats and not one.article]
        if len(bare) == len(weekly) == len(keys) == 1 and not self._says_period():
            raise Ask("once_or_every", bare[0].text)

    def _says_period(self) -> bool:
        kinds = (items.Every, items.Since, items.Until, items.MonthSpan, items.Count, items.ForWeeks, items.TimesEach)
        return any(isinstance(one, kinds) for one in self.sentence.others) or bool(
            self.sentence.periods or self.sentence.school
        )

    def _interval(self, frequency: Frequency) -> tuple[int, Parity | None]:
        said = self.sentence.of(items.Every)
        weeks = {one.weeks for one in said if one.weeks}
        months = {one.months for one in said if one.months}
        parities = {one.parity for one in said if one.parity}
        mine, other = (weeks, months) if frequency is Frequency.WEEKLY else (months, weeks)
        mine = mine - {1} or mine
        if other or len(mine) > 1 or len(parities) > 1 or (parities and frequency is Frequency.MONTHLY):
            raise Ask("two_rhythms")
        if parities:
            if mine - {1, 2}:
                raise Ask("two_rhythms")
            return 1, parities.pop()
        return (mine.pop() if mine else 1), None

    def _bounds(self) -> Bounds:
        found = find_bounds(
            spans=self.sentence.periods, since=self.sentence.of(items.Since), until=self.sentence.of(items.Until),
            months=self.sentence.of(items.MonthSpan), today=self.today,
        )  # fmt: skip
        weeks = self.sentence.of(items.ForWeeks)
        if weeks:
            if found.first is None or found.last is not None or len(weeks) > 1:
                raise Ask("start" if found.first is None else "two_bounds")
            found = Bounds(found.first, found.first + timedelta(days=WEEK * weeks[0].weeks - 1))
        only = [one for way, one in self.sentence.school if way is School.ONLY and one.name]
        if not only:
            return found
        if len(only) > 1 or found.last:
            raise Ask("two_bounds")
        period = school_period(only[0].name, self.zone, found.first or self.today)
        if period is None:
            raise Ask("unknown_holidays", only[0].text)
        return Bounds(*period)

    def _count(self, bounds: Bounds) -> int | None:
        """Return how many sittings end the series; where its last day is said too, the number is only checked."""
        said = {one.number for one in self.sentence.of(items.Count)}
        return said.pop() if len(said) == 1 and bounds.last is None else None

    def _anchored(self, rule: Rule, interval: int, bounds: Bounds) -> Rule:
        """Return the rule of every n weeks or months, from its first sitting on, which must be one to count from."""
        sittings = expand(rule, until=self.last + SEARCHED, zone=self.zone).sittings
        if not sittings:
            raise Ask("nothing")
        first = sittings[0].start.date()
        if first != bounds.first and len(rule.days) > 1:
            raise Ask("start")
        return replace(rule, first=first, interval=interval)

    def _with_months(self, rule: Rule, bounds: Bounds) -> Rule:
        """Return the rule in the months said: within its period, else only in the next such months."""
        said = self.sentence.of(items.Months)
        if not said:
            return rule
        months = {month for one in said for month in one.months}
        years = {one.year for one in said if one.year}
        if bounds.first and bounds.last and not years:
            return replace(rule, months=frozenset(months))
        run = sorted(months)
        if bounds.first or bounds.last or len(years) > 1 or run != list(range(run[0], run[-1] + 1)):
            raise Ask("two_bounds")
        span = items.MonthSpan("", run[0], run[-1], years.pop() if years else None)
        found = find_bounds(spans=[], since=[], until=[], months=[span], today=self.today)
        return replace(rule, first=found.first or rule.first, until=found.last)

    def _with_exceptions(self, rule: Rule) -> Rule:
        ways = {way for way, one in self.sentence.school if not one.name or way is School.ONLY}
        if len(ways) > 1:
            raise Ask("two_rhythms")
        if any(not one.name for _way, one in self.sentence.school):
            rule = replace(rule, school=ways.pop())
        rule = replace(rule, but_public_holidays=self.sentence.public)
        for one in self.sentence.left_out:
            rule = self._without(rule, one)
        for way, one in self.sentence.school:
            if way is School.EXCEPT and one.name:
                rule = self._without_holidays(rule, one)
        return rule

    def _without(self, rule: Rule, one: Item) -> Rule:
        if isinstance(one, items.Months | items.MonthSpan):
            left = (rule.months or frozenset(range(1, 13))) - _months_of(one)
            return replace(rule, months=left) if left else self._nothing()
        if isinstance(one, items.Weekdays) and rule.frequency is Frequency.WEEKLY:
            if not set(one.days) <= {days.weekday for days in rule.days}:
                raise Ask("no_sitting", one.text)
            left_days = tuple(days for days in rule.days if days.weekday not in one.days)
            return replace(rule, days=left_days) if left_days else self._nothing()
        named = self._named_days(rule)
        if isinstance(one, items.Dates):
            days = {self._excluded(rule, day, one, named) for day in one.dates}
        elif isinstance(one, items.Span):
            first, last = days_of_span(one.first, one.last, today=rule.first, text=one.text)
            days = {day for day in named if first <= day <= last}
        elif isinstance(one, items.NthDays) and rule.frequency is Frequency.WEEKLY:
            hours = rule.days[0].hours
            nth = Rule.of(Frequency.MONTHLY, rule.first, [Days.on_nth(*pair, *hours) for pair in one.pairs])
            days = named & {sitting.start.date() for sitting in expand(nth, until=self.last, zone=self.zone).sittings}
        else:
            raise Ask("unclear", one.text)
        if not days:
            raise Ask("no_sitting", one.text)
        return replace(rule, excluded=rule.excluded | days)

    def _nothing(self) -> Rule:
        raise Ask("nothing")

    def _named_days(self, rule: Rule) -> set[date]:
        """Return the days that the rule names before anything is left out."""
        plain = replace(rule, school=None, but_public_holidays=False, excluded=frozenset())
        return {one.start.date() for one in expand(plain, until=self.last, zone=self.zone).sittings}

    def _excluded(self, rule: Rule, partial: PartialDate, said: items.Dates, named: set[date]) -> date:
        """Return the sitting's day meant by a day left out, of whatever year the series is."""
        if partial.year is None:
            years = {rule.first.year, self.last.year, rule.first.year + 1}
            found = [day for day in named if (day.day, day.month) == (partial.day, partial.month) and day.year in years]
            if len(found) == 1:
                return exact(partial, found[0].year, said.text)
        day = one_day(partial, today=rule.first, text=said.text)
        if day in named:
            return day
        if rule.first <= day <= min(self.last, rule.until or self.last):
            raise Ask("no_sitting", said.text)
        if not rule.first <= day <= (rule.until or day):
            raise Ask("no_sitting", said.text)
        return day

    def _without_holidays(self, rule: Rule, one: items.SchoolHolidays) -> Rule:
        end = min(self.last, rule.until or self.last)
        if school_period(one.name, self.zone, rule.first) is None or end > last_known_day(self.zone):
            raise Ask("unknown_holidays", one.text)
        days = {day for day in self._named_days(rule) if school_holiday(day, self.zone) == one.name}
        return replace(rule, excluded=rule.excluded | days)


def _keys(one: Named) -> list[Days]:
    """Return the days named, still without hours."""
    if isinstance(one, items.Weekdays):
        return [Days.on_weekday(day) for day in one.days]
    if isinstance(one, items.NthDays):
        return [Days.on_nth(nth, day) for nth, day in one.pairs]
    if isinstance(one, items.MonthDays):
        return [Days.on_day(day) for day in one.days]
    return []


def _months_of(one: items.Months | items.MonthSpan) -> frozenset[int]:
    if isinstance(one, items.Months):
        return frozenset(one.months)
    return frozenset((one.first - 1 + n) % 12 + 1 for n in range((one.last - one.first) % 12 + 1))
