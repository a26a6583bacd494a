"""What somebody proposes becomes a structure or a place in one click, or is answered no; of two people, one decides."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.structures.models import StructureKind, StructurePage
from cms.structures.people import Membership, Proposal, RequestState, Role
from cms.structures.proposals import send_proposal, structures_like

ClientOf = Callable[[User], Client]


@pytest.fixture
def proposal(communes: dict[str, Any], platform: object) -> Proposal:
    values = {
        "name": "La Boussole", "kind": StructureKind.ASSOCIATION, "commune": communes["Clamecy"],
        "address": "3 rue du Pont", "offer": "Aide aux démarches, le mardi matin.", "phone": "03 53 01 00 20",
        "website": "https://boussole.example.org", "first_name": "Nadia", "last_name": "Blanc",
        "email": "nadia@example.org", "is_place": False,
    }  # fmt: skip
    return send_proposal(values=values, now=timezone.now())


def answer(client: Client, proposal: Proposal, **data: str) -> str:
    return client.post(f"/equipe/propositions/{proposal.pk}/accepter/", data, follow=True).content.decode()


def test_a_proposal_becomes_a_space_with_its_referent_in_one_click(
    client_of: ClientOf, moderator: User, proposal: Proposal, mail_queue: type[Email]
) -> None:
    page = client_of(moderator).get("/equipe/propositions/").content.decode()
    assert "La Boussole" in page
    assert "nadia@example.org" in page
    answer(client_of(moderator), proposal, **{"as": "structure"})
    structure = StructurePage.objects.get(title="La Boussole")
    assert (structure.live, structure.commune_id, structure.phone) == (True, "58079", "03 53 01 00 20")
    assert Membership.objects.get(structure=structure).role == Role.REFERENT
    assert mail_queue.objects.get().to == ["nadia@example.org"]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.page_id, proposal.decided_by) == (RequestState.ACCEPTED, structure.pk, moderator)
    assert "La Boussole" not in client_of(moderator).get("/equipe/propositions/").content.decode()


def test_a_proposal_becomes_a_public_place_of_the_register(
    client_of: ClientOf, moderator: User, proposal: Proposal, mail_queue: type[Email]
) -> None:
    answer(client_of(moderator), proposal, **{"as": "place"})
    place = PlacePage.objects.get(title="La Boussole")
    assert (place.live, place.phone, place.structure.is_register) == (True, "+33353010020", True)
    mail = mail_queue.objects.get()
    assert place.permanent_path in mail.message
    assert Client().get(place.permanent_path, follow=True).status_code == 200


def test_a_second_answer_changes_nothing(
    client_of: ClientOf, moderator: User, second_moderator: User, proposal: Proposal, mail_queue: type[Email]
) -> None:
    answer(client_of(moderator), proposal, **{"as": "structure"})
    page = answer(client_of(second_moderator), proposal, **{"as": "place"})
    assert "a déjà répondu" in page
    assert not PlacePage.objects.filter(title="La Boussole").exists()
    assert mail_queue.objects.count() == 1


def test_a_no_is_said_with_a_sentence(
    client_of: ClientOf, moderator: User, proposal: Proposal, mail_queue: type[Email]
) -> None:
    address = f"/equipe/propositions/{proposal.pk}/refuser/"
    assert client_of(moderator).post(address, {"sentence": " "}).status_code == 422
    assert mail_queue.objects.count() == 0
    client_of(moderator).post(address, {"sentence": "Ce service existe déjà à Clamecy."})
    assert "existe déjà" in mail_queue.objects.get().message
    proposal.refresh_from_db()
    assert proposal.state == RequestState.REFUSED
    assert not StructurePage.objects.filter(title="La Boussole").exists()


def test_a_name_that_has_its_space_is_told(
    client_of: ClientOf, moderator: User, proposal: Proposal, structure_b: StructurePage, mail_queue: type[Email]
) -> None:
    Proposal.objects.update(name="médiathèque de clamecy")
    assert "a déjà son espace" in answer(client_of(moderator), proposal, **{"as": "structure"})
    proposal.refresh_from_db()
    assert proposal.state == RequestState.WAITING


def test_only_the_team_answers(client_of: ClientOf, partner_a: User, proposal: Proposal) -> None:
    assert client_of(partner_a).get("/equipe/propositions/").status_code == 404
    for verb in ("accepter", "refuser"):
        assert client_of(partner_a).post(f"/equipe/propositions/{proposal.pk}/{verb}/").status_code == 404


def test_like_names_are_found(structure_a: StructurePage, structure_b: StructurePage) -> None:
    assert structures_like("La médiathèque municipale de Clamecy") == [structure_b]
    assert structures_like("Le Fil") == [structure_a]
    assert structures_like("Boussole") == []


def test_the_public_form_shows_like_structures_first_then_keeps_the_proposal(
    client: Client, structure_b: StructurePage
) -> None:
    data = {
        "what": "structure", "name": "Médiathèque municipale de Clamecy", "kind": "library", "commune": "58079",
        "offer": "Le jeudi.", "first_name": "Nadia", "last_name": "Blanc", "email": "nadia@example.org",
    }  # fmt: skip
    page = client.post("/je-propose/", data).content.decode()
    assert "Médiathèque de Clamecy" in page
    assert Proposal.objects.count() == 0
    assert client.post("/je-propose/", {**data, "different": "1"}).status_code == 302
    assert client.post("/je-propose/", {**data, "different": "1"}).status_code == 302
    assert Proposal.objects.get().email == "nadia@example.org"
    assert (
        client.post("/je-propose/", {**data, "different": "1", "name": "Autre", "confirm_website": "x"}).status_code
        == 302
    )
    assert Proposal.objects.count() == 1


def test_the_public_form_says_at_each_field_what_is_missing(client: Client, communes: object) -> None:
    answered = client.post("/je-propose/", {"phone": "abc", "email": "x", "website": "y"})
    assert answered.status_code == 422
    page = answered.content.decode()
    assert page.count("field--invalid") >= 6
    assert "\x00" not in page


def test_one_network_cannot_fill_the_list(client: Client, communes: object) -> None:
    base = {
        "what": "lieu",
        "kind": "other",
        "commune": "58079",
        "first_name": "N",
        "last_name": "B",
        "email": "n@example.org",
    }
    statuses = [client.post("/je-propose/", {**base, "name": f"Lieu {n}"}).status_code for n in range(12)]
    assert statuses == [302] * 10 + [422] * 2
    assert Proposal.objects.count() == 10
