"""Places: what is refused, their permanent identity, and the nearest ones."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from agenda.places.actions import record_place
from agenda.places.models import PlacePage
from agenda.places.queries import is_readable, nearest_places, place_by_code
from agenda.places.records import PlaceRecord
from cms.structures.models import StructurePage
from cms.territories.models import Commune

Make = Callable[..., PlacePage]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "12 34"),
        ("hours", "8h30-12h"),
        ("postal_code", "5800"),
        ("pivot", "12 34"),
        ("services", ["cuisine"]),
        ("services", "demarches"),
        ("fees", [["gratuit"]]),
        ("latitude", 200.0),
        ("typology", "MAIRIE"),
        ("summary", "x" * 281),
        ("email", "a@b"),
        ("website", "javascript:alert(1)"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(field: str, value: object, communes: dict[str, Commune]) -> None:
    page = PlacePage(title="Lieu", slug="lieu", commune=communes["58194"], **{field: value})
    with pytest.raises(ValidationError) as refused:
        page.full_clean(exclude=["path", "depth"])
    assert field in refused.value.message_dict


def test_phone_and_postal_code_are_put_in_order_when_saved(make_place: Make) -> None:
    page = make_place("Lieu", phone="03 53 01 12 34")
    assert (page.phone, page.postal_code) == ("+33353011234", "58000")
    assert page.phone_display.replace("\u00a0", " ") == "03 53 01 12 34"


def test_a_place_gets_its_code_at_the_first_publication_and_keeps_it(make_place: Make) -> None:
    page = make_place("Lieu")
    code = page.code
    assert len(code) == 6
    assert page.permanent_path == f"/l/{code}"
    page.unpublish()
    page.title = "Autre nom"
    page.save_revision().publish()
    assert PlacePage.objects.get(pk=page.pk).code == code
    assert PlaceRecord.objects.get().name == "Autre nom"


def test_a_draft_has_no_code(library: StructurePage, communes: dict[str, Commune], now: datetime) -> None:
    page = PlacePage(title="Brouillon", commune=communes["58194"], live=False)
    library.add_child(instance=page)
    page.save_revision()
    assert record_place(page_id=page.pk, now=now) is None
    assert PlacePage.objects.get(pk=page.pk).code == ""


def test_a_copy_gets_a_code_of_its_own_and_an_alias_none(make_place: Make, library: StructurePage) -> None:
    page = make_place("Lieu")
    draft = page.copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=False)
    assert PlacePage.objects.get(pk=draft.pk).code == ""
    live = page.copy(update_attrs={"slug": "copie-2"})
    live.save_revision().publish()
    alias = page.create_alias(update_slug="alias")
    codes = {PlacePage.objects.get(pk=pk).code for pk in (page.pk, live.pk)}
    assert len(codes) == 2
    assert "" not in codes
    assert PlacePage.objects.get(pk=alias.pk).code == ""


def test_a_code_outlives_its_place(make_place: Make) -> None:
    page = make_place("Cyber-base")
    record = place_by_code(page.code.upper())
    assert record is not None
    assert is_readable(record)
    code = page.code
    page.delete()
    record = place_by_code(code)
    assert record is not None
    assert (record.name, record.page, is_readable(record)) == ("Cyber-base", None, False)
    assert place_by_code("zzzzzz") is None


@pytest.mark.parametrize("how", ["unpublished", "restricted", "structure unpublished", "structure restricted"])
def test_a_hidden_place_is_not_readable(
    how: str, make_place: Make, library: StructurePage, communes: dict[str, Commune]
) -> None:
    page = make_place("Lieu")
    library.refresh_from_db()
    target = library if how.startswith("structure") else page
    if how.endswith("unpublished"):
        target.unpublish()
    else:
        PageViewRestriction.objects.create(page=target, restriction_type=PageViewRestriction.LOGIN)
    record = place_by_code(page.code)
    assert record is not None
    assert not is_readable(record)
    assert nearest_places(commune=communes["58194"]) == []


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
        with django_assert_num_queries(5):  # and one more, of their communes, where a bus stops
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
