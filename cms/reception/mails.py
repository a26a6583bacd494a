"""The desk's mails: the answer for who called, what was done for a structure, the way in for a new person."""

import logging
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from agenda.events.models import Notice
from agenda.places.records import PlaceClosure
from branding.models import Brand
from cms.accounts.models import User
from cms.desk.addresses import public_address
from cms.foundation.mail import FORGET_WHEN_SENT
from cms.reception.answer import Sheet
from cms.structures.invitations import access_context
from cms.structures.models import StructurePage

log = logging.getLogger(__name__)

AUTOMATIC = {"Auto-Submitted": "auto-generated"}
# An agent sends a few answers an hour; who got hold of an account must not fill strangers' mailboxes.
MAILS_AN_HOUR = 30
HOUR = 3600


def may_send(user: User) -> bool:
    """Count one mail more for this agent's hour; tell whether it may go. Without a cache it may, and a line says so."""
    key = f"reception.mails.{user.pk}"
    try:
        cache.add(key, 0, HOUR)
        return cache.incr(key) <= MAILS_AN_HOUR
    except ValueError:  # the hour ended between the two lines
        return True
    except Exception as error:  # noqa: BLE001 - whatever the cache does, who calls must get an answer
        log.warning("the desk's mails are not counted, the cache does not answer: %s", type(error).__name__)
        return True


def send_answer(*, sheet: Sheet, address: str) -> None:
    """Queue the answer; the row, and with it the address, is deleted as soon as the mail is sent or given up."""
    context = {"sheet": sheet, "brand": Brand.load(), "root": settings.PUBLIC_URL}
    _queue("answer", context, address, AUTOMATIC | FORGET_WHEN_SENT)


def tell_notice(*, notice: Notice, by: User) -> None:
    """Tell a structure that the desk announced a change of its event; nobody is told of what they did themselves."""
    event = notice.event
    context = {
        "notice": notice,
        "event": event,
        "address": public_address(event),
        "undo_address": settings.PUBLIC_URL + reverse("desk:notices", args=[event.pk]),
    }
    _tell("notice", event.structure, context, by)


def tell_closure(*, closure: PlaceClosure, by: User) -> None:
    """Tell a structure that the desk announced days on which its place is shut."""
    place = closure.place
    context = {
        "closure": closure,
        "place": place,
        "address": settings.PUBLIC_URL + place.permanent_path,
        "undo_address": settings.PUBLIC_URL + reverse("desk:closures", args=[place.pk]),
    }
    _tell("closure", place.structure, context, by)


def tell_taken_back(*, what: Notice | PlaceClosure, by: User) -> None:
    """Tell a structure that the desk has taken back what it announced."""
    subject = what.event if isinstance(what, Notice) else what.place
    context = {
        "title": subject.title,
        "is_closure": isinstance(what, PlaceClosure),
        "address": public_address(subject),
    }
    _tell("taken_back", subject.structure, context, by)


def _tell(name: str, structure: StructurePage | None, context: dict[str, Any], by: User) -> None:
    if structure is None:
        return
    context |= {"structure": structure, "by": by.get_full_name() or by.get_username(), "brand": Brand.load()}
    for address in addresses_of(structure, but=by):  # one mail each: colleagues' addresses are nobody else's business
        _queue(name, context, address, AUTOMATIC)


def addresses_of(structure: StructurePage, *, but: User) -> list[str]:
    """Return the addresses of who writes for the structure, else the structure's own."""
    people = User.objects.filter(memberships__structure=structure, is_active=True).exclude(email="")
    found = list(people.exclude(pk=but.pk).order_by("email").values_list("email", flat=True))
    if found or people.filter(pk=but.pk).exists():
        return found
    return [structure.email] if structure.email else []


def invite(*, user: User) -> None:
    """Queue the mail that brings a person to the desk: a link that opens it."""
    path = reverse("reception:home")
    context = access_context(user, next_path=path) | {"desk_address": settings.PUBLIC_URL + path}
    _queue("invitation", context, user.email, AUTOMATIC)


def _queue(name: str, context: dict[str, Any], address: str, headers: dict[str, str]) -> None:
    subject = render_to_string(f"reception/mail/{name}_subject.txt", context)
    body = render_to_string(f"reception/mail/{name}.txt", context)
    EmailMessage(subject=" ".join(subject.split()), body=body, to=[address], headers=headers).send()
