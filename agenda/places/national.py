"""Reads rows of the national schema "lieux de médiation numérique" 1.0.2, and warns instead of refusing.

Real files break the schema: half have no phone, hours are sentences, lists hold old wordings. Whatever can be kept is
kept, and each loss or doubt is told in a warning. How rows are written again: `national_row`.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agenda.places.checks import has_check_digit, validate_pivot
from agenda.places.hours import validate_hours
from agenda.places.national_cells import ReadPlace, cell_text, joined, parts, shortened
from agenda.places.national_contacts import read_contacts
from agenda.places.national_rules import LONGEST_SUMMARY, NO_PIVOT
from agenda.places.national_where import CommuneFinder, read_where
from agenda.places.typed_hours import read_typed_hours
from agenda.places.vocabulary import TYPOLOGIES, code_of
from cms.territories.names import search_name

__all__ = ["CommuneFinder", "ReadPlace", "read_place"]

# Columns that we keep as they are: national name, our field, longest.
TEXTS = (
    ("adresse", "address", 200),
    ("complement_adresse", "address_complement", 200),
    ("source", "source", 120),
    ("structure_parente", "parent_structure", 200),
    ("autres_formations_labels", "other_labels", 400),
)
LISTS = {
    "itinerance": "itinerance",
    "services": "services",
    "publics_specifiquement_adresses": "audiences",
    "prise_en_charge_specifique": "special_needs",
    "frais_a_charge": "fees",
    "dispositif_programmes_nationaux": "national_programmes",
    "formations_labels": "labels",
    "modalites_acces": "access_modes",
    "modalites_accompagnement": "support_modes",
}
LONGEST_DETAILS = 4000
_STRETCH = re.compile(r"([0-2][0-9]:[0-5][0-9])-([0-2][0-9]:[0-5][0-9])")


def read_place(row: Mapping[str, Any], communes: CommuneFinder) -> ReadPlace | None:
    """Return a row's fields and warnings; None when the row has no name, without which it is no place."""
    cells = {key.strip(): cell_text(value) for key, value in row.items() if isinstance(key, str)}
    name = cells.get("nom", "")[:255]
    if not name:
        return None
    place = ReadPlace(cells.get("id", "")[:200])
    if not place.national_id:
        place.national_id = f"{cells.get('code_insee', '')}-{slugify(name)}"[:200]
        place.warn(_("No identifier: made from the commune and the name."))
    place.values = {"title": name, "national_id": place.national_id}
    for column, our_field, longest in TEXTS:
        place.values[our_field] = shortened(place, column, cells.get(column, ""), longest)
    _check_address(place, name)
    read_where(place, cells, communes)
    read_contacts(place, cells)
    for column, our_field in LISTS.items():
        place.values[our_field] = _codes(place, column, our_field, cells.get(column, ""))
    if not place.values["services"]:
        place.warn(_("No service is named: the national map would say that the place receives nobody."))
    _read_record(place, cells)
    _read_words(place, cells)
    return place


def _check_address(place: ReadPlace, name: str) -> None:
    """Leave out an address that is the name again: a geocoder then found a point anywhere in France."""
    address = place.values["address"]
    if not address:
        place.warn(_("No address."))
    elif search_name(address) == search_name(name):
        place.warn(_("The address repeats the name: left out."))
        place.values["address"] = ""


def _codes(place: ReadPlace, column: str, our_field: str, cell: str) -> list[str]:
    """Return the codes of a list's wordings in the file's order, so that it can be written again unchanged."""
    found: list[str] = []
    for part in parts(cell):
        code = code_of(our_field, part)
        if code is None:
            place.warn(
                _("%(column)s: “%(value)s” is not in the national list, left out."), column=column, value=part[:80]
            )
        elif code not in found:
            found.append(code)
    return found


def _read_words(place: ReadPlace, cells: Mapping[str, str]) -> None:
    """Read hours and the two presentations; what does not fit its field goes to the details, where people find it."""
    place.values["hours"] = _read_hours(place, cells.get("horaires", ""))
    summary = cells.get("presentation_resume", "")
    if len(summary) > LONGEST_SUMMARY:
        place.warn(_("presentation_resume is longer than 280 characters: put into the text."))
        place.asides.append(summary)
        summary = ""
    details = "\n\n".join(part for part in (*place.asides, cells.get("presentation_detail", "")) if part)
    place.values["summary"] = summary
    place.values["details"] = shortened(place, "presentation_detail", details, LONGEST_DETAILS)


def _read_hours(place: ReadPlace, hours: str) -> str:
    if not hours:
        return ""
    try:
        if understood := read_typed_hours(hours):
            place.warn(_("Hours “%(value)s” read as %(hours)s."), value=hours[:60], hours=understood)
            hours = understood
        validate_hours(hours)
    except ValidationError:
        place.warn(_("Hours “%(value)s” cannot be read: put into the text."), value=hours[:60])
        place.asides.append(f"Horaires : {hours}")
        return ""
    for start, end in _STRETCH.findall(hours):
        if end <= start and end > "06:00":
            place.warn(_("Hours from %(start)s to %(end)s run through the night: to be checked."), start=start, end=end)
    return hours


def _read_record(place: ReadPlace, cells: Mapping[str, str]) -> None:
    """Read what only the national map asks for."""
    place.values["pivot"] = _read_pivot(place, "".join(cells.get("pivot", "").split()))
    kinds = parts(cells.get("typologie", ""))
    for kind in kinds:
        if kind not in TYPOLOGIES:
            place.warn(_("%(column)s: “%(value)s” is not valid, left out."), column="typologie", value=kind[:80])
    place.values["typology"] = joined(place, "typologie", [kind for kind in kinds if kind in TYPOLOGIES], 120)
    day = cells.get("date_maj", "")
    try:
        place.values["updated_date"] = date.fromisoformat(day[:10])
    except ValueError:
        place.values["updated_date"] = None
        place.warn(_("Day of the last check (date_maj) missing or unreadable."))


def _read_pivot(place: ReadPlace, pivot: str) -> str:
    """Return the number; one with a wrong check digit is kept, for the team to find the right one, and not exported."""
    if not pivot or pivot == NO_PIVOT:
        place.warn(_("No SIRET, RNA or RIDET number (pivot)."))
        return ""
    try:
        validate_pivot(pivot)
    except ValidationError:
        place.warn(_("%(column)s: “%(value)s” is not valid, left out."), column="pivot", value=pivot[:80])
        return ""
    if not has_check_digit(pivot):
        place.warn(_("SIRET %(pivot)s is wrong (its check digit): kept, but not exported."), pivot=pivot)
    return pivot
