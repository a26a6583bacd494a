"""Knows when the hotline answers and how its number is written in a link."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its stubs forget it

NATIONAL = re.compile(r"0[1-9]\d{8}\Z")
SHORT = re.compile(r"(?:1\d{1,3}|3\d{3}|11[68]\d{3})\Z")
INTERNATIONAL = re.compile(r"\+\d{8,15}\Z")


@dataclass(frozen=True)
class PhoneState:
    """Whether somebody answers now, and the sentence that says so."""

    is_open: bool
    sentence: str


def phone_uri(phone: str) -> str:
    """Return the `tel:` address of a French national, short or international number; empty for anything else."""
    digits = re.sub(r"[\s.\-()\u00a0\u202f]", "", phone)
    if NATIONAL.match(digits):
        return f"tel:+33{digits[1:]}"
    return f"tel:{digits}" if SHORT.match(digits) or INTERNATIONAL.match(digits) else ""


def validate_phone(value: str) -> None:
    """Refuse what a telephone could not dial."""
    if not phone_uri(value):
        raise ValidationError(_("Write ten digits, a short number, or +33 followed by nine digits."), code="phone")


def validate_hours(value: str) -> None:
    """Refuse hours that are not written as in OpenStreetMap."""
    try:
        OpeningHours(value)
    except ParserError as error:
        message = _("These hours cannot be read. Example: Mo-Fr 09:00-12:00,14:00-17:00; PH off")
        raise ValidationError(message, code="opening_hours") from error


def phone_state(hours: str, now: datetime) -> PhoneState | None:
    """Say whether the number answers at `now` (aware); none when no readable hours are known.

    French public holidays count as closed only if the hours say so (`PH off`).
    """
    if not hours:
        return None
    try:
        opening = OpeningHours(hours, timezone=ZoneInfo(settings.TIME_ZONE), country="FR", max_interval_days=31)
    except ParserError:
        return None
    local = timezone.localtime(now, ZoneInfo(settings.TIME_ZONE))
    is_open, change = opening.is_open(local), opening.next_change(local)
    if is_open:
        if change is None or change - local > timedelta(days=1):
            return PhoneState(is_open=True, sentence=_("Somebody answers now."))
        return PhoneState(is_open=True, sentence=_("Somebody answers now, until %(hour)s.") % {"hour": clock(change)})
    if change is None:
        return PhoneState(is_open=False, sentence=_("Closed for now."))
    return PhoneState(
        is_open=False, sentence=_("Closed for now. Call back %(moment)s.") % {"moment": _moment(change, local)}
    )


def _moment(change: datetime, local: datetime) -> str:
    days = (change.date() - local.date()).days
    if days == 0:
        return _("today at %(hour)s") % {"hour": clock(change)}
    if days == 1:
        return _("tomorrow at %(hour)s") % {"hour": clock(change)}
    day = formats.date_format(change, "l" if days < 7 else "l j F")
    return _("on %(day)s at %(hour)s") % {"day": day, "hour": clock(change)}


def clock(moment: datetime) -> str:
    """Return an hour as French prints it: `9 h`, `14 h 30`, with no-break spaces."""
    return f"{moment.hour}\u00a0h" + (f"\u00a0{moment.minute:02}" if moment.minute else "")
