"""When the projection is called: every event that can change what the public sees of an event (design §3.4)."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from agenda.catalogue.actions import project_event, withdraw_entry
from agenda.catalogue.models import Entry
from agenda.events.coorganisers import CoOrganiser, CoOrganiserState
from agenda.events.models import EventPage, Notice
from agenda.events.signals import coorganiser_changed, notice_changed
from agenda.places.models import PlacePage
from agenda.places.records import PlaceRecord
from cms.structures.models import StructurePage
from cms.structures.people import Space

# Where a page on its way to deletion carries the id of its entry.
DOOMED = "catalogue_entry_to_withdraw"
# Where a structure on its way to deletion carries the events that it organised with others.
ABANDONED = "catalogue_events_to_project"


def project_below(page: Page, *, now: datetime) -> None:
    """Project every event at or below a page of the tree, and those that a structure there organises with others."""
    ids = set(EventPage.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True))
    structures = StructurePage.objects.descendant_of(page, inclusive=True)
    _project(ids | _beside(structures.values("pk")), now=now)


def _beside(structures: Any) -> set[int]:
    """Return the events that structures (ids) organise with their owners."""
    rows = CoOrganiser.objects.filter(structure__in=structures, state=CoOrganiserState.ACCEPTED)
    return set(rows.values_list("event_id", flat=True))


def _project(ids: Any, *, now: datetime) -> None:
    for page_id in list(ids):
        project_event(page_id=page_id, now=now)


def on_page_changed(sender: type, instance: Page, **_kwargs: Any) -> None:
    """Project what a published, unpublished, moved or renamed page changes: itself, its subtree, a place's events."""
    now = timezone.now()
    if isinstance(instance, PlacePage) or sender is PlacePage:
        _project(EventPage.objects.filter(place_id=instance.pk).values_list("pk", flat=True), now=now)
    else:
        project_below(instance, now=now)


def on_place_record(instance: PlaceRecord, **_kwargs: Any) -> None:
    """Project a place's events when the place gets its permanent address."""
    _project(EventPage.objects.filter(place_id=instance.page_id).values_list("pk", flat=True), now=timezone.now())


def before_event_delete(instance: EventPage, **_kwargs: Any) -> None:
    """Remember the entry while it still knows its page."""
    doomed = Entry.objects.filter(page_id=instance.pk).values_list("pk", flat=True).first()
    setattr(instance, DOOMED, doomed)


def after_event_delete(instance: EventPage, **_kwargs: Any) -> None:
    """Withdraw the entry; the tombstone loses the page, not its identity.

    Only afterwards: Wagtail announces `page_unpublished` while the page still stands there live, which projects it.
    """
    doomed: int | None = getattr(instance, DOOMED, None)
    if doomed is None:
        return
    withdraw_entry(entry=Entry.objects.filter(pk=doomed).first(), now=timezone.now())


def on_restriction(instance: PageViewRestriction, **_kwargs: Any) -> None:
    """Project the subtree that became private or public again."""
    page = Page.objects.filter(pk=instance.page_id).first()
    if page:
        project_below(page, now=timezone.now())


def on_notice(notice: Notice, now: datetime, **_kwargs: Any) -> None:
    """Project the event that a notice is about."""
    project_event(page_id=notice.event_id, now=now)


def on_notice_deleted(instance: Notice, origin: Any = None, **_kwargs: Any) -> None:
    """Project the event whose notice was deleted by itself, not together with the event."""
    if isinstance(origin, Notice) or getattr(origin, "model", None) is Notice:
        project_event(page_id=instance.event_id, now=timezone.now())


def on_structure_saved(instance: StructurePage, **_kwargs: Any) -> None:
    """Project a structure's events when its row is saved outside publishing (a command, the phone corrected)."""
    if Entry.objects.filter(Q(structure_id=instance.pk)).exists() or _beside([instance.pk]):
        project_below(instance, now=timezone.now())


def on_space_saved(instance: Space, **_kwargs: Any) -> None:
    """Project what a structure organises with others when its space is archived or reopened."""
    _project(_beside([instance.structure_id]), now=timezone.now())


def on_coorganiser(request: CoOrganiser, now: datetime, **_kwargs: Any) -> None:
    """Project the event that somebody joined or left."""
    project_event(page_id=request.event_id, now=now)


def before_structure_delete(instance: StructurePage, origin: Any = None, **_kwargs: Any) -> None:
    """Remember what the structure organises with others, except what goes in the same deletion."""
    beside = _beside([instance.pk])
    if beside and isinstance(origin, QuerySet) and issubclass(origin.model, Page):
        beside -= set(origin.order_by().values_list("pk", flat=True))
    setattr(instance, ABANDONED, beside)


def after_structure_delete(instance: StructurePage, **_kwargs: Any) -> None:
    """Project what is organised without it now."""
    _project(getattr(instance, ABANDONED, ()), now=timezone.now())


def connect() -> None:
    """Connect all of the above, once."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(on_page_changed, dispatch_uid=f"catalogue-{id(signal)}")
    pre_delete.connect(before_event_delete, sender=EventPage, dispatch_uid="catalogue-event-doomed")
    post_delete.connect(after_event_delete, sender=EventPage, dispatch_uid="catalogue-event-deleted")
    post_save.connect(on_place_record, sender=PlaceRecord, dispatch_uid="catalogue-place-record")
    post_save.connect(on_structure_saved, sender=StructurePage, dispatch_uid="catalogue-structure")
    post_save.connect(on_space_saved, sender=Space, dispatch_uid="catalogue-space")
    pre_delete.connect(before_structure_delete, sender=StructurePage, dispatch_uid="catalogue-structure-doomed")
    post_delete.connect(after_structure_delete, sender=StructurePage, dispatch_uid="catalogue-structure-deleted")
    coorganiser_changed.connect(on_coorganiser, sender=CoOrganiser, dispatch_uid="catalogue-coorganiser")
    for signal in (post_save, post_delete):
        signal.connect(on_restriction, sender=PageViewRestriction, dispatch_uid=f"catalogue-private-{id(signal)}")
    notice_changed.connect(on_notice, sender=Notice, dispatch_uid="catalogue-notice")
    post_delete.connect(on_notice_deleted, sender=Notice, dispatch_uid="catalogue-notice-deleted")
