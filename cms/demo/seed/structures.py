"""The fictional structures and their editorial spaces."""

from datetime import datetime

from cms.accounts.models import User
from cms.demo.seed.data import load
from cms.structures.actions import open_space
from cms.structures.models import StructurePage
from cms.territories.models import Commune


def seed_structures(*, team: User, now: datetime) -> dict[str, StructurePage]:
    """Open a space for each structure and return them by key."""
    communes = Commune.objects.in_bulk()
    spaces = {}
    for row in load("structures"):
        key, commune = row.pop("key"), communes[row.pop("commune")]
        email = f"{key}@example.org"
        spaces[key] = open_space(commune=commune, by=team, now=now, email=email, **row)
    return spaces
