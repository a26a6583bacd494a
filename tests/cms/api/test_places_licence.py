"""Places held under ODbL stand in no list of the open ones; what a file said besides is given too."""

from agenda.places.models import PlacePage
from cms.structures.models import StructurePage
from tests.cms.api.conftest import Ask, names, publish_place


def test_odbl_places_come_apart_and_say_their_licence(ask: Ask, structure_a: StructurePage) -> None:
    publish_place(structure_a, "Ouvert", latitude=46.99, longitude=3.16)
    apart = publish_place(structure_a, "À part", licence="odbl")
    assert names(ask("places")["items"]) == names(ask("places", licence="")["items"]) == ["Ouvert"]
    [place] = ask("places", licence="odbl")["items"]
    assert (place["name"], place["licence"]) == ("À part", "odbl")
    assert ask(f"places/{PlacePage.objects.get(pk=apart.pk).code}")["licence"] == "odbl"
    assert "licence" in ask("places", status=422, licence="autre")["detail"]


def test_what_a_file_said_besides_is_given(ask: Ask, structure_a: StructurePage) -> None:
    publish_place(
        structure_a, "Lieu", itinerance=["itinerant"], further_emails="a@example.org|b@example.org",
        further_websites="https://example.org/b", parent_structure="Réseau",
    )  # fmt: skip
    [place] = ask("places")["items"]
    assert (place["further_emails"], place["further_websites"], place["parent_structure"]) == (
        ["a@example.org", "b@example.org"],
        ["https://example.org/b"],
        "Réseau",
    )
    assert [wording["code"] for wording in place["itinerance"]] == ["itinerant"]
