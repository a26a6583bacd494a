"""Last time's dates moved on: the same weekdays and hours, the next suitable week, public holidays skipped."""

from dataclasses import replace
from datetime import date, timedelta

from agenda.events.schedule import Schedule
from agenda.recurrence.rules import Rule
from cms.foundation.holidays import holiday_name

WEEK = timedelta(weeks=1)
# A week that suits is found at once or nearly; two months further it is no "next time" any more.
MOST_WEEKS = 9


def moved_on(schedule: Schedule, today: date) -> Schedule:
    """Return the schedule in the first weeks that lie after today and after its own last date.

    All distances between its dates are kept. Single dates on a public holiday: the whole moves a week further, and if
    no week near suits, those dates are left out. A weekly rule leaves the holidays out.

    Raises:
        ScheduleError: nothing is left of it.
    """
    slots = schedule.occurrences()
    first, last = slots[0].start.date(), slots[-1].start.date()
    weeks = max((max(last, today) - first).days // 7 + 1, 1)
    if schedule.rules:
        return _rules_moved(schedule, weeks)
    for more in range(MOST_WEEKS):
        moved = schedule.shifted_to(first + (weeks + more) * WEEK)
        if not any(holiday_name(slot.start.date()) for slot in moved.occurrences()):
            return moved
    moved = schedule.shifted_to(first + weeks * WEEK)
    return Schedule.of(slots=[slot for slot in moved.occurrences() if not holiday_name(slot.start.date())])


def _rules_moved(schedule: Schedule, weeks: int) -> Schedule:
    """Return rules moved on by as many weeks; days once left out for their own reason are not left out again."""
    by = weeks * WEEK
    slots = [moved for slot in schedule.slots if not holiday_name((moved := slot.moved(by)).start.date())]
    return Schedule.of(slots=slots, rules=[_moved(rule, by) for rule in schedule.rules], zone=schedule.zone)


def _moved(rule: Rule, by: timedelta) -> Rule:
    return replace(
        rule,
        first=rule.first + by,
        until=rule.until + by if rule.until else None,
        but_public_holidays=True,
        excluded=frozenset(),
    )
