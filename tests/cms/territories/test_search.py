"""A resident types three letters or a postal code and finds the commune."""

import pytest
from pytest_django import DjangoAssertNumQueries

from cms.territories.models import FormerName
from cms.territories.names import departement_of, of_name, search_name
from cms.territories.queries import closest_names, search_communes


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Saint-Père", "saint pere"),
        ("St-Père", "saint pere"),
        ("STE  COLOMBE", "sainte colombe"),
        ("Saint-Benin-d’Azy", "saint benin d azy"),
        ("saint benin d'azy", "saint benin d azy"),
        ("Œuilly", "oeuilly"),
        ("Château-Chinon (Ville)", "chateau chinon ville"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("Estrées", "estrees"),
        ("  ", ""),
    ],
)
def test_spelling_is_compared_without_accents_hyphens_or_abbreviations(typed: str, plain: str) -> None:
    assert search_name(typed) == plain


@pytest.mark.parametrize(("insee", "code"), [("58194", "58"), ("2A004", "2A"), ("97411", "974"), ("01001", "01")])
def test_an_insee_code_begins_with_its_departement(insee: str, code: str) -> None:
    assert departement_of(insee) == code


def found(text: str) -> list[str]:
    return [commune.name for commune in search_communes(text)]


@pytest.mark.usefixtures("nievre")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("chateau chinon", ["Château-Chinon (Ville)", "Château-Chinon (Campagne)"]),
        ("CHÂTEAU-CHINON", ["Château-Chinon (Ville)", "Château-Chinon (Campagne)"]),
        ("58000", ["Nevers", "Saint-Éloi", "Sermoise-sur-Loire", "Challuy"]),
        ("58194", ["Nevers"]),
        ("58000 nevers", ["Nevers"]),
        ("nev", ["Nevers", "Coulanges-lès-Nevers"]),
        ("charite", ["La Charité-sur-Loire"]),
        # What people say, with a word of the name left out or in another order.
        ("Cosne sur Loire", ["Cosne-Cours-sur-Loire"]),
        ("cosne-sur-loire 58200", ["Cosne-Cours-sur-Loire"]),
        ("cosne sur loi", ["Cosne-Cours-sur-Loire"]),
        ("saint le moutier", ["Saint-Pierre-le-Moûtier"]),
        ("chinon château", ["Château-Chinon (Ville)", "Château-Chinon (Campagne)"]),
        ("cosne bagnolet", []),
        ("saint pierre le moutier", ["Saint-Pierre-le-Moûtier"]),
        ("", []),
        ("ne", []),
        ("5", []),
        ("%_'\"", []),
        ("x" * 10_000, []),
    ],
)
def test_a_commune_is_found_by_what_people_type(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.usefixtures("nievre")
def test_an_ambiguous_name_gives_choices_the_departement_s_first() -> None:
    choices = search_communes("st-per")
    assert [(c.name, c.departement) for c in choices[:3]] == [
        ("Saint-Père", "58"), ("Saint-Péreuse", "58"), ("Saint-Père", "89"),
    ]  # fmt: skip


@pytest.mark.usefixtures("nievre")
def test_the_choices_are_bounded_and_cost_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        choices = [str(c.epci) for c in search_communes("saint", limit=7)]
    assert len(choices) == 7


@pytest.mark.usefixtures("nievre")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Nevres", "Nevers"), ("clamcy", "Clamecy"), ("Montsoche les setons", "Montsauche-les-Settons")],
)
def test_an_unknown_commune_is_answered_by_the_nearest_spellings(typed: str, meant: str) -> None:
    assert search_communes(typed) == []
    assert meant in [commune.name for commune in closest_names(typed)]


@pytest.mark.usefixtures("nievre")
def test_nothing_resembles_nonsense() -> None:
    assert closest_names("xqzqxz") == []
    for far in ("paris", "lyon", "toulouse", "bordeaux", "strasbourg", "lille", "nantes", "dunkerque"):
        assert search_communes(far) or closest_names(far) == [], far
    assert closest_names("") == []


@pytest.mark.postgres
@pytest.mark.usefixtures("nievre")
@pytest.mark.parametrize(
    ("typed", "commune", "old"),
    [
        ("Balleray", "Vaux d'Amognes", "Balleray"),
        ("ourouer", "Vaux d'Amognes", "Ourouër"),
        ("dompierre sur hery", "Beaulieu", "Dompierre-sur-Héry"),
        ("michaug", "Beaulieu", "Michaugues"),
    ],
)
def test_an_old_name_leads_to_the_commune_of_today(typed: str, commune: str, old: str) -> None:
    first = search_communes(typed)[0]
    assert (first.name, first.former) == (commune, old)


@pytest.mark.usefixtures("nievre")
def test_a_commune_found_by_its_own_name_says_no_old_one() -> None:
    assert search_communes("beaulieu")[0].former == ""
    assert search_communes("cosne")[0].former == ""


@pytest.mark.usefixtures("nievre")
def test_a_text_that_no_name_goes_on_like_costs_one_query_more(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for text in ("cosne sur loire", "cosne bagnolet"):
        with django_assert_num_queries(2):
            search_communes(text)
    with django_assert_num_queries(1):
        search_communes("bagnolet")


@pytest.mark.usefixtures("nievre")
def test_old_names_cost_no_further_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        search_communes("balleray")
    with django_assert_num_queries(2):
        nearest = closest_names("Baleraie")
    assert [(commune.name, commune.former) for commune in nearest][:1] == [("Vaux d'Amognes", "Balleray")]


@pytest.mark.usefixtures("nievre")
def test_an_old_name_that_is_the_name_of_today_is_not_kept() -> None:
    assert not FormerName.objects.filter(commune_id="58026", search_name="beaulieu").exists()
    assert FormerName.objects.filter(commune__departement="58").count() == 5


@pytest.mark.parametrize(
    ("name", "of"),
    [("Nevers", "de Nevers"), ("Alluy", "d’Alluy"), ("Le Creusot", "du Creusot"), ("La Machine", "de La Machine"),
     ("Les Essarts", "des Essarts"), ("Épiry", "d’Épiry"), ("Héry", "de Héry")],
)  # fmt: skip
def test_a_name_stands_behind_its_preposition(name: str, of: str) -> None:
    assert of_name(name) == of
