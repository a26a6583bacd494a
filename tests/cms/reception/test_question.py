"""One line is understood whatever the order, accents and plurals: a commune, a need, or what to ask back."""

import pytest
from pytest_django import DjangoAssertNumQueries

from agenda.places.vocabulary import SERVICES
from cms.reception.needs import SPOKEN, best_need, needs_in
from cms.reception.question import understand
from cms.territories.models import Commune
from cms.territories.names import search_name

NEEDS = [
    ("impôts", "demarches"), ("Carte grise", "demarches"), ("déclarer ses revenus", "demarches"), ("RSA", "demarches"),
    ("carte d'identité", "demarches"), ("imprimer", "acces"), ("photocopies", "acces"), ("wifi", "acces"),
    ("ordinateur", "quotidien"), ("smartphones", "quotidien"), ("cours", "quotidien"), ("emploi", "insertion"),
    ("pôle emploi", "insertion"), ("CV", "insertion"), ("arnaque", "securite"), ("mots de passe", "securite"),
    ("piraté", "securite"), ("contrôle parental", "parentalite"), ("Pronote", "parentalite"), ("photos", "loisirs"),
    ("imprimante 3D", "loisirs"), ("intelligence artificielle", "comprendre"),
    ("acheter un ordinateur", "materiel"), ("ordinateur pas cher", "materiel"), ("reconditionné", "materiel"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "code"), NEEDS)
def test_a_need_is_heard_in_everyday_words(said: str, code: str) -> None:
    assert best_need(needs_in(search_name(said).split())) == code


def test_every_service_has_words_and_every_word_a_service() -> None:
    assert set(SPOKEN) == set(SERVICES)


@pytest.mark.parametrize(
    ("said", "name", "need"),
    [
        ("clamecy impots", "Clamecy", "demarches"),
        ("impôts à Clamecy", "Clamecy", "demarches"),
        ("58000 imprimer", "Nevers", "acces"),
        ("varennes vauzelles ordinateur", "Varennes-Vauzelles", "quotidien"),
        ("  VARENNES   carte grise ", "Varennes-Vauzelles", "demarches"),
        ("j'habite à Nevers et je veux acheter un ordinateur", "Nevers", "materiel"),
        ("nevers", "Nevers", ""),
        ("madame dupont de nevers pour ses impots", "Nevers", "demarches"),
    ],
)
def test_commune_and_need_are_read_from_one_line(communes: dict[str, Commune], said: str, name: str, need: str) -> None:
    question = understand(said)
    assert question.commune == communes[name]
    assert question.need == need


def test_a_name_that_is_spelled_out_costs_one_query(
    communes: dict[str, Commune], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for said in ("clamecy impots", "Carte grise Nevers", "nevers"):
        with django_assert_num_queries(1):
            assert understand(said).commune in {communes["Clamecy"], communes["Nevers"]}
    with django_assert_num_queries(0):
        understand("")


def test_of_two_communes_of_one_name_the_agent_chooses(communes: dict[str, Commune]) -> None:
    Commune.objects.filter(name="Beaugy").update(name="Clamecy", search_name="clamecy", departement="58")
    found = understand("clamecy impots")
    assert found.commune is None
    assert len(found.choices) == 2


def test_a_commune_called_like_a_need_is_found_by_its_whole_name(communes: dict[str, Commune]) -> None:
    Commune.objects.filter(name="Beaugy").update(name="La Souris", search_name="la souris")
    assert understand("la souris").commune.name == "La Souris"
    assert understand("la souris").need == ""
    assert understand("nevers souris").need == "quotidien"


def test_several_communes_are_offered_and_an_unknown_one_gives_the_nearest_spellings(
    communes: dict[str, Commune],
) -> None:
    several = understand("58500 impots")
    assert several.commune is None
    assert {commune.name for commune in several.choices} == {"Clamecy", "Beaugy"}
    assert several.need == "demarches"
    unknown = understand("clamcy impots")
    assert unknown.commune is None
    assert unknown.nearest[0] == communes["Clamecy"]
    nothing = understand("xyzzy impots")
    assert (nothing.commune, nothing.choices, nothing.nearest, nothing.tried) == (None, (), (), "xyzzy")


def test_the_list_and_a_choice_win_over_the_line(communes: dict[str, Commune]) -> None:
    chosen = understand("58500 impots", need="acces", insee="58079")
    assert (chosen.commune.name, chosen.need) == ("Clamecy", "acces")
    assert understand("nevers", need="n’existe pas").need == ""
    assert understand("x" * 5000).commune is None
    assert understand("").commune is None
