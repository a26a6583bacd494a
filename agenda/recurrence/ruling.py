"""Makes the rules of a sentence that says what repeats: days, rhythm and period of each, and what is left out."""

from dataclasses import replace
from datetime import date, timedelta

from agenda.recurrence import items
from agenda.recurrence.calendars import school_period
from agenda.recurrence.clauses import REPEATING, About, Sentence
from agenda.recurrence.expansion import expand
from agenda.recurrence.leaving import without_nth, without_rest
from agenda.recurrence.questions import Ask
from agenda.recurrence.rules import Days, Frequency, Hours, Parity, Rule, School, in_order
from agenda.recurrence.seasons import Season, seasons_of
from agenda.recurrence.slots import Frame, Slot, slots_of
from agenda.recurrence.years import Bounds, find_bounds

WEEK = 7
MAX_RULES = 6
# Every n weeks or months is counted from the first sitting, looked for this far.
SEARCHED = timedelta(days=62)


def read_rules(sentence: Sentence, today: date, last: date, zone: str) -> tuple[Rule, ...]:
    """Return the rules; `today` and `last` are the first and last day looked at.

    Raises:
        Ask: something is missing, or may be meant in two ways.
        RuleError: what is said contradicts itself.
    """
    return _Ruler(sentence, today, last, zone).rules()


class _Ruler:
    def __init__(self, sentence: Sentence, today: date, last: date, zone: str) -> None:
        self.sentence, self.today, self.last, self.zone = sentence, today, last, zone
        self.repeating = [one for one in sentence.named() if isinstance(one, REPEATING)]

    def rules(self) -> tuple[Rule, ...]:
        slots = slots_of(self.sentence)
        self._check_rhythm(slots)
        rules = [rule for frame, days in _grouped(slots) for rule in self._of_frame(frame, days)]
        if len(rules) > MAX_RULES:
            raise Ask("too_many")
        return tuple(without_rest(rules, self.sentence, self.last, self.zone))

    # --- what comes back ---

    def _check_rhythm(self, slots: list[Slot]) -> None:
        """Ask where "mardi" may be one Tuesday, or "le premier mardi" one."""
        weekly = [one for one in self.repeating if isinstance(one, items.Weekdays)]
        nth = [one for one in self.repeating if not isinstance(one, items.Weekdays)]
        if nth and not any(isinstance(one, items.MonthDays) or one.repeats for one in nth):
            months = [int(one.a_month) for one in self.sentence.of(items.TimesEach)]
            months += [one.months for one in self.sentence.of(items.Every)] + [
                n for one in slots for n in one.frame.months
            ]
            if not any(months):
                raise Ask("each_month", nth[0].text)
        bare = [one for one in weekly if not one.repeats and not one.article]
        if bare and nth:
            # "1er lundi du mois et samedi": each Saturday, or the first of the month.
            raise Ask("once_or_every", bare[0].text)
        one_day = len(bare) == len(self.repeating) == 1 and len(bare[0].days) == 1
        if one_day and not self._says_period() and not self.sentence.timetable:
            raise Ask("once_or_every", bare[0].text)

    def _says_period(self) -> bool:
        kinds = (items.Every, items.Since, items.Until, items.Count, items.ForWeeks, items.TimesEach)
        of_whole = any(isinstance(one, kinds) for one in self.sentence.others)
        left_out = any(
            isinstance(day, items.Months | items.MonthSpan | items.NthDays)
            for out in self.sentence.left_out
            for day in out.days
        )
        said = any(self.sentence.has(about) for about in (About.RHYTHM, About.PERIOD, About.SCHOOL))
        return of_whole or left_out or said or any(one.regular for one in self.sentence.of(items.Opening))

    # --- one rule ---

    def _of_frame(self, frame: Frame, days: list[Days]) -> list[Rule]:
        interval, parity = self._interval(frame)
        found = []
        for season in self._seasons(frame):
            bounds = season.bounds
            count = self._count(bounds)
            if (interval > 1 or count) and bounds.first is None:
                raise Ask("start")
            rule = Rule.of(
                frame.frequency, bounds.first or self.today, days, parity=parity, until=bounds.last, count=count,
                months=season.months, but_public_holidays=frame.public,
            )  # fmt: skip
            if interval > 1:
                rule = self._anchored(rule, interval, bounds)
            rule = without_nth(self._with_school(rule, frame), frame.but_nth, self.last, self.zone)
            found.append(rule)
        return found

    def _interval(self, frame: Frame) -> tuple[int, Parity | None]:
        whole = self.sentence.of(items.Every)
        weeks = set(frame.weeks) | {one.weeks for one in whole if one.weeks}
        months = set(frame.months) | {one.months for one in whole if one.months}
        weekly = frame.frequency is Frequency.WEEKLY
        if len({isinstance(one, items.Weekdays) for one in self.repeating}) > 1:
            # "chaque mois" is said of the first Saturday, not of the Mondays beside it.
            weeks, months = (weeks, months - {1}) if weekly else (weeks - {1}, months)
        mine, other = (weeks, months) if weekly else (months, weeks)
        mine = mine - {1} or mine
        if other or len(mine) > 1 or (frame.parities and not weekly):
            raise Ask("two_rhythms", self._rhythm_words())
        if frame.parities:
            if mine - {1, 2}:
                raise Ask("two_rhythms", self._rhythm_words())
            # Even and odd weeks, each said of the same days: every week.
            return 1, frame.parities[0] if len(frame.parities) == 1 else None
        return (mine.pop() if mine else 1), None

    def _rhythm_words(self) -> str:
        """Return the first words that say how often."""
        of_clauses = [one.item for clause in self.sentence.clauses for one in clause.about(About.RHYTHM)]
        return next((one.text for one in [*of_clauses, *self.sentence.of(items.Every)]), "")

    def _seasons(self, frame: Frame) -> list[Season]:
        since, until = self.sentence.of(items.Since), self.sentence.of(items.Until)
        weeks = self.sentence.of(items.ForWeeks)
        only = [one for way, one in frame.school if way is School.ONLY and one.name]
        if frame.periods and not weeks and not only:
            return seasons_of(self.sentence, frame.periods, since=since, until=until, today=self.today, last=self.last)
        found = find_bounds(spans=[], since=since, until=until, months=[], today=self.today)
        if weeks:
            if found.first is None or found.last is not None or len(weeks) > 1:
                raise Ask("start" if found.first is None else "two_bounds")
            return [Season(Bounds(found.first, found.first + timedelta(days=WEEK * weeks[0].weeks - 1)))]
        if not only:
            return [Season(found)]
        return self._in_holidays(only, frame, found) if frame.periods else [Season(self._holidays(only, found))]

    def _in_holidays(self, only: list[items.SchoolHolidays], frame: Frame, found: Bounds) -> list[Season]:
        """Return the periods said within the holidays of a name: "vacances de Noël, du 21 au 24 décembre"."""
        seasons = seasons_of(self.sentence, frame.periods, since=[], until=[], today=self.today, last=self.last)
        for first, last in ((one.bounds.first, one.bounds.last) for one in seasons):
            if first is None or last is None or found.first or found.last:
                raise Ask("two_bounds", frame.periods[0].text)
            held = self._holidays(only, Bounds(first))
            if not (held.first or first) <= first <= last <= (held.last or last):
                raise Ask("two_bounds", frame.periods[0].text)
        return seasons

    def _holidays(self, only: list[items.SchoolHolidays], found: Bounds) -> Bounds:
        if len(only) > 1 or found.last:
            raise Ask("two_bounds", only[0].text)
        period = school_period(only[0].name, self.zone, found.first or self.today)
        if period is None:
            raise Ask("unknown_holidays", only[0].text)
        return Bounds(*period)

    def _count(self, bounds: Bounds) -> int | None:
        """Return how many sittings end the series; where its last day is said too, the number is only checked."""
        said = {one.number for one in self.sentence.of(items.Count)}
        return said.pop() if len(said) == 1 and bounds.last is None else None

    def _anchored(self, rule: Rule, interval: int, bounds: Bounds) -> Rule:
        """Return the rule of every n weeks or months, from its first day on, which must be one to count from."""
        # Weeks are counted through the months left out too.
        whole = replace(rule, months=frozenset())
        sittings = expand(whole, until=self.last + SEARCHED, zone=self.zone).sittings
        if not sittings:
            raise Ask("nothing")
        first = sittings[0].start.date()
        if first != bounds.first:
            raise Ask("start")
        return replace(rule, first=first, interval=interval)

    def _with_school(self, rule: Rule, frame: Frame) -> Rule:
        ways = {way for way, one in frame.school if not one.name or way is School.ONLY}
        if len(ways) > 1:
            raise Ask("two_rhythms", frame.school[0][1].text)
        return replace(rule, school=ways.pop()) if any(not one.name for _way, one in frame.school) else rule


def _grouped(slots: list[Slot]) -> list[tuple[Frame, list[Days]]]:
    """Return the days of each frame with their hours; two sittings that begin together go to two rules."""
    found: list[tuple[Frame, dict[Days, list[Hours]]]] = []
    for slot in slots:
        for frame, days in found:
            mine = days.get(slot.days, [])
            if frame == slot.frame and (slot.hours in mine or all(one.start != slot.hours.start for one in mine)):
                break
        else:
            days = {}
            found.append((slot.frame, days))
        if slot.hours not in days.setdefault(slot.days, []):
            days[slot.days].append(slot.hours)
    return [(frame, [replace(key, hours=in_order(hours)) for key, hours in days.items()]) for frame, days in found]
