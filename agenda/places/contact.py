"""Qui appeler: the one number, and whether somebody answers now. Pure: it is told record and instant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agenda.places.hours import hours_in_french, state_at, state_in_french
from agenda.places.phones import PhoneError, display_phone, normalise_phone, phone_link


class Hotline(Protocol):
    """What is read of `branding.models.Brand`."""

    phone: str
    phone_hours: str
    phone_note: str


@dataclass(frozen=True)
class Contact:
    """Who to call. Without a number everything is empty and the contact is false: `{% if contact %}`.

    `answers_now` is None when the hours are not known; `until` and `next_open` are local times.
    """

    number: str
    number_link: str
    answers_now: bool | None
    until: datetime | None
    next_open: datetime | None
    note: str
    # "ouvert maintenant, jusqu’à 12 h": for a screen; never for paper or a mail, which are read later.
    now_in_french: str
    # "lundi au vendredi : 9 h – 12 h": true at any time.
    hours_in_french: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.number)


def who_to_call(*, brand: Hotline, now: datetime) -> Contact:
    """Return the département's number with its state at an aware instant."""
    try:
        kept = normalise_phone(brand.phone)
    except PhoneError:
        # The brand's own form refuses such a number; what stands there is still better shown than hidden.
        kept = ""
    number = display_phone(kept) if kept else brand.phone
    state = state_at(brand.phone_hours, now) if brand.phone_hours else None
    return Contact(
        number=number,
        number_link=phone_link(kept),
        answers_now=state.open if state else None,
        until=state.until if state else None,
        next_open=state.next_open if state else None,
        note=brand.phone_note,
        now_in_french=state_in_french(state, now) if state else "",
        hours_in_french=tuple(hours_in_french(brand.phone_hours)) if brand.phone_hours else (),
    )
