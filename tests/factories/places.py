"""Many published places at once, as publishing would leave them, for tests of query counts and for the bench."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Locale, Page

from agenda.places.models import PlacePage
from agenda.places.records import PlaceRecord
from agenda.places.vocabulary import SERVICES
from cms.structures.models import StructurePage
from cms.territories.models import Commune

NAMES = ("France Services", "Médiathèque", "Espace numérique", "CCAS", "Maison des associations")
HOURS = (
    "Mo-Fr 09:00-12:00,14:00-17:00",
    "Tu,Th 09:30-12:30; Sa 10:00-12:00",
    "We[1] 09:00-12:00",
    "Mo-Th 08:30-12:30,13:30-17:30; Fr 08:30-12:30",
    "",
)


def bulk_places(
    count: int, communes: Sequence[Commune] | None = None, *, structure: StructurePage | None = None
) -> list[PlacePage]:
    """Make `count` published places with record, hours, phone and services, spread over the communes.

    By default over all that are loaded, largest first, below the register (the platform must be prepared); points lie
    within two kilometres of the commune's. No revision is made: the pages can be read, not drafted. Costs one query a
    place and a few more. May be called again: the next places have other codes and slugs.
    """
    parent = StructurePage.objects.get(pk=structure.pk) if structure else StructurePage.objects.get(is_register=True)
    spread = list(communes or Commune.objects.order_by("-population", "insee"))
    done = PlaceRecord.objects.count()
    now = timezone.now()
    with transaction.atomic():
        bases = Page.objects.bulk_create(_pages(parent, count, done), batch_size=200)
        places = [_place(base, done + number, spread) for number, base in enumerate(bases)]
        for place in places:
            place.save_base(raw=True)  # the row of the child only: that of Page stands already
        records = [
            PlaceRecord(
                page=place,
                code=f"p{done + number:05d}",
                name=place.title,
                first_published_at=now,
                confirmed_at=now - timedelta(days=number % 400),
            )
            for number, place in enumerate(places)
        ]
        PlaceRecord.objects.bulk_create(records, batch_size=200)
        Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + count)
    return list(PlacePage.objects.filter(pk__in=[place.pk for place in places]).order_by("pk"))


def _pages(parent: Page, count: int, done: int) -> Iterator[Page]:
    """Yield the rows of Page behind the parent's last child."""
    last = parent.get_last_child()
    step = Page._str2int(last.path[-Page.steplen :]) if last else 0
    kind = ContentType.objects.get_for_model(PlacePage)
    locale = Locale.objects.get(language_code="fr")
    now = timezone.now()
    for number in range(count):
        slug = f"lieu-{done + number}"
        title = f"{NAMES[number % len(NAMES)]} {done + number + 1}"
        yield Page(
            path=Page._get_path(parent.path, parent.depth + 1, step + 1 + number),
            depth=parent.depth + 1,
            title=title,
            draft_title=title,
            slug=slug,
            url_path=f"{parent.url_path}{slug}/",
            content_type=kind,
            locale=locale,
            live=True,
            first_published_at=now,
            last_published_at=now,
            latest_revision_created_at=now,
        )


def _place(base: Page, number: int, communes: Sequence[Commune]) -> PlacePage:
    commune = communes[number % len(communes)]
    services = list(SERVICES)
    place = PlacePage(page_ptr=base)
    place.__dict__.update({field.attname: getattr(base, field.attname) for field in Page._meta.concrete_fields})
    place.commune = commune
    place.postal_code = commune.postal_code
    place.address = f"{number % 90 + 1} rue de la Mairie"
    if commune.latitude is not None and commune.longitude is not None:
        place.latitude = commune.latitude + (number % 7 - 3) * 0.004
        place.longitude = commune.longitude + (number % 5 - 2) * 0.004
    place.phone = f"+33199000{number % 1000:03d}"
    place.hours = HOURS[number % len(HOURS)]
    place.services = sorted({services[number % len(services)], services[(number * 2 + 1) % len(services)]})
    place.fees = ["gratuit"]
    place.access_modes = ["venir"] if number % 3 else ["venir", "telephoner"]
    place.support_modes = ["individuel"]
    place.summary = "On y vient avec ses papiers et ses questions."
    place.updated_date = timezone.localdate() - timedelta(days=number % 400)
    return place
