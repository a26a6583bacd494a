"""The public page on which somebody asks to write for a structure: one answer for all, and who decides is told."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from cms.accounts.models import User
from cms.pages.join import ASKED_BY_NETWORK
from cms.structures.actions import add_partner
from cms.structures.models import StructurePage
from cms.structures.people import JoinRequest, Role
from cms.structures.spaces import archive_space

ClientOf = Callable[[User], Client]
ZOE = {"email": "zoe@example.org", "first_name": "Zoé", "last_name": "Noir", "message": "J’anime l’atelier."}


def path(structure: StructurePage) -> str:
    """Where one asks."""
    return f"/structures/{structure.pk}/rejoindre/"


def test_the_structures_page_leads_to_it(client: Client, structure_a: StructurePage) -> None:
    assert path(structure_a) in client.get(structure_a.url).content.decode()
    assert structure_a.title in client.get(path(structure_a)).content.decode()


def test_who_decides_is_told_once(client: Client, structure_a: StructurePage, mail_queue: type[Email]) -> None:
    add_partner(
        structure=structure_a, email="rosa@example.org", first_name="Rosa", last_name="Faure", now=timezone.now(),
        role=Role.REFERENT,
    )  # fmt: skip
    for _time in range(2):
        assert client.post(path(structure_a), ZOE).headers["Location"] == f"{path(structure_a)}envoye/"
    assert client.get(f"{path(structure_a)}envoye/").status_code == 200
    assert JoinRequest.objects.get().message == "J’anime l’atelier."
    mail = mail_queue.objects.get()
    assert mail.to == ["rosa@example.org"]
    assert "Zoé Noir (zoe@example.org)" in mail.message


def test_without_a_referent_the_team_is_told(
    client: Client, structure_a: StructurePage, partner_a: User, moderator: User, mail_queue: type[Email]
) -> None:
    client.post(path(structure_a), ZOE)
    assert mail_queue.objects.get().to == [moderator.email]


def test_a_stranger_does_not_learn_who_writes_there(
    client: Client, structure_a: StructurePage, partner_a: User, partner_b: User, mail_queue: type[Email]
) -> None:
    answers = [
        client.post(path(structure_a), {**ZOE, "email": email})
        for email in ("inconnue@example.org", partner_a.email, partner_b.email)
    ]
    assert len({(answer.status_code, answer.headers["Location"]) for answer in answers}) == 1
    assert set(JoinRequest.objects.values_list("email", flat=True)) == {"inconnue@example.org", partner_b.email}


def test_who_is_signed_in_asks_under_the_own_name(
    client_of: ClientOf, structure_a: StructurePage, partner_b: User, mail_queue: type[Email]
) -> None:
    client = client_of(partner_b)
    assert "Bruno Durand" in client.get(path(structure_a)).content.decode()
    client.post(path(structure_a), {"email": "autre@example.org", "message": "Moi aussi."})
    request = JoinRequest.objects.get()
    assert (request.email, request.first_name) == (partner_b.email, "Bruno")


def test_who_writes_there_is_led_to_the_desk(client_of: ClientOf, structure_a: StructurePage, partner_a: User) -> None:
    answer = client_of(partner_a).get(path(structure_a))
    assert answer.headers["Location"] == f"/mon-espace/?structure={structure_a.pk}"


def test_a_program_is_stopped(client: Client, structure_a: StructurePage, mail_queue: type[Email]) -> None:
    assert client.post(path(structure_a), {**ZOE, "confirm_website": "spam"}).status_code == 302
    assert not JoinRequest.objects.exists()
    for number in range(ASKED_BY_NETWORK):
        client.post(path(structure_a), {**ZOE, "email": f"p{number}@example.org"})
    assert client.post(path(structure_a), ZOE).status_code == 422
    assert JoinRequest.objects.count() == ASKED_BY_NETWORK


def test_what_is_not_public_or_nobodys_is_not_joined(
    client: Client, structure_a: StructurePage, moderator: User
) -> None:
    assert client.get(path(StructurePage.objects.get(is_register=True))).status_code == 404
    assert client.get(f"/structures/{'9' * 30}/rejoindre/").status_code == 404
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    assert client.get(path(structure_a)).status_code == 404
    assert client.post(path(structure_a), ZOE).status_code == 404


@pytest.mark.parametrize("wrong", [{"email": "zoe@"}, {"first_name": ""}, {"message": "x" * 501}])
def test_a_mistake_is_said_and_nothing_kept(wrong: dict[str, str], client: Client, structure_a: StructurePage) -> None:
    assert client.post(path(structure_a), {**ZOE, **wrong}).status_code == 422
    assert not JoinRequest.objects.exists()
