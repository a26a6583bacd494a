"""Asking to join a structure: noted once, answered once, forgotten after ninety days."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cms.accounts.models import User
from cms.structures.actions import add_partner
from cms.structures.joining import AlreadyAnswered, ask_to_join_structure, decide_join_request, purge_requests
from cms.structures.models import StructurePage
from cms.structures.people import JoinRequest, Proposal, RequestState, Role
from cms.structures.queries import role_in
from cms.structures.spaces import SpaceArchived, archive_space
from cms.territories.models import Commune


def ask(structure: StructurePage, email: str = "zoe@example.org") -> JoinRequest | None:
    """Ask to join."""
    return ask_to_join_structure(
        structure=structure, email=email, first_name="Zoé", last_name="Noir", message="J’anime.", now=timezone.now()
    )


def asked(structure: StructurePage, email: str = "zoe@example.org") -> JoinRequest:
    """Ask to join, for the first time."""
    request = ask(structure, email)
    assert request is not None
    return request


def test_a_request_is_noted_once_and_not_for_who_is_there(structure_a: StructurePage, partner_a: User) -> None:
    assert ask(structure_a) is not None
    assert ask(structure_a, "ZOE@example.org") is None
    assert ask(structure_a, partner_a.email) is None
    assert JoinRequest.objects.count() == 1


def test_the_referent_accepts_and_the_person_comes_in_as_contributor(structure_a: StructurePage) -> None:
    rosa = add_partner(
        structure=structure_a, email="rosa@example.org", first_name="Rosa", last_name="Faure", now=timezone.now(),
        role=Role.REFERENT,
    )  # fmt: skip
    request = asked(structure_a)
    user = decide_join_request(request=request, accept=True, by=rosa, now=timezone.now())
    assert user is not None
    assert (user.email, role_in(user, structure_a)) == ("zoe@example.org", Role.CONTRIBUTOR)
    with pytest.raises(AlreadyAnswered):
        decide_join_request(request=request, accept=False, by=rosa, now=timezone.now())
    request.refresh_from_db()
    assert (request.state, request.decided_by) == (RequestState.ACCEPTED, rosa)


def test_a_refusal_opens_nothing_and_a_new_request_may_follow(structure_a: StructurePage, moderator: User) -> None:
    assert decide_join_request(request=asked(structure_a), accept=False, by=moderator, now=timezone.now()) is None
    assert not User.objects.filter(email="zoe@example.org").exists()
    assert ask(structure_a) is not None


def test_others_answer_no_request(structure_a: StructurePage, partner_a: User, partner_b: User) -> None:
    request = asked(structure_a)
    for nobody in (partner_a, partner_b):
        with pytest.raises(PermissionDenied):
            decide_join_request(request=request, accept=True, by=nobody, now=timezone.now())


def test_an_archived_structure_and_the_register_are_not_joined(structure_a: StructurePage, moderator: User) -> None:
    with pytest.raises(SpaceArchived):
        ask(StructurePage.objects.get(is_register=True))
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    with pytest.raises(SpaceArchived):
        ask(structure_a)


def test_answered_requests_and_proposals_are_forgotten_after_ninety_days(
    structure_a: StructurePage, moderator: User, communes: dict[str, Commune]
) -> None:
    now = timezone.now()
    request = asked(structure_a)
    decide_join_request(request=request, accept=False, by=moderator, now=now)
    proposal = Proposal.objects.create(
        name="Le Café", commune=communes["Nevers"], first_name="A", last_name="B", email="a@example.org",
        sent_at=now, state=RequestState.REFUSED, decided_at=now,
    )  # fmt: skip
    waiting = asked(structure_a, "autre@example.org")
    assert purge_requests(now=now + timedelta(days=89)) == 0
    assert purge_requests(now=now + timedelta(days=91)) == 2
    assert not Proposal.objects.filter(pk=proposal.pk).exists()
    assert list(JoinRequest.objects.all()) == [waiting]
    assert purge_requests(now=now + timedelta(days=366)) == 1
