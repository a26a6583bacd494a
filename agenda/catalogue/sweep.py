"""Finds and repairs what no signal announced: no list of hooks is complete (design §3.4)."""

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F

from agenda.catalogue.actions import digest_of, project_event, withdraw_entry
from agenda.catalogue.describe import RENDERER, describe
from agenda.catalogue.models import Entry, EntryState, EntryStructure
from agenda.catalogue.visibility import public_events
from agenda.catalogue.words import forget_unused_words, index_entry, is_indexed, unindexed_entries
from agenda.events.coorganising import accepted_beside
from agenda.events.models import EventPage, Notice
from agenda.events.schedule import ScheduleError

log = logging.getLogger(__name__)


@dataclass
class Drift:
    """Where entries and pages disagree: page ids, and ids of entries that should not be public."""

    missing: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    leftover: list[int] = field(default_factory=list)
    # Entries whose words the search index lacks, or has wrong.
    unindexed: list[int] = field(default_factory=list)
    # Pages that could not be described or projected at all; logged, and tried again by the next sweep.
    failed: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        """How many entries differ from the truth."""
        return len(self.missing) + len(self.stale) + len(self.leftover) + len(self.unindexed) + len(self.failed)


def find_drift(*, thorough: bool = False) -> Drift:
    """Compare live revisions, notices and organisers with entries: nine queries whatever their number.

    `thorough` also describes every public event again and compares the result: it finds what changed outside
    revisions, such as a place's address, at the cost of a few queries an event.
    """
    drift = Drift()
    public = public_events()
    notices = {
        event: given + undone
        for event, given, undone in Notice.objects.values_list("event").annotate(Count("pk"), Count("undone_at"))
    }
    rows = Entry.objects.values_list("pk", "page_id", "state", "renderer", "revision_seen", "notices_seen", "digest")
    organisers, listed = _organisers(), _listed()
    entries = {row[1]: row for row in rows if row[1] is not None}
    drift.leftover = [row[0] for row in rows if row[2] == EntryState.PUBLIC and row[1] not in public]
    for page_id, revision in public.items():
        row = entries.get(page_id)
        if row is None or row[2] != EntryState.PUBLIC:
            if _has_dates(page_id):
                drift.missing.append(page_id)
        elif row[3:6] != (RENDERER, revision, notices.get(page_id, 0)) or organisers[page_id] != listed[page_id]:
            drift.stale.append(page_id)
        elif thorough:
            _compare(page_id, row[6], drift)
    drift.unindexed = _unindexed(thorough=thorough)
    return drift


def _unindexed(*, thorough: bool) -> list[int]:
    if not thorough:
        return unindexed_entries()
    return [entry.pk for entry in Entry.objects.public().without_ical().iterator() if not is_indexed(entry)]


def _organisers() -> defaultdict[int, set[int]]:
    """Return {event: the structures that should be shown beside its owner}. One query."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for event, structure in accepted_beside().values_list("event", "structure"):
        found[event].add(structure)
    return found


def _listed() -> defaultdict[int, set[int]]:
    """Return {event: the structures that its entry stands under beside its owner}. One query."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = EntryStructure.objects.exclude(structure=F("entry__structure"))
    for event, structure in rows.values_list("entry__page", "structure"):
        found[event].add(structure)
    return found


def _compare(page_id: int, digest: str, drift: Drift) -> None:
    try:
        if not _says_the_same(page_id, digest):
            drift.stale.append(page_id)
    except Exception:
        # One event that cannot be described must not hide the others.
        log.exception("event %s cannot be described", page_id)
        drift.failed.append(page_id)


def _has_dates(page_id: int) -> bool:
    try:
        return bool(EventPage.objects.get(pk=page_id).parsed_schedule.occurrences())
    except ScheduleError:
        return False


def _says_the_same(page_id: int, digest: str) -> bool:
    page = EventPage.objects.select_related("place__commune__epci", "address_commune").get(pk=page_id)
    return digest == digest_of(describe(page, page.notices.standing()))


def repair_catalogue(*, now: datetime, thorough: bool = False) -> Drift:
    """Put right what `find_drift` finds, one transaction an event, and return what it was."""
    drift = find_drift(thorough=thorough)
    for page_id in [*drift.missing, *drift.stale]:
        try:
            project_event(page_id=page_id, now=now)
        except Exception:
            log.exception("event %s cannot be projected", page_id)
            drift.failed.append(page_id)
    for entry in Entry.objects.filter(pk__in=drift.leftover):
        withdraw_entry(entry=entry, now=now)
    # After the projections, which index what they write.
    for entry in Entry.objects.filter(pk__in=_unindexed(thorough=thorough)):
        index_entry(entry=entry)
    if thorough:
        forget_unused_words()
    return drift
