"""Who to call, as the yellow box shows it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.places.contact import Contact, who_to_call
from agenda.places.hours import moment_in_french
from branding.models import Brand
from branding.phone import PhoneState
from cms.foundation.wording import hour


def phone_box(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """Return the parameters of components/phone_box.html: phone, state, hours, note."""
    contact = who_to_call(brand=Brand.load(request), now=now)
    return {
        "phone": contact.number,
        "state": _state(contact, now),
        "hours": " ; ".join(contact.hours_in_french),
        "note": contact.note,
    }


def _state(contact: Contact, now: datetime) -> PhoneState | None:
    if contact.answers_now is None:
        return None
    if contact.answers_now:
        if contact.until and (contact.until - now).days < 1:
            return PhoneState(True, _("Somebody answers now, until %(hour)s.") % {"hour": hour(contact.until)})
        return PhoneState(True, _("Somebody answers now."))
    if contact.next_open is None:
        return PhoneState(False, _("Closed for now."))
    moment = moment_in_french(contact.next_open, timezone.localtime(now).date())
    return PhoneState(False, _("Closed for now. Call back %(moment)s.") % {"moment": moment})
