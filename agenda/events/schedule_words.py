"""What is wrong with the dates that somebody typed: one sentence for each mistake, and the input that it is about."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.events import schedule as sched
from agenda.events.schedule import ScheduleError

MESSAGES = {
    sched.NO_DATE: gettext_lazy("Give at least one date, with its hours."),
    sched.END_BEFORE_START: gettext_lazy("The end comes before the start: check the hours."),
    sched.TOO_LONG: gettext_lazy("The dates cover more than two years: stop earlier, you can add the rest later."),
    sched.TOO_MANY: gettext_lazy("There are more than 800 dates: stop earlier, you can add the rest later."),
    sched.NO_END: gettext_lazy("Say until which day it repeats, or how many times."),
    sched.NO_END_HOUR: gettext_lazy("Say at which hour each date ends."),
    sched.DUPLICATE: gettext_lazy("The same date and hour stands there twice: remove one."),
    sched.UNREADABLE: gettext_lazy("A date or an hour is missing or cannot be read: check each line."),
    sched.UNTIL_BEFORE_FROM: gettext_lazy("The last date comes before the first one."),
    sched.EVERYTHING_EXCLUDED: gettext_lazy("No date is left: check the days, the period and the holidays."),
}


class Problem(NamedTuple):
    """A mistake: `key` names the input, without the field's name ("0-end", "until", "text"); `said` is its sentence."""

    key: str
    said: str


class Problems(ValueError):
    """What was typed is no schedule; `found` says why, in the order of the form."""

    def __init__(self, found: Iterable[Problem]) -> None:
        """Keep the mistakes."""
        self.found = list(found)
        super().__init__(" ".join(one.said for one in self.found))

    @property
    def keys(self) -> frozenset[str]:
        """The inputs at fault."""
        return frozenset(one.key for one in self.found)


def schedule_error_message(error: ScheduleError) -> str:
    """Return the sentence for people."""
    return str(MESSAGES[error.code])


def missing(what: str, where: str) -> str:
    """Return the sentence for a date or an hour that was not typed; `where` is the line ("Date 2")."""
    if what == "date":
        return _("%(line)s: the day is missing.") % {"line": where}
    if what == "start":
        return _("%(line)s: the hour of the start is missing.") % {"line": where}
    return _("%(line)s: the hour of the end is missing.") % {"line": where}


def unreadable(what: str, where: str) -> str:
    """Return the sentence for a date or an hour that is none."""
    if what == "date":
        return _("%(line)s: the day cannot be read.") % {"line": where}
    if what == "start":
        return _("%(line)s: the hour of the start cannot be read.") % {"line": where}
    return _("%(line)s: the hour of the end cannot be read.") % {"line": where}


def end_first(start: str, end: str, where: str) -> str:
    """Return the sentence for an end before its start; both are hours in words."""
    return _("%(line)s: the end (%(end)s) comes before the start (%(start)s).") % {
        "line": where, "start": start, "end": end,
    }  # fmt: skip
