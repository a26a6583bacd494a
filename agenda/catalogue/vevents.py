"""Which VEVENTs an entry becomes: each series as master and overrides, single dates one by one; a tombstone."""

from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum

from icalendar import vRecur

from agenda.catalogue.identities import first_uids, is_plain, parts_of, uid_of
from agenda.catalogue.models import Entry, OccurrenceState
from agenda.catalogue.vevent import Vevent, plain_vevent
from agenda.events.clock import to_instant, to_local
from agenda.events.schedule import parse_schedule
from agenda.recurrence.series import Series
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

    One UID is one series or one single date (RFC 5545 §3.8.4.7), see `agenda.catalogue.identities`.
    """
    return _Writer(entry, cancellations).vevents()


def tombstone_of(entry: Entry) -> list[Vevent]:
    """Return what tells readers that merge, and forget nothing by themselves, that an entry was withdrawn.

    The UIDs that it had, each as cancelled (RFC 5546 §3.2.5); no word of what it was: it may have been withdrawn for
    its words.
    """
    masters = [one for one in vevents_of(entry) if one.recurrence_id is None]
    return [_withdrawn(one) for one in [*masters, *_gone(entry)]]


def _gone(entry: Entry) -> list[Vevent]:
    """Return what edits took away lately (`agenda.catalogue.gone`), each at its first sitting."""
    base, found = plain_vevent(entry), []
    for uid, (start, end, _went) in entry.gone.items():
        starts, ends = _written_as(datetime.fromisoformat(start), datetime.fromisoformat(end))
        found.append(replace(base, uid=uid, start=starts, end=ends))
    return found


def _withdrawn(one: Vevent) -> Vevent:
    return replace(
        one, summary=WITHDRAWN, description="", url="", location="", geo=None, contact="", categories=[],
        status="CANCELLED",
    )  # fmt: skip


class _Writer:
    """Writes one entry under one policy of cancellations."""

    def __init__(self, entry: Entry, cancellations: Cancellations) -> None:
        self.entry, self.cancellations = entry, cancellations
        description = entry.description
        self.series, self.singles = parts_of(parse_schedule(description["schedule"]))
        self.uids = entry.uids or first_uids(entry.uid, self.series, self.singles)
        self.items = {datetime.fromisoformat(item["original_start"]): item for item in description["occurrences"]}
        self.status = str(entry.status)
        self.base = plain_vevent(entry)

    def vevents(self) -> list[Vevent]:
        """Return all of the entry."""
        result: list[Vevent] = []
        for one in self.series:
            shown = one.only(self._is_shown(sitting.start) for sitting in one.sittings)
            if shown:
                result += self._written(self._base(one.sittings[0].start), shown)
        # Two local hours may be one instant in the night of the spring change: one sitting, one VEVENT.
        singles = {to_instant(slot.start): slot for slot in self.singles if self._is_shown(slot.start)}
        result += [self._sitting(self._base(slot.start), self.items[key]) for key, slot in singles.items()]
        gone = _gone(self.entry) if self.cancellations is Cancellations.STATUS else []
        return result + [_withdrawn(one) for one in gone]

    def _base(self, first: datetime) -> Vevent:
        """Return the VEVENT of what has its first sitting at that local hour, with its UID."""
        return replace(self.base, uid=uid_of(self.entry.uid, self.uids, to_instant(first)))

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

    def _sitting(self, base: Vevent, item: dict[str, str]) -> Vevent:
        state = self._state(item)
        note = f"{item['note']}\n\n" if item["note"] else ""
        start, end = _written_as(datetime.fromisoformat(item["start"]), datetime.fromisoformat(item["end"]))
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


def _written_as(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Return two instants in local time, in UTC where the wall clock does not tell them (`identities.is_plain`)."""
    start, end = to_local(start), to_local(end)
    return (start, end) if is_plain(start) and is_plain(end) else (start.astimezone(UTC), end.astimezone(UTC))


def _lasts_otherwise(item: dict[str, str], master: Vevent) -> bool:
    """Tell whether a clock change makes a sitting last longer or shorter than the master says."""
    lasts = datetime.fromisoformat(item["end"]) - datetime.fromisoformat(item["start"])
    return lasts != to_instant(master.end.replace(tzinfo=None)) - to_instant(master.start.replace(tzinfo=None))
