"""The nearest places: their order, what nobody may see, and what they cost."""

from collections.abc import Callable

from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from agenda.places.models import PlacePage
from agenda.places.nearest import nearest_places, nearest_places_for
from cms.territories.distances import metres_between
from cms.territories.models import Commune

Make = Callable[..., PlacePage]


def test_the_nearest_places_come_first_with_their_distance(make_place: Make, communes: dict[str, Commune]) -> None:
    far = make_place("Château-Chinon", "58062")
    near = make_place("Coulanges", "58088")
    here = make_place("Nevers, gare", "58194", latitude=46.9876, longitude=3.1497)
    other = make_place("Varennes-Vauzelles", "58303")
    found = nearest_places(commune=communes["58194"])
    assert [place.page for place in found] == [here, near, other]
    assert [place.distance_km for place in found][1:] == [4, 6]
    assert far in [place.page for place in nearest_places(commune=communes["58194"], limit=9)]


def test_the_search_widens_until_three_places_are_found(make_place: Make, communes: dict[str, Commune]) -> None:
    """Clamecy and Luzy lie more than 60 km apart: beyond the stored distances, and still named."""
    for title, insee in (("Luzy", "58149"), ("Decize", "58095"), ("Nevers", "58194")):
        make_place(title, insee)
    found = nearest_places(commune=communes["58079"])
    assert len(found) == 3
    assert all(place.distance_km and place.distance_km > 30 for place in found)


def test_a_place_that_receives_nobody_is_not_where_to_go(make_place: Make, communes: dict[str, Commune]) -> None:
    make_place("Siège", access_modes=["ferme"])
    by_phone = make_place("Accueil", access_modes=["ferme", "telephoner"])
    assert [place.page for place in nearest_places(commune=communes["58194"])] == [by_phone]


def test_the_nearest_places_cost_the_same_queries_at_3_and_30(
    make_place: Make, communes: dict[str, Commune], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (3, 30):
        for n in range(count):
            make_place(f"Lieu {count}-{n}", phone="03 53 01 12 34")
        with django_assert_num_queries(3):  # spots, the pages near, their closures; nobody stops anywhere
            cards = [
                (p.page.title, str(p.page.commune), p.page.code) for p in nearest_places(commune=communes["58079"])
            ]
        assert len(cards) == 3


def test_without_a_point_the_commune_s_own_place_comes_first(make_place: Make, communes: dict[str, Commune]) -> None:
    make_place("Nevers", "58194")
    own = make_place("Decize", "58095")
    Commune.objects.filter(insee="58095").update(latitude=None, longitude=None)
    found = nearest_places(commune=Commune.objects.get(insee="58095"))
    assert found[0].page == own
    assert found[0].distance_km is None
    assert len(found) == 2


def test_the_database_ranks_as_distances_on_the_sphere_do(make_place: Make, communes: dict[str, Commune]) -> None:
    spots = [(46.6 + 0.08 * n % 1.1, 2.9 + 0.11 * n % 1.3) for n in range(60)]
    made = {
        make_place(f"Lieu {n}", latitude=lat, longitude=lon, services=["demarches"] * (n % 5 == 0)).pk: (lat, lon)
        for n, (lat, lon) in enumerate(spots)
    }
    here = communes["58079"]
    assert here.latitude is not None
    assert here.longitude is not None
    far = {pk: metres_between((here.latitude, here.longitude), point) for pk, point in made.items()}
    order = sorted(made, key=lambda pk: (far[pk], pk))
    near, offering = nearest_places_for(commune=here, need="demarches", limit=7)
    assert [round((place.km or 0) * 1000) for place in near] == [far[pk] for pk in order[:7]]
    offers = [pk for pk in order if list(made).index(pk) % 5 == 0]
    assert [place.page.pk for place in offering] == offers[:7]


def test_places_that_nobody_may_see_are_passed_over_however_many(
    make_place: Make, communes: dict[str, Commune]
) -> None:
    hidden = [make_place(f"Caché {n}", "58079") for n in range(40)]
    for place in hidden:
        PageViewRestriction.objects.create(page=place, restriction_type=PageViewRestriction.LOGIN)
    seen = [make_place(f"Ouvert {n}", "58194") for n in range(2)]
    found = nearest_places(commune=communes["58079"])
    assert {near.page.pk for near in found} == {place.pk for place in seen}
