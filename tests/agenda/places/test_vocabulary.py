"""Our lists are the national schema's, no value more, none less."""

import json
import re
from pathlib import Path

import pytest

from agenda.places.national import LISTS
from agenda.places.vocabulary import CLOSED_LISTS, SERVICES, code_of, everyday_words, national_wordings


def test_the_closed_lists_are_those_of_the_schema(shared_data: Path) -> None:
    path = shared_data / "lieux-sources" / "schema-lieux-mediation-numerique-v1.0.2.json"
    fields = {field["name"]: field for field in json.loads(path.read_text())["fields"]}
    for column, name in LISTS.items():
        pattern = re.compile(fields[column]["constraints"]["pattern"])
        wordings = [term.national for term in CLOSED_LISTS[name].values()]
        # The schema forgets a space that the national library, the map and the label's owner write.
        written = [w.replace("numériques (La", "numériques(La") for w in wordings]
        assert all(pattern.fullmatch(word) for word in written), column
        assert len(re.split(r"(?<!\\)\|", fields[column]["constraints"]["pattern"])) - 1 == len(wordings), column


def test_there_are_nine_services_each_with_everyday_words() -> None:
    assert len(SERVICES) == 9
    assert all(
        term.everyday and term.everyday != term.national for term in SERVICES.values() if term != SERVICES["comprendre"]
    )


@pytest.mark.parametrize("name", CLOSED_LISTS)
def test_codes_and_wordings_lead_to_each_other(name: str) -> None:
    codes = list(CLOSED_LISTS[name])
    assert [code_of(name, wording) for wording in national_wordings(name, codes)] == codes
    assert len(everyday_words(name, codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z_]{2,20}", code) for code in codes)


def test_a_wording_is_recognised_whatever_its_apostrophes_and_spaces() -> None:
    assert code_of("access_modes", "Ce lieu n’accueille pas de public") == "ferme"
    assert code_of("labels", "Étapes numériques(La Poste)") == "etapes"
    assert code_of("services", "Devenir autonome dans les démarches") is None
