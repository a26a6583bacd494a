"""The fictional places where people find help."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.demo.seed.data import load
from cms.demo.seed.publish import add_published
from cms.structures.models import StructurePage
from cms.territories.models import Commune


def seed_places(
    *, spaces: dict[str, StructurePage], partners: dict[str, User], team: User, now: datetime
) -> dict[str, PlacePage]:
    """Publish the places and return them by key."""
    communes = Commune.objects.in_bulk()
    places = {}
    for row in load("places"):
        key, space = row.pop("key"), row.pop("structure")
        page = PlacePage(title=row.pop("name"), commune=communes[row.pop("commune")], **_usual(key, now), **row)
        page.fees = page.fees or ["gratuit"]
        places[key] = add_published(page, space=spaces[space], partner=partners[space], team=team)
    return places


def _usual(key: str, now: datetime) -> dict[str, Any]:
    """Return what all places of the demo share."""
    return {
        "email": f"{key}@example.org",
        "access_modes": ["venir", "telephoner"],
        "support_modes": ["individuel", "collectif"],
        "updated_date": timezone.localdate(now),
        "source": "Démonstration",
    }
