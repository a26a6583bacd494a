"""Writes the catalogue: `project_event` is the only author of entries."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Page

from agenda.catalogue.change_counter import ChangeCounter
from agenda.catalogue.changed_dates import note_changed_dates
from agenda.catalogue.describe import RENDERER, describe, first_start_and_last_end
from agenda.catalogue.facets import EntryFacet
from agenda.catalogue.gone import gone_lately
from agenda.catalogue.ical import render_entry
from agenda.catalogue.identities import kept_uids
from agenda.catalogue.models import Entry, EntryState, EntryStructure, EntryTheme, Occurrence
from agenda.catalogue.rows import facet_rows, organiser_rows, sitting_rows, theme_rows
from agenda.catalogue.signals import entry_changed
from agenda.catalogue.vevents import OFF, Cancellations
from agenda.catalogue.visibility import is_public
from agenda.catalogue.words import index_entry
from agenda.events.models import EventPage
from agenda.events.schedule import ScheduleError
from cms.foundation.short_codes import free_code

# What moves SEQUENCE; of the schedule only what it gives: a value written otherwise is the same dates.
SIGNIFICANT = ("occurrences", "place", "online", "status")


@transaction.atomic
def project_event(*, page_id: int, now: datetime) -> Entry | None:
    """Make the entry of an event say what its page and notices say now; None when it has none and needs none.

    Idempotent: it writes, and the change number moves, only if the description differs. Call it at any time, twice,
    in any order. A first publication makes the identity; what is no longer public becomes a tombstone and gets its
    identity back when it returns.
    """
    # The page's row first: of two projections at once the second one reads what the first one saw, or later.
    Page.objects.select_for_update().filter(pk=page_id).first()
    page = EventPage.objects.select_related("place__commune__epci", "address_commune").filter(pk=page_id).first()
    if page is None:
        return withdraw_entry(entry=Entry.objects.filter(page_id=page_id).first(), now=now)
    entry = Entry.objects.select_for_update().filter(page=page).first()
    if not is_public(page_id):
        return withdraw_entry(entry=entry, now=now)
    try:
        description = describe(page, page.notices.standing())
    except ScheduleError:
        # Published by a program that skipped validation: nothing true can be said about when it happens.
        return withdraw_entry(entry=entry, now=now)
    digest = digest_of(description)
    seen = {"revision_seen": page.live_revision_id, "notices_seen": page.notices.count_changes()}
    if entry and (entry.state, entry.digest, entry.renderer) == (EntryState.PUBLIC, digest, RENDERER):
        Entry.objects.filter(pk=entry.pk).exclude(**seen).update(**seen)
        return entry
    if entry and entry.state == EntryState.PUBLIC and entry.revision_seen == page.live_revision_id:
        note_changed_dates(event=page, before=entry.description, after=description, now=now)
    fresh = entry is None
    entry = entry or Entry(page=page, code=free_code(Entry.objects.all()), first_published_at=now)
    _fill(entry, description, now=now, moved=not fresh and _moved(entry, description))
    entry.digest = digest
    entry.revision_seen, entry.notices_seen = seen["revision_seen"], seen["notices_seen"]
    entry.save()
    _write_children(entry, description)
    entry_changed.send(sender=Entry, entry=entry, now=now)
    return entry


def _fill(entry: Entry, description: dict[str, Any], *, now: datetime, moved: bool) -> None:
    place, commune = description["place"] or {}, description["commune"]
    entry.state, entry.status = EntryState.PUBLIC, description["status"]
    entry.structure_id = description["structure"]["id"]
    entry.title, entry.summary, entry.kind = description["title"], description["summary"], description["kind"]
    entry.price = description["price"]["kind"]
    entry.commune_insee, entry.epci_siren = commune["insee"], commune["epci"]
    entry.departement = commune["departement"]
    entry.latitude, entry.longitude = place.get("latitude"), place.get("longitude")
    entry.remote = description["mode"] == "remote"
    entry.starts_at, entry.ends_at = first_start_and_last_end(description["occurrences"])
    before = entry.description["schedule"] if entry.description else None
    after = description["schedule"]
    uids = kept_uids(entry.uid, entry.uids, before, after)
    if before is not None:
        was = entry.uids, before
        entry.gone = gone_lately(entry.gone, entry_uid=entry.uid, before=was, after=(uids, after), now=now)
    entry.uids = uids
    entry.description, entry.changed_at, entry.renderer = description, now, RENDERER
    entry.change_no = ChangeCounter.next_number()
    entry.sequence += moved
    write_ical(entry)


def write_ical(entry: Entry) -> None:
    """Fill the entry's calendar texts; one that a policy of cancellations does not change is kept once."""
    entry.ical, entry.ical_status, entry.ical_hidden = render_entry(entry), None, None
    states = {entry.description["status"], *(item["state"] for item in entry.description["occurrences"])}
    called_off = entry.state == EntryState.WITHDRAWN or bool(states & OFF)
    if called_off or entry.gone:
        entry.ical_status = render_entry(entry, Cancellations.STATUS)
    if called_off:
        entry.ical_hidden = render_entry(entry, Cancellations.HIDE)


def _moved(entry: Entry, description: dict[str, Any]) -> bool:
    """Tell whether time, place or status changed: what RFC 5545 §3.8.7.4 calls a significant revision.

    What returns was told as cancelled meanwhile, by its tombstone.
    """
    return entry.state == EntryState.WITHDRAWN or any(
        entry.description.get(key) != description[key] for key in SIGNIFICANT
    )


def _write_children(entry: Entry, description: dict[str, Any]) -> None:
    entry.occurrences.all().delete()
    Occurrence.objects.bulk_create(sitting_rows(entry, description))
    entry.themes.all().delete()
    EntryTheme.objects.bulk_create(theme_rows(entry, description))
    entry.facets.all().delete()
    EntryFacet.objects.bulk_create(facet_rows(entry, description))
    entry.organisers.all().delete()
    EntryStructure.objects.bulk_create(organiser_rows(entry, description))
    index_entry(entry=entry)


@transaction.atomic
def withdraw_entry(*, entry: Entry | None, now: datetime) -> Entry | None:
    """Take an entry out of every outlet; its identity stays, and a tombstone for readers that forget nothing."""
    if entry is None or entry.state == EntryState.WITHDRAWN:
        return entry
    entry.state, entry.changed_at = EntryState.WITHDRAWN, now
    entry.change_no = ChangeCounter.next_number()
    entry.sequence += 1
    write_ical(entry)
    entry.save(update_fields=["state", "changed_at", "change_no", "sequence", "ical", "ical_status", "ical_hidden"])
    entry_changed.send(sender=Entry, entry=entry, now=now)
    return entry


def digest_of(description: dict[str, Any]) -> str:
    """Return the hash by which two descriptions are compared."""
    # PUBLIC_URL stands in the iCal text but not in every description.
    text = json.dumps([settings.PUBLIC_URL, description], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
