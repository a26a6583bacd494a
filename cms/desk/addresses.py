"""Where something stands for the public: permanent addresses and feeds, absolute, on PUBLIC_URL."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from agenda.catalogue.models import Entry, EntryState
from agenda.feeds.calendars import DEFAULT_RADIUS
from agenda.places.records import PlaceRecord
from cms.structures.models import StructurePage


@dataclass(frozen=True)
class Standing:
    """What the public sees of a page: its address while it is live, or the hour when it will be."""

    address: str
    live: bool
    goes_live_at: datetime | None


def standing_of(page: Page) -> Standing:
    """Return where a page stands now; the database is asked, since instances in signals are stale."""
    row = Page.objects.get(pk=page.pk)
    scheduled = Revision.objects.for_instance(row).filter(approved_go_live_at__isnull=False).first()
    return Standing(public_address(row), row.live, scheduled.approved_go_live_at if scheduled else None)


def public_address(page: Page) -> str:
    """Return the permanent address of an event or a place that has one, else the page's own."""
    code = Entry.objects.filter(page_id=page.pk, state=EntryState.PUBLIC).values_list("code", flat=True).first()
    if code:
        return f"{settings.PUBLIC_URL}/e/{code}"
    code = PlaceRecord.objects.filter(page_id=page.pk).values_list("code", flat=True).first()
    if code:
        return f"{settings.PUBLIC_URL}/l/{code}"
    return f"{settings.PUBLIC_URL}{page.get_url() or '/'}"


def feeds_of(structure: StructurePage) -> list[tuple[str, str]]:
    """Return (what it holds, address) of the calendars in which the structure's events appear."""
    commune = structure.commune
    found = [(structure.title, reverse("feeds:structure", args=[structure.pk]))]
    if commune:
        words = _("%(commune)s and %(km)s km around") % {"commune": commune.name, "km": DEFAULT_RADIUS}
        found.append((words, reverse("feeds:commune", args=[commune.insee])))
        if commune.epci:
            found.append((commune.epci.name, reverse("feeds:epci", args=[commune.epci.siren])))
    return [(words, f"{settings.PUBLIC_URL}{path}") for words, path in found]
