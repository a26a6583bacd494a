"""What gives the team's screens of places something to do: twins, places to hand over, stale ones, one under ODbL."""

from datetime import datetime, timedelta

from django.utils import timezone

from agenda.places.models import PlacePage
from agenda.places.records import PlaceRecord
from cms.accounts.models import User
from cms.demo.seed.data import load
from cms.demo.seed.publish import add_published
from cms.structures.models import StructurePage
from cms.territories.models import Commune

MONTH = timedelta(days=31)


def seed_care(*, team: User, now: datetime) -> None:
    """Publish the register's places as an import would have brought them; nothing when it holds one already."""
    register = StructurePage.objects.get(is_register=True)
    if PlacePage.objects.child_of(register).exists():
        return
    communes = Commune.objects.in_bulk()
    for row in load("care"):
        old = row.pop("months_old") * MONTH
        given = {"source": "Démonstration", "fees": ["gratuit"], "access_modes": ["venir", "telephoner"]} | row
        page = PlacePage(
            title=given.pop("name"),
            commune=communes[given.pop("commune")],
            updated_date=timezone.localdate(now - old),
            **given,
        )
        made = add_published(page, space=register, partner=team, team=team)
        if old:
            PlaceRecord.objects.filter(page_id=made.pk).update(first_published_at=now - old - MONTH)
