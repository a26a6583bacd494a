"""The agenda as a month: each day with its first events, and how many more."""

from bisect import bisect_right
from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from agenda.catalogue.finding import Found
from agenda.catalogue.models import Occurrence
from agenda.catalogue.spans import local_day, midnight_of
from agenda.events.clock import to_local
from cms.foundation.wording import hour, month_name, short_day
from cms.pages.finding.agenda import answer, head_context
from cms.pages.finding.filters import Filters
from cms.pages.sittings import state_word
from cms.territories.models import Commune

A_DAY = 4
MONTHS_AHEAD = 18


@dataclass(frozen=True)
class Item:
    """One sitting."""

    hour: str
    title: str
    url: str
    where: str
    state_word: str
    is_off: bool


@dataclass
class DayBox:
    """One day of the month; `others` are not shown, `url` leads to all of them."""

    day: date
    words: str
    url: str
    is_today: bool
    count: int = 0
    items: list[Item] = field(default_factory=list)

    @property
    def others(self) -> int:
        """How many of the day's events are not listed."""
        return self.count - len(self.items)


def month_context(filters: Filters, month: date, now: datetime) -> dict[str, Any]:
    """Return the month's days, from today on; two queries more than the list, whatever is announced."""
    today = local_day(now)
    following = month + relativedelta(months=1)
    asked = Filters(**(vars(filters) | {"when": "", "first": max(month, today), "last": following - timedelta(days=1)}))
    answered = answer(asked, now)
    weeks = [
        [
            DayBox(day, short_day(day), filters.url(quand="", du=str(day), au=str(day)), day == today)
            if day.month == month.month
            else None
            for day in week
        ]
        for week in Calendar().monthdatescalendar(month.year, month.month)
    ]
    boxes = {box.day: box for week in weeks for box in week if box}
    _fill(boxes, answered.found, first=max(month, today))
    previous = month - relativedelta(months=1)
    last = today.replace(day=1) + relativedelta(months=MONTHS_AHEAD)
    return head_context(filters, answered, today, page="pages:agenda_month") | {
        "month": month,
        "month_name": month_name(month),
        "weeks": weeks,
        "busy": [box for box in boxes.values() if box.count],
        "previous": previous if previous >= today.replace(day=1) else None,
        "following": following if following <= last else None,
    }


def _fill(boxes: dict[date, DayBox], found: Found, *, first: date) -> None:
    """Put into each day its first sittings and their number; what began before `first` stands on that day."""
    # Moments first, for all of the month; what is shown of them afterwards.
    by_day: defaultdict[date, list[int]] = defaultdict(list)
    listed = [day for day in boxes if day >= first]
    midnights = [midnight_of(day) for day in listed]
    for pk, starts_at in found.sittings.order_by("starts_at", "pk").values_list("pk", "starts_at"):
        by_day[listed[max(bisect_right(midnights, starts_at) - 1, 0)]].append(pk)
    shown = [pk for keys in by_day.values() for pk in keys[:A_DAY]]
    rows = Occurrence.objects.select_related("entry").defer("entry__description", "entry__ical").in_bulk(shown)
    names = _names_of({row.entry.commune_insee for row in rows.values()})
    for day, keys in by_day.items():
        box = boxes.get(day)
        if box:
            box.count = len(keys)
            box.items = [_item(rows[pk], names) for pk in keys[:A_DAY] if pk in rows]


def _names_of(codes: set[str]) -> dict[str, str]:
    return dict(Commune.objects.filter(pk__in=codes).values_list("pk", "name"))


def _item(sitting: Occurrence, names: dict[str, str]) -> Item:
    entry = sitting.entry
    status = entry.status if entry.status != "scheduled" else sitting.state
    return Item(
        hour=hour(to_local(sitting.starts_at)),
        title=entry.title,
        url=entry.path,
        where="" if entry.remote else names.get(entry.commune_insee, ""),
        state_word=state_word(status),
        is_off=status in {"cancelled", "postponed"},
    )
