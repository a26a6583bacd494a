"""The factory of many places makes what publishing would have made."""

from agenda.places.models import PlacePage
from agenda.places.nearest import nearest_places
from cms.structures.actions import Platform
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.factories.places import bulk_places


def test_many_places_are_published_pages_with_a_record(platform: Platform, communes: dict[str, Commune]) -> None:
    first = bulk_places(40)
    bulk_places(3)
    register = StructurePage.objects.get(is_register=True)
    assert PlacePage.objects.published().count() == 43
    assert register.get_children().count() == register.numchild == 43
    assert PlacePage.find_problems() == ([], [], [], [], [])
    assert first[0].code
    assert first[0].structure == register
    assert len(nearest_places(commune=communes["58194"])) == 3
    first[0].full_clean()
