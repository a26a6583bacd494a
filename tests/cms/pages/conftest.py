"""What the public pages' tests share: the number, and a published place."""

import pytest

from agenda.places.models import PlacePage
from branding.models import Brand
from cms.structures.models import StructurePage
from tests.cms.pages.helpers import publish_place


@pytest.fixture
def brand(db: None) -> Brand:
    """The number that residents call, at office hours."""
    record = Brand(
        phone="01 99 00 58 58", phone_hours="Mo-Fr 09:00-12:30,13:30-17:30; PH off", phone_note="Appel gratuit."
    )
    record.save()
    return record


@pytest.fixture
def place(structure_a: StructurePage) -> PlacePage:
    """A place of structure A."""
    return publish_place(structure_a)
