"""Places in a structure's space, for the tests of what happens to them."""

from typing import Any

from agenda.places.models import PlacePage
from cms.structures.models import StructurePage


def make_place(structure: StructurePage, *, publish: bool = True, **fields: Any) -> PlacePage:
    """Make a place and publish it, as the database has it."""
    given: dict[str, Any] = {
        "title": "Atelier du quai", "address": "3 quai des Mariniers", "commune": structure.commune,
        "phone": "+33199000001", "live": False,
    }  # fmt: skip
    page = PlacePage(**(given | fields))
    if page.commune and not page.postal_code:
        page.postal_code = page.commune.postal_code
    StructurePage.objects.get(pk=structure.pk).add_child(instance=page)
    revision = page.save_revision()
    if publish:
        revision.publish()
    return PlacePage.objects.get(pk=page.pk)
