"""Which VEVENTs an entry becomes: each series as master and overrides, single dates one by one; a tombstone."""

from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from uuid import uuid5

from icalendar import vRecur

from agenda.catalogue.models import Entry, OccurrenceState
from agenda.catalogue.vevent import Vevent, plain_vevent
from agenda.events.clock import to_instant, to_local, zone
from agenda.events.schedule import Slot, parse_schedule
from agenda.recurrence.expansion import Sitting
from agenda.recurrence.series import Series, series_of
from cms.foundation.wording import hour, long_day

WITHDRAWN = "Événement retiré"
OFF = {OccurrenceState.CANCELLED, OccurrenceState.POSTPONED}
PREFIXES: dict[str, str] = {
    OccurrenceState.CANCELLED: "ANNULÉ – ",
    OccurrenceState.POSTPONED: "REPORTÉ – ",
    OccurrenceState.FULL: "COMPLET – ",
}


class Cancellations(StrEnum):
    """How a calendar tells what is called off (`?annules=`), since no way suits every reader.

    Google hides STATUS:CANCELLED, so that people come to a cancelled event: by default the word stands in the title
    and the event stays until its date. Apple, Thunderbird and others strike out what has the status.
    """

    PREFIX = "prefix"
    STATUS = "status"
    HIDE = "cacher"


def vevents_of(entry: Entry, cancellations: Cancellations = Cancellations.PREFIX) -> list[Vevent]:
    """Return the entry's VEVENTs in a fixed order: each series' master, its overrides, then single dates.

    One UID is one series (RFC 5545 §3.8.4.7): the first has the entry's own, the others one derived from it and their
    place; a single date's is derived from its start.
    """
    return _Writer(entry, cancellations).vevents()


def tombstone_of(entry: Entry) -> list[Vevent]:
    """Return what tells readers that merge, and forget nothing by themselves, that an entry was withdrawn.

    The UIDs that it had, each as cancelled (RFC 5546 §3.2.5); no word of what it was: it may have been withdrawn for
    its words.
    """
    masters = [one for one in vevents_of(entry) if one.recurrence_id is None]
    return [
        replace(one, summary=WITHDRAWN, description="", url="", location="", geo=None, contact="", categories=[],
                status="CANCELLED")
        for one in masters
    ]  # fmt: skip


class _Writer:
    """Writes one entry under one policy of cancellations."""

    def __init__(self, entry: Entry, cancellations: Cancellations) -> None:
        self.entry, self.cancellations = entry, cancellations
        description = entry.description
        self.schedule = parse_schedule(description["schedule"])
        self.items = {datetime.fromisoformat(item["original_start"]): item for item in description["occurrences"]}
        self.status = str(entry.status)
        self.base = plain_vevent(entry)

    def vevents(self) -> list[Vevent]:
        """Return all of the entry."""
        series, singles = self._sorted()
        result: list[Vevent] = []
        for n, one in enumerate(series):
            shown = one.only(self._is_shown(sitting.start) for sitting in one.sittings)
            if shown:
                uid = self.entry.uid if n == 0 else uuid5(self.entry.uid, f"series-{n}")
                result += self._written(replace(self.base, uid=str(uid)), shown)
        return result + self._singles(singles, main=not series)

    def _sorted(self) -> tuple[list[Series], list[Slot]]:
        """Return the series that RRULE can say, and all other dates."""
        series, singles = [], list(self.schedule.slots)
        for rule, slots in self.schedule.by_rule():
            for one in series_of(rule, tuple(Sitting(slot.start, slot.end) for slot in slots)):
                if _is_regular(one):
                    series.append(one)
                else:
                    singles += [Slot(sitting.start, sitting.end) for sitting in one.sittings if sitting.end]
        return series, sorted(singles)

    def _is_shown(self, local_start: datetime) -> bool:
        return self.cancellations is not Cancellations.HIDE or not self._is_off(self.items[to_instant(local_start)])

    def _is_off(self, item: dict[str, str]) -> bool:
        return self._state(item) in OFF

    def _state(self, item: dict[str, str]) -> str:
        return item["state"] if item["state"] != "scheduled" else self.status

    def _written(self, base: Vevent, series: Series) -> list[Vevent]:
        """Return master and overrides; UNTIL is in UTC because DTSTART has a zone (RFC 5545 §3.3.10)."""
        first, last = series.sittings[0], series.sittings[-1]
        if first == last:  # what repeats no more is an event like any other: nothing to override
            return [self._sitting(base, self.items[to_instant(first.start)])]
        master = replace(
            base,
            summary=PREFIXES.get(self.status, "") + base.summary,
            start=_zoned(first.start),
            end=_zoned(first.end or first.start),
            status=self._ical_status(self.status),
            rule=vRecur({**series.rrule, "UNTIL": to_instant(last.start)}),
            excluded=[_zoned(start) for start in series.skipped],
        )
        overrides = []
        for sitting in series.sittings:
            item = self.items[to_instant(sitting.start)]
            told = item["start"] != item["original_start"] or item["note"]
            if told or item["state"] not in {"scheduled", self.status} or _lasts_otherwise(item, master):
                overrides.append(self._sitting(replace(base, recurrence_id=_zoned(sitting.start)), item))
        return [master, *overrides]

    def _singles(self, slots: list[Slot], *, main: bool) -> list[Vevent]:
        # Two local hours may be one instant in the night of the spring change: one sitting, one VEVENT.
        keys = dict.fromkeys(to_instant(slot.start) for slot in slots if self._is_shown(slot.start))
        first = to_instant(slots[0].start) if slots else None
        found = []
        for key in keys:
            # An event whose only date is edited, or joined by others, stays the same event in people's calendars.
            is_main = main and key == (self.entry.main_start or first)
            uid = self.entry.uid if is_main else uuid5(self.entry.uid, key.isoformat())
            found.append(self._sitting(replace(self.base, uid=str(uid)), self.items[key]))
        return found

    def _sitting(self, base: Vevent, item: dict[str, str]) -> Vevent:
        state = self._state(item)
        note = f"{item['note']}\n\n" if item["note"] else ""
        start, end = (to_local(datetime.fromisoformat(item[key])) for key in ("start", "end"))
        if not (_is_plain(start) and _is_plain(end)):
            start, end = start.astimezone(UTC), end.astimezone(UTC)
        if item["start"] != item["original_start"]:
            was = to_local(datetime.fromisoformat(item["original_start"]))
            note = f"Prévu d’abord le {long_day(was.date())} à {hour(was)}.\n{note}"
        return replace(
            base,
            summary=PREFIXES.get(state, "") + base.summary,
            description=note + base.description,
            start=start,
            end=end,
            status=self._ical_status(state),
        )

    def _ical_status(self, state: str) -> str:
        """Return STATUS; a postponed sitting does not take place at that hour either."""
        return "CANCELLED" if self.cancellations is Cancellations.STATUS and state in OFF else "CONFIRMED"


def _zoned(local: datetime) -> datetime:
    return to_local(to_instant(local))


def _is_plain(local: datetime) -> bool:
    """Tell whether an hour of the wall clock is one instant: clock changes skip some and double others.

    Engines differ on both, whatever RFC 5545 §3.3.5 says: such hours are written in UTC.
    """
    return local.replace(tzinfo=zone(), fold=0).utcoffset() == local.replace(tzinfo=zone(), fold=1).utcoffset()


def _is_regular(series: Series) -> bool:
    """Tell whether calendars count all hours of a series alike; one that is not is written date by date."""
    starts = [*(one.start for one in series.sittings), *series.skipped]
    return all(map(_is_plain, [*starts, *(one.end for one in series.sittings if one.end)]))


def _lasts_otherwise(item: dict[str, str], master: Vevent) -> bool:
    """Tell whether a clock change makes a sitting last longer or shorter than the master says."""
    lasts = datetime.fromisoformat(item["end"]) - datetime.fromisoformat(item["start"])
    return lasts != to_instant(master.end.replace(tzinfo=None)) - to_instant(master.start.replace(tzinfo=None))
