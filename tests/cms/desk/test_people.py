"""The referent's screen: who is in the space, invited, changed, taken out; requests answered in one tap."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from cms.accounts.models import User
from cms.structures.actions import add_partner
from cms.structures.joining import ask_to_join_structure
from cms.structures.models import StructurePage
from cms.structures.people import JoinRequest, Membership, RequestState, Role
from cms.structures.queries import role_in
from cms.structures.spaces import archive_space

ClientOf = Callable[[User], Client]
PEOPLE = "/mon-espace/equipe/"
ZOE = {"email": "zoe@example.org", "first_name": "Zoé", "last_name": "Noir", "role": "contributor"}


@pytest.fixture
def rosa(structure_a: StructurePage) -> User:
    """The referent of structure A."""
    return add_partner(
        structure=structure_a, email="rosa@example.org", first_name="Rosa", last_name="Faure", now=timezone.now(),
        role=Role.REFERENT,
    )  # fmt: skip


def asked(structure: StructurePage) -> JoinRequest:
    """Somebody asks to join."""
    request = ask_to_join_structure(
        structure=structure, email="zoe@example.org", first_name="Zoé", last_name="Noir", now=timezone.now()
    )
    assert request is not None
    return request


def test_the_referent_invites_and_the_second_sending_changes_nothing(
    client_of: ClientOf, rosa: User, structure_a: StructurePage, mail_queue: type[Email]
) -> None:
    client = client_of(rosa)
    for _time in range(2):
        assert client.post(PEOPLE, ZOE).status_code == 302
    assert mail_queue.objects.get().to == ["zoe@example.org"]
    assert role_in(User.objects.get(email="zoe@example.org"), structure_a) == Role.CONTRIBUTOR
    assert "Zoé Noir" in client.get(PEOPLE).content.decode()


def test_roles_are_changed_and_people_taken_out(
    client_of: ClientOf, rosa: User, structure_a: StructurePage, partner_a: User
) -> None:
    client, place = client_of(rosa), Membership.objects.get(user=partner_a)
    assert "Alice Martin" in client.get(f"{PEOPLE}{place.pk}/").content.decode()
    client.post(f"{PEOPLE}{place.pk}/", {"role": "contributor"})
    assert role_in(partner_a, structure_a) == Role.CONTRIBUTOR
    client.post(f"{PEOPLE}{place.pk}/retirer/")
    assert role_in(partner_a, structure_a) is None
    assert client.post(f"{PEOPLE}{place.pk}/retirer/").status_code == 404


def test_the_last_referent_is_told_why_nothing_changed(
    client_of: ClientOf, rosa: User, structure_a: StructurePage
) -> None:
    place = Membership.objects.get(user=rosa)
    answer = client_of(rosa).post(f"{PEOPLE}{place.pk}/retirer/", follow=True)
    assert "référent" in answer.content.decode()
    assert role_in(rosa, structure_a) == Role.REFERENT


@pytest.mark.parametrize(("answer", "state"), [("yes", RequestState.ACCEPTED), ("no", RequestState.REFUSED)])
def test_a_request_is_answered_once_and_the_asker_told(
    answer: str, state: RequestState, client_of: ClientOf, rosa: User, structure_a: StructurePage,
    mail_queue: type[Email],
) -> None:  # fmt: skip
    client, request = client_of(rosa), asked(structure_a)
    assert "Une personne demande à écrire pour votre structure" in client.get("/mon-espace/").content.decode()
    assert "Zoé Noir" in client.get(PEOPLE).content.decode()
    for _time in range(2):
        assert client.post(f"{PEOPLE}demandes/{request.pk}/", {"answer": answer}).status_code == 302
    assert JoinRequest.objects.get().state == state
    mail = mail_queue.objects.get()
    assert mail.to == ["zoe@example.org"]
    assert ("http://localhost:8000/connexion/" in mail.message) is (answer == "yes")


def test_a_person_of_several_structures_chooses_and_sees_no_other(
    client_of: ClientOf, rosa: User, structure_a: StructurePage, structure_b: StructurePage, partner_b: User
) -> None:
    client = client_of(rosa)
    assert client.get(f"{PEOPLE}?structure={structure_b.pk}").status_code == 404
    assert client.post(f"{PEOPLE}?structure={structure_b.pk}", ZOE).status_code == 404
    place, request = Membership.objects.get(user=partner_b), asked(structure_b)
    assert client.get(f"{PEOPLE}{place.pk}/").status_code == 404
    assert client.post(f"{PEOPLE}{place.pk}/", {"role": "referent"}).status_code == 404
    assert client.post(f"{PEOPLE}{place.pk}/retirer/").status_code == 404
    assert client.post(f"{PEOPLE}demandes/{request.pk}/", {"answer": "yes"}).status_code == 404
    assert role_in(partner_b, structure_b) == Role.EDITOR
    add_partner(
        structure=structure_b, email=rosa.email, first_name="", last_name="", now=timezone.now(), role=Role.REFERENT
    )
    assert "Bruno Durand" in client.get(f"{PEOPLE}?structure={structure_b.pk}").content.decode()


def test_an_editor_has_no_such_screen_and_the_team_has_it_for_all(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage, moderator: User, mail_queue: type[Email]
) -> None:
    assert client_of(partner_a).get(PEOPLE).status_code == 404
    team = client_of(moderator)
    assert team.get(PEOPLE).status_code == 404  # of no structure
    assert team.post(f"{PEOPLE}?structure={structure_a.pk}", {**ZOE, "role": "referent"}).status_code == 302
    assert role_in(User.objects.get(email="zoe@example.org"), structure_a) == Role.REFERENT


def test_an_archived_space_has_nobody_to_look_after(
    client_of: ClientOf, rosa: User, structure_a: StructurePage, moderator: User
) -> None:
    place, request = Membership.objects.get(user=rosa), asked(structure_a)
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    for client in (client_of(rosa), client_of(moderator)):
        assert client.get(f"{PEOPLE}?structure={structure_a.pk}").status_code == 404
        assert client.post(f"{PEOPLE}{place.pk}/retirer/").status_code == 404
        assert client.post(f"{PEOPLE}demandes/{request.pk}/", {"answer": "yes"}).status_code == 404


@pytest.mark.parametrize("bad", ["", "x", "9" * 30, "²"])
def test_nonsense_is_answered_without_a_failure(bad: str, client_of: ClientOf, rosa: User) -> None:
    client, place = client_of(rosa), Membership.objects.get(user=rosa)
    assert client.get(f"{PEOPLE}?structure={bad}").status_code == (404 if bad else 200)
    assert client.post(PEOPLE, {"email": bad, "role": bad}).status_code == 422
    assert client.post(f"{PEOPLE}{place.pk}/", {"role": bad}).status_code == 422
