"""Where two pages are one place or two: the standing merges, and what people have called distinct.

The merge itself moves events and therefore lives a floor up, in `agenda.events.merging`.
"""

from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from agenda.places.models import PlacePage
from agenda.places.queries import is_readable
from agenda.places.records import DistinctPlaces, PlaceRecord
from cms.accounts.models import User

# A chain of merges is followed so far, a ring is not followed for ever.
MOST_HOPS = 8


@transaction.atomic
def say_distinct(*, one: PlacePage, other: PlacePage, by: User | None, now: datetime) -> None:
    """Note that two places that look alike are two; said twice, it is noted once."""
    first, second = sorted((one, other), key=lambda place: place.pk)
    if first.pk == second.pk:
        return
    _row, made = DistinctPlaces.objects.get_or_create(one=first, other=second, defaults={"author": by, "at": now})
    if made:
        log(instance=first, action="agenda.say_distinct", user=by, data={"other": second.pk})


def standing_record(record: PlaceRecord) -> PlaceRecord:
    """Return the first readable record that a merged one leads to, through every later merge; else the last one."""
    for _hop in range(MOST_HOPS):
        follower = record.merged_into
        if follower is None or is_readable(record):
            break
        record = follower
    return record
