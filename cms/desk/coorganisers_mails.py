"""The mails about organising together: asked, accepted, refused, left."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from agenda.events.coorganisers import CoOrganiser, CoOrganiserState
from agenda.events.signals import coorganiser_changed
from cms.accounts.models import User
from cms.desk.addresses import public_address
from cms.desk.mailing import absolute, send_mails
from cms.structures.models import StructurePage
from cms.structures.people import ADMIN_ROLES
from cms.structures.queries import addresses_of, mail_addresses


def deciders_in(structure: StructurePage) -> QuerySet[User]:
    """Return the people who decide for a structure: its editors and referents whose accounts are open."""
    return User.objects.filter(is_active=True, memberships__structure=structure, memberships__role__in=ADMIN_ROLES)


def deciders_of(structure: StructurePage, *, but: User | None = None) -> set[str]:
    """Return the addresses of who decides for a structure, of everybody there when nobody does."""
    return mail_addresses(deciders_in(structure), but=but) or addresses_of(structure, but=but)


def on_coorganiser(request: CoOrganiser, by: User, now: datetime, **_kwargs: Any) -> None:
    """Tell the owner of a request or that a partner left; tell who asked what was decided."""
    owner = request.event.structure
    context = {
        "request": request,
        "event": request.event,
        "owner": owner,
        "structure": request.structure,
        "by": by.get_full_name() or by.get_username(),
        "address": public_address(request.event),
        "desk_address": absolute("desk:coorganiser", request.pk),
        # Contributors do not answer: where a structure has nobody else, the team does, and the mail says so.
        "team_answers": not deciders_in(owner).exists(),
    }
    if request.state == CoOrganiserState.ASKED:
        send_mails("coorganiser_asked", deciders_of(owner, but=by), context)
    elif request.state == CoOrganiserState.LEFT:
        told = deciders_of(owner, but=by) | addresses_of(request.structure, but=by)
        send_mails("coorganiser_left", told, context)
    else:
        # Whoever asked, and the structure with them: a person may have left meanwhile.
        send_mails("coorganiser_decided", addresses_of(request.structure, but=by), context)


def connect() -> None:
    """Listen, once."""
    coorganiser_changed.connect(on_coorganiser, sender=CoOrganiser, dispatch_uid="desk-coorganiser")
