"""Last time's dates moved on: the same weekdays and hours, the next suitable week, public holidays skipped."""

from datetime import date, timedelta

from agenda.events.schedule import Schedule, ScheduleError, Slot, WeeklyRule
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
    if schedule.rule:
        return _rule_moved(schedule, weeks)
    for more in range(MOST_WEEKS):
        moved = schedule.shifted_to(first + (weeks + more) * WEEK)
        if not any(holiday_name(slot.start.date()) for slot in moved.occurrences()):
            return moved
    moved = schedule.shifted_to(first + weeks * WEEK)
    return Schedule.of(slots=[slot for slot in moved.occurrences() if not holiday_name(slot.start.date())])


def _rule_moved(schedule: Schedule, weeks: int) -> Schedule:
    """Return a weekly rule moved on with as many weeks; days once left out for their own reason are not left out."""
    rule, by = schedule.rule, weeks * WEEK
    if rule is None:
        raise ScheduleError("no_date")
    moved = WeeklyRule(rule.first + by, rule.until + by, rule.start, rule.end)
    holidays = [slot.start.date() for slot in moved.slots(frozenset()) if holiday_name(slot.start.date())]
    extra = [Slot(slot.start + by, slot.end + by) for slot in schedule.extra]
    return Schedule.of(rule=moved, excluded=holidays, extra=[s for s in extra if not holiday_name(s.start.date())])
