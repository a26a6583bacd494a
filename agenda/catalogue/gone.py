"""The series and single dates that an edit took away: readers that merge forget nothing that nobody tells them of."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from agenda.catalogue.identities import first_uids, parts_of, uid_of
from agenda.events.clock import to_instant
from agenda.events.schedule import ScheduleError, Slot, parse_schedule

# Readers that merge look at least once a month; then nobody needs to be told any more.
TOLD = timedelta(days=30)
# The latest: an event has at most some hundreds of dates.
MOST = 400

# {UID: [start and end of its first sitting, when it went]}, instants in ISO 8601.
Gone = dict[str, list[str]]
# The names that are kept (`identities.kept_uids`) and the stored schedule.
Named = tuple[dict[str, str], Any]


def gone_lately(gone: Gone, *, entry_uid: UUID, before: Named, after: Named, now: datetime) -> Gone:
    """Return what went within a month, once an edit has made `after` of `before`; what came back is not gone."""
    there = _first_sittings(entry_uid, after)
    went = {
        uid: [start.isoformat(), end.isoformat(), now.isoformat()]
        for uid, (start, end) in _first_sittings(entry_uid, before).items()
    }
    # What went earlier keeps its day.
    known = {uid: told for uid, told in (went | gone).items() if uid not in there}
    late = {uid: told for uid, told in known.items() if datetime.fromisoformat(told[2]) > now - TOLD}
    return dict(sorted(late.items(), key=lambda item: item[1][2])[-MOST:])


def _first_sittings(entry_uid: UUID, named: Named) -> dict[str, tuple[datetime, datetime]]:
    """Return {UID: start and end of its first sitting}; nothing where the schedule cannot be read any more."""
    uids, value = named
    try:
        series, singles = parts_of(parse_schedule(value))
    except ScheduleError:
        return {}
    uids = uids or first_uids(entry_uid, series, singles)
    firsts = [one.sittings[0] for one in series]
    slots = [*(Slot(one.start, one.end or one.start) for one in firsts), *singles]
    spans = [(to_instant(slot.start), to_instant(slot.end)) for slot in slots]
    return {uid_of(entry_uid, uids, start): (start, end) for start, end in spans}
