"""Reads how a row of the national schema says a place is reached: phone, e-mails, websites and two links."""

import re
from collections.abc import Mapping

from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _

from agenda.places.national_cells import ReadPlace, joined, parts, valid_items
from agenda.places.national_rules import is_national_phone
from agenda.places.phones import PhoneError, display_phone, first_phone, normalise_phone

LINKS = (("prise_rdv", "booking_url"), ("fiche_acces_libre", "access_url"))
_LONGEST_LINK = 400


def read_contacts(place: ReadPlace, cells: Mapping[str, str]) -> None:
    """Read phone, e-mails and websites (the first one, the others apart) and the two links."""
    _read_phone(place, cells.get("telephone", ""))
    emails = parts(re.sub(r"[,;\s]+", "|", cells.get("courriels", "")))
    good = valid_items(place, "courriels", emails, EmailValidator(), 254)
    place.values["email"] = good[0] if good else ""
    place.values["further_emails"] = joined(place, "courriels", good[1:], 600)
    links = _links(place, "site_web", cells)
    place.values["website"] = links[0] if links else ""
    place.values["further_websites"] = joined(place, "site_web", links[1:], 800)
    for column, our_field in LINKS:
        links = _links(place, column, cells)
        place.values[our_field] = links[0] if links else ""
        for link in links[1:]:
            place.warn(_("%(column)s: only one is kept, “%(value)s” is left out."), column=column, value=link[:80])
    if not any(place.values[name] for name in ("phone", "email", "website")):
        place.warn(_("No way to reach the place: neither phone nor e-mail nor website."))


def _links(place: ReadPlace, column: str, cells: Mapping[str, str]) -> list[str]:
    """Return the links of a cell; real files part them with spaces and forget the scheme."""
    links = [link if "://" in link else f"https://{link}" for link in parts(re.sub(r"\s+", "|", cells.get(column, "")))]
    return valid_items(place, column, links, URLValidator(schemes=["http", "https"]), _LONGEST_LINK)


def _read_phone(place: ReadPlace, cell: str) -> None:
    """Read the first number; the others go to the details, what is no number is said."""
    place.values["phone"] = ""
    if not cell:
        return
    try:
        place.values["phone"] = first_phone(cell)
    except PhoneError:
        place.warn(_("“%(value)s” is no phone number: left out."), value=cell[:40])
        return
    try:
        normalise_phone(cell)
    except PhoneError:
        place.warn(_("Several phone numbers: the first one is kept, the cell is put into the text."))
        place.asides.append(f"Téléphone : {cell}")
    if not is_national_phone(place.values["phone"]):
        place.warn(
            _("The number %(phone)s is kept for people; the national map cannot write it."),
            phone=display_phone(place.values["phone"]),
        )
