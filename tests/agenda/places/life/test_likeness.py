"""Near-duplicates: what is one place is found, and a town in common is no likeness."""

from django.utils import timezone

from agenda.places.likeness import find_pairs, likely_same
from agenda.places.merges import say_distinct
from agenda.places.models import PlacePage
from cms.structures.models import StructurePage
from tests.factories.places_life import make_place


def typed(structure: StructurePage, **fields: object) -> PlacePage:
    """Return a place as the form holds it before it is saved."""
    return PlacePage(**{"title": "Atelier du quai", "commune": structure.commune, **fields})


def test_the_same_name_in_the_same_commune_is_found_with_its_reasons(structure_a: StructurePage) -> None:
    """Spelled a little differently, with the town in it."""
    place = make_place(structure_a)
    (found,) = likely_same(typed(structure_a, title="L’atelier du Quai de Nevers", phone="01 99 00 00 01"))
    assert found.place == place
    assert found.reasons == ("même nom", "même téléphone", "même commune")


def test_a_shared_town_or_a_shared_house_is_no_likeness(structure_a: StructurePage) -> None:
    """The traps of Cosne: what differs is the name."""
    at = {"latitude": 46.99, "longitude": 3.16}
    make_place(structure_a, title="CAF de Nevers", phone="", **at)
    make_place(structure_a, title="CPAM Nevers", phone="", **at)
    assert likely_same(typed(structure_a, title="E2C Nièvre - Nevers", **at)) == []
    assert find_pairs() == []


def test_a_place_is_not_like_itself_and_drafts_of_others_stay_unseen(structure_a: StructurePage) -> None:
    """Only what is published is compared."""
    place = make_place(structure_a)
    make_place(structure_a, publish=False, title="Atelier du quai")
    assert likely_same(place) == []


def test_another_branch_in_another_commune_is_two_places(
    structure_a: StructurePage, structure_b: StructurePage
) -> None:
    """The same name and phone, fifty kilometres away."""
    make_place(structure_a, title="Onlineformapro")
    assert likely_same(typed(structure_b, title="Onlineformapro", phone="+33199000001")) == []


def test_what_a_person_called_two_places_is_not_shown_again(structure_a: StructurePage) -> None:
    """Not before saving, nor to the team."""
    one, other = make_place(structure_a), make_place(structure_a)
    assert len(find_pairs()) == 1
    say_distinct(one=other, other=one, by=None, now=timezone.now())
    assert find_pairs() == []
    assert likely_same(one) == []


def test_looking_for_likenesses_costs_few_queries(
    structure_a: StructurePage, django_assert_max_num_queries: object
) -> None:
    """However many places stand in the commune."""
    for number in range(12):
        make_place(structure_a, title=f"Atelier du quai {number}", slug=f"atelier-{number}")
    wanted = typed(structure_a)
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        assert len(likely_same(wanted)) == 5
