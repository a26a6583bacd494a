"""The mails about places: a correction, a handing over, the question of six months, a place said to be closed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from agenda.places.freshness import confirmation_token
from agenda.places.hours import hours_in_french
from agenda.places.models import PlacePage
from agenda.places.phones import display_phone
from agenda.places.records import PlaceCorrection
from agenda.places.signals import confirmation_wanted, correction_changed, place_handed_over, place_said_closed
from branding.models import Brand
from cms.accounts.models import User
from cms.desk.addresses import public_address
from cms.structures.actions import TEAM_GROUP
from cms.structures.models import StructurePage
from cms.structures.queries import addresses_of, mail_addresses

_LABELS = {"phone": "Téléphone", "hours": "Horaires", "email": "E-mail", "website": "Site internet"}


def team_addresses(*, but: User | None = None) -> set[str]:
    """Return the addresses of the communication team."""
    return mail_addresses(User.objects.filter(groups__name=TEAM_GROUP), but=but)


def shown_values(values: dict[str, str]) -> list[tuple[str, str]]:
    """Return (label, value as people read it) of corrected fields."""
    return [(_LABELS.get(name, name), shown_value(name, value)) for name, value in values.items()]


def shown_value(name: str, value: str) -> str:
    """Return a stored value as people read it."""
    if name == "phone":
        return display_phone(value)
    return ", ".join(hours_in_french(value)) if name == "hours" and value else value


def changes_of(correction: PlaceCorrection) -> list[dict[str, str]]:
    """Return what a correction changed: label, old, new."""
    return [
        {"label": label, "old": shown_value(name, correction.before[name]), "new": new}
        for (label, new), name in zip(shown_values(correction.after), correction.after, strict=True)
    ]


def on_correction(correction: PlaceCorrection, now: datetime, **_kwargs: Any) -> None:
    """Tell the structure and the team, one mail each, what was corrected or taken back."""
    place, author = correction.place, correction.author
    told = addresses_of(place.structure, but=author) | team_addresses(but=author)
    if place.structure.is_register and correction.before.get("email", place.email):
        told.add(correction.before.get("email", place.email).lower())
    context = {"correction": correction, "changes": changes_of(correction)}
    _send("place_corrected", place, told, context)


def on_handed_over(place: PlacePage, structure: StructurePage, by: User | None, now: datetime, **_kwargs: Any) -> None:
    """Tell the structure's people that the place is theirs now."""
    context = {"structure": structure, "edit": _absolute("desk:edit_place", place.pk)}
    _send("place_handed_over", place, addresses_of(structure, but=by), context)


def on_said_closed(place: PlacePage, now: datetime, **_kwargs: Any) -> None:
    """Tell the team; it decides."""
    _send("place_said_closed", place, team_addresses(), {"close": _absolute("desk:close_place", place.pk)})


def on_confirmation_wanted(places: list[PlacePage], now: datetime, **_kwargs: Any) -> None:
    """Ask each place: its own address, else its structure's, else the people of its space."""
    for place in places:
        structure = place.structure
        own = place.email or structure.email
        context = {
            "facts": shown_values({name: getattr(place, name) for name in ("phone", "hours", "email", "website")}),
            "link": _absolute("pages:confirm_place", confirmation_token(place)),
        }
        _send("place_confirm", place, {own.lower()} if own else addresses_of(structure), context)


def _absolute(name: str, argument: Any) -> str:
    return settings.PUBLIC_URL + reverse(name, args=[argument])


def _send(name: str, place: PlacePage, addresses: set[str], context: dict[str, Any]) -> None:
    brand = Brand.load()
    context = {"place": place, "brand": brand, "address": public_address(place), **context}
    subject = " ".join(render_to_string(f"desk/mail/{name}_subject.txt", context).split())
    body = render_to_string(f"desk/mail/{name}.txt", context)
    for address in sorted(addresses):  # one mail each: nobody's address is somebody else's business
        EmailMessage(
            subject=subject,
            body=body,
            to=[address],
            reply_to=[brand.contact_email] if brand.contact_email else None,  # an answer reaches the team
            headers={"Auto-Submitted": "auto-generated"},
        ).send()


def connect() -> None:
    """Listen to what happens to places, once."""
    correction_changed.connect(on_correction, dispatch_uid="desk-place-corrected")
    place_handed_over.connect(on_handed_over, dispatch_uid="desk-place-handed-over")
    confirmation_wanted.connect(on_confirmation_wanted, dispatch_uid="desk-place-confirm")
    place_said_closed.connect(on_said_closed, dispatch_uid="desk-place-said-closed")
