"""What a French sentence about dates is made of: the items that `scanning` finds and `reading` puts together."""

from dataclasses import dataclass
from datetime import time

from agenda.recurrence.rules import Parity


@dataclass(frozen=True)
class Item:
    """A piece of the sentence; `text` is how it was written."""

    text: str


@dataclass(frozen=True)
class Weekdays(Item):
    """Days of the week. `repeats`: said to come back ("tous les", plural); `article`: "le mardi".

    `loose`: said of days that may be named more closely beside it ("tous les jours", "en semaine").
    """

    days: tuple[int, ...]
    repeats: bool = False
    article: bool = False
    loose: bool = False


@dataclass(frozen=True)
class NthDays(Item):
    """The first and third Tuesdays: (nth, weekday) each. `repeats`: said to come back ("du mois", "tous les")."""

    pairs: tuple[tuple[int, int], ...]
    repeats: bool = False


@dataclass(frozen=True)
class MonthDays(Item):
    """The 1st and 15th of each month; -1 is the last day."""

    days: tuple[int, ...]


@dataclass(frozen=True)
class PartialDate:
    """A day as far as it was said."""

    day: int
    month: int | None = None
    year: int | None = None
    weekday: int | None = None


@dataclass(frozen=True)
class Dates(Item):
    """Days one by one."""

    dates: tuple[PartialDate, ...]


@dataclass(frozen=True)
class Maintained(Item):
    """Days that take place as announced: "le marché du 24 décembre est maintenu"."""

    days: Dates


@dataclass(frozen=True)
class Span(Item):
    """From a day to a day, both included."""

    first: PartialDate
    last: PartialDate


@dataclass(frozen=True)
class MonthSpan(Item):
    """From the first day of a month to the last of another."""

    first: int
    last: int
    year: int | None = None
    first_year: int | None = None


@dataclass(frozen=True)
class Months(Item):
    """In these months."""

    months: tuple[int, ...]
    year: int | None = None


@dataclass(frozen=True)
class Since(Item):
    """Not before this day, or this month."""

    day: PartialDate | None
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class Until(Item):
    """Not after this day, or the end of this month."""

    day: PartialDate | None
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class Zone(Item):
    """A zone of the school calendar: its letter."""

    letter: str


@dataclass(frozen=True)
class UntilHolidays(Item):
    """Until the day before the school holidays of that name."""

    name: str


@dataclass(frozen=True)
class Feast(Item):
    """A feast that the calendar gives, so many days after Easter Sunday."""

    after_easter: int


@dataclass(frozen=True)
class NthOfMonth(Item):
    """A day like the last Friday of October; the year may lack."""

    nth: int
    weekday: int
    month: int
    year: int | None = None


@dataclass(frozen=True)
class Times(Item):
    """From an hour to another; `end` is None where only the start is said; `bare`: "9 h 12 h", nothing between."""

    start: time
    end: time | None
    bare: bool = False


@dataclass(frozen=True)
class SameHours(Item):
    """The days after it have the hours before it."""


@dataclass(frozen=True)
class EndsAt(Item):
    """The days before it begin as those before them do, and end at this hour: "…, le vendredi jusqu'à 16 h"."""

    end: time


@dataclass(frozen=True)
class Lasting(Item):
    """How long a sitting lasts, in minutes."""

    minutes: int


@dataclass(frozen=True)
class Every(Item):
    """Every n weeks or months, or even or odd weeks; `of_next`: of the days right after it ("un mardi sur deux")."""

    weeks: int = 0
    months: int = 0
    parity: Parity | None = None
    of_next: bool = False


@dataclass(frozen=True)
class Count(Item):
    """As many sittings."""

    number: int


@dataclass(frozen=True)
class SchoolHolidays(Item):
    """School holidays: all, or those of one name; `mode` is "named" where the words before say which way."""

    name: str = ""
    mode: str = "named"


@dataclass(frozen=True)
class PublicHolidays(Item):
    """Public holidays; `mode` as above."""

    mode: str = "named"


@dataclass(frozen=True)
class Except(Item):
    """What follows is left out; `closed`: said as a closing, which may name days that are open anyway on no week."""

    closed: bool = False


@dataclass(frozen=True)
class Only(Item):
    """What stands beside is all."""


@dataclass(frozen=True)
class HalfDay(Item):
    """Morning, afternoon, evening: they say nothing that the hours do not; `first`, `last` bound the start's hour."""

    first: int
    last: int


@dataclass(frozen=True)
class Stop(Item):
    """A comma, a full stop: what was left out ends at a full one."""

    full: bool = False


@dataclass(frozen=True)
class TimesEach(Item):
    """Twice a week, once a month: how many days there must be."""

    number: int
    a_month: bool = False


@dataclass(frozen=True)
class ForWeeks(Item):
    """For so many weeks from the first day on."""

    weeks: int


@dataclass(frozen=True)
class Opening(Item):
    """A word of opening hours. `regular`: a plural that only what repeats has ("permanences", "horaires")."""

    regular: bool = False


@dataclass(frozen=True)
class Regular(Item):
    """A word of what mostly comes back each week ("permanence", "cours"); a timetable of it is of each week."""


@dataclass(frozen=True)
class ForGroups(Item):
    """What is kept for groups or by appointment; days of it without hours are none of everybody's."""


@dataclass(frozen=True)
class And(Item):
    """What joins two things."""


@dataclass(frozen=True)
class Unknown(Item):
    """What could mean a date and was not understood; `kind` says which question to ask."""

    kind: str = "unclear"
