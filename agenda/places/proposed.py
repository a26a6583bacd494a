"""Turns a proposal of the public form into a place of the register, published at once."""

from datetime import datetime

from django.db import transaction

from agenda.places.actions import NoRegister, record_place
from agenda.places.models import PlacePage
from agenda.places.phones import PhoneError, normalise_phone
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.structures.people import Proposal, RequestState
from cms.structures.proposals import settle, take

SUMMARY = 280


@transaction.atomic
def accept_as_place(*, proposal: Proposal, by: User, now: datetime) -> PlacePage:
    """Put the proposed place into the register, live, with what people were told about it; return it.

    It can be handed over to a structure afterwards, like every place of the register.

    Raises:
        ProposalDecided: somebody of the team was faster.
        NoRegister: there is no register.
    """
    proposal = take(proposal)
    register = StructurePage.objects.filter(is_register=True).order_by("pk").first()
    if register is None:
        raise NoRegister
    page = PlacePage(
        title=proposal.name,
        address=proposal.address,
        commune=proposal.commune,
        postal_code=proposal.commune.postal_code,
        phone=_phone(proposal.phone),
        website=proposal.website,
        summary=proposal.offer if len(proposal.offer) <= SUMMARY else "",
        details=proposal.offer if len(proposal.offer) > SUMMARY else "",
        owner=by,
        live=False,
    )
    register.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    record_place(page_id=page.pk, now=now)
    settle(proposal=proposal, state=RequestState.ACCEPTED, page=page, by=by, now=now)
    return page


def _phone(typed: str) -> str:
    """Return the number as places keep it; as it was typed when it follows no known form."""
    try:
        return normalise_phone(typed) if typed else ""
    except PhoneError:
        return typed
