"""Reads rows of the national schema "lieux de médiation numérique" 1.0.2, and warns instead of refusing.

Real files break the schema: half have no phone, hours are sentences, lists hold old wordings. Whatever can be kept is
kept, and each loss is told in a warning.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agenda.places.checks import validate_pivot, validate_typology
from agenda.places.hours import validate_hours
from agenda.places.phones import PhoneError, first_phone, normalise_phone
from agenda.places.typed_hours import read_typed_hours
from agenda.places.vocabulary import CLOSED_LISTS, code_of
from cms.territories.distances import metres_between
from cms.territories.models import Commune
from cms.territories.names import search_name

# Further from its commune's point than this, a place's own point is a mistake (the widest commune is 50 km across).
FARTHEST_METRES = 30_000

# Columns that we keep as they are: national name, our field, longest.
TEXTS = (
    ("adresse", "address", 200),
    ("complement_adresse", "address_complement", 200),
    ("source", "source", 120),
    ("autres_formations_labels", "other_labels", 400),
)
LISTS = {
    "services": "services",
    "publics_specifiquement_adresses": "audiences",
    "prise_en_charge_specifique": "special_needs",
    "frais_a_charge": "fees",
    "dispositif_programmes_nationaux": "national_programmes",
    "formations_labels": "labels",
    "modalites_acces": "access_modes",
    "modalites_accompagnement": "support_modes",
}
LINKS = (("site_web", "website"), ("prise_rdv", "booking_url"), ("fiche_acces_libre", "access_url"))


class CommuneFinder:
    """The communes by INSEE code and by name, fetched once for a whole file."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        self.by_insee = {commune.insee: commune for commune in communes}

    @cached_property
    def _by_name(self) -> dict[str, list[Commune]]:
        found: dict[str, list[Commune]] = {}
        for commune in self.by_insee.values():
            found.setdefault(commune.search_name, []).append(commune)
        return found

    def by_name(self, name: str, postal_code: str) -> Commune | None:
        """Return the one commune of that name, told from its namesakes by the postal code; None when in doubt."""
        same = self._by_name.get(search_name(name), [])
        if len(same) > 1:
            same = [commune for commune in same if postal_code in commune.postal_codes.split()]
        return same[0] if len(same) == 1 else None


@dataclass
class ReadPlace:
    """One row as our fields, with what was lost on the way. `values` lacks nothing: each importable field is there."""

    national_id: str
    values: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def warn(self, message: str, **words: Any) -> None:
        """Add a warning; `message` is translated already, `words` fill it in."""
        self.warnings.append(message % words if words else message)


def read_place(row: Mapping[str, Any], communes: CommuneFinder) -> ReadPlace | None:
    """Return a row's fields and warnings; None when the row has no name, without which it is no place."""
    cells = {key: _text(value) for key, value in row.items() if isinstance(key, str)}
    name = cells.get("nom", "")[:255]
    if not name:
        return None
    place = ReadPlace(cells.get("id", "")[:200])
    if not place.national_id:
        place.national_id = f"{cells.get('code_insee', '')}-{slugify(name)}"[:200]
        place.warn(_("No identifier: made from the commune and the name."))
    place.values = {"title": name, "national_id": place.national_id}
    for column, our_field, longest in TEXTS:
        place.values[our_field] = _shortened(place, column, cells.get(column, ""), longest)
    if not place.values["address"]:
        place.warn(_("No address."))
    _read_where(place, cells, communes)
    _read_contacts(place, cells)
    _read_words(place, cells)
    _read_record(place, cells)
    for column, our_field in LISTS.items():
        place.values[our_field] = _codes(place, column, our_field, cells.get(column, ""))
    return place


def _text(value: Any) -> str:
    """Return a cell as text: None is empty, lists are joined as in the CSV, control characters are dropped."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "|".join(_text(item) for item in value)
    return "".join(c for c in str(value) if c.isprintable() or c in "\n\t").strip()


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def _shortened(place: ReadPlace, column: str, text: str, longest: int) -> str:
    if len(text) > longest:
        place.warn(_("%(column)s is longer than %(longest)d characters: cut."), column=column, longest=longest)
    return text[:longest]


def _codes(place: ReadPlace, column: str, our_field: str, cell: str) -> list[str]:
    found = {part: code_of(our_field, part) for part in _parts(cell)}
    for part, code in found.items():
        if code is None:
            place.warn(
                _("%(column)s: “%(value)s” is not in the national list, left out."), column=column, value=part[:80]
            )
    return [code for code in CLOSED_LISTS[our_field] if code in found.values()]


def _read_where(place: ReadPlace, cells: Mapping[str, str], communes: CommuneFinder) -> None:
    """Read commune, postal code and point, and say where they contradict each other."""
    postal_code, name, insee = (
        cells.get("code_postal", ""),
        cells.get("commune", ""),
        cells.get("code_insee", "").upper(),
    )
    if len(postal_code) != 5 or not postal_code.isdigit():
        if postal_code:
            place.warn(_("Postal code “%(value)s” is not five digits: left out."), value=postal_code[:20])
        postal_code = ""
    commune = communes.by_insee.get(insee)
    if commune is None:
        commune = communes.by_name(name, postal_code)
        if insee:
            place.warn(_("INSEE code %(code)s is not known here."), code=insee[:10])
    elif name and search_name(name) != commune.search_name:
        place.warn(
            _("The commune is written “%(name)s”, its code says %(commune)s."), name=name[:80], commune=commune.name
        )
    if commune is None:
        place.warn(_("Commune “%(name)s” is not known here: to be chosen by hand."), name=name[:80])
    elif postal_code and postal_code not in commune.postal_codes.split():
        place.warn(_("Postal code %(code)s is not one of %(commune)s."), code=postal_code, commune=commune.name)
    postal_code = postal_code or (commune.postal_code if commune else "")
    place.values |= {"commune_id": commune.insee if commune else None, "postal_code": postal_code}
    place.values["latitude"], place.values["longitude"] = _read_point(place, cells, commune)


def _read_point(
    place: ReadPlace, cells: Mapping[str, str], commune: Commune | None
) -> tuple[float, float] | tuple[None, None]:
    if not cells.get("latitude") and not cells.get("longitude"):
        return None, None
    try:
        point = float(cells["latitude"].replace(",", ".")), float(cells["longitude"].replace(",", "."))
    except (KeyError, ValueError):
        place.warn(_("The point cannot be read: left out."))
        return None, None
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        place.warn(_("The point is nowhere on Earth: left out."))
        return None, None
    if commune and commune.latitude is not None and commune.longitude is not None:
        metres = metres_between(point, (commune.latitude, commune.longitude))
        if metres > FARTHEST_METRES:
            place.warn(
                _("The point lies %(km)d km from %(commune)s: left out."), km=metres // 1000, commune=commune.name
            )
            return None, None
    return point


def _read_contacts(place: ReadPlace, cells: Mapping[str, str]) -> None:
    phone = cells.get("telephone", "")
    try:
        place.values["phone"] = first_phone(phone) if phone else ""
        if phone and _is_several(phone):
            place.warn(_("Several phone numbers: the first one is kept."))
    except PhoneError:
        place.values["phone"] = ""
        place.warn(_("“%(value)s” is no phone number: left out."), value=phone[:40])
    emails = _parts(cells.get("courriels", "").replace(",", "|").replace(";", "|"))
    place.values["email"] = _first_valid(place, "courriels", emails, EmailValidator(), 254)
    for column, our_field in LINKS:
        links = [link if "://" in link else f"https://{link}" for link in _parts(cells.get(column, ""))]
        place.values[our_field] = _first_valid(place, column, links, URLValidator(schemes=["http", "https"]), 400)
    if not any(place.values[name] for name in ("phone", "email", "website")):
        place.warn(_("No way to reach the place: neither phone nor e-mail nor website."))


def _is_several(phone: str) -> bool:
    try:
        normalise_phone(phone)
    except PhoneError:
        return True
    return False


def _first_valid(place: ReadPlace, column: str, items: list[str], validate: Any, longest: int) -> str:
    """Return the first item that is valid; warn about what is left out."""
    valid = ""
    for item in items:
        try:
            validate(item)
        except ValidationError:
            place.warn(_("%(column)s: “%(value)s” is not valid, left out."), column=column, value=item[:80])
            continue
        if len(item) > longest or valid:
            place.warn(_("%(column)s: only one is kept, “%(value)s” is left out."), column=column, value=item[:80])
            continue
        valid = item
    return valid


def _read_words(place: ReadPlace, cells: Mapping[str, str]) -> None:
    """Read hours and the two presentations; what does not fit its field goes to the details, where people find it."""
    hours, details = cells.get("horaires", ""), []
    if hours:
        try:
            if understood := read_typed_hours(hours):
                place.warn(_("Hours “%(value)s” read as %(hours)s."), value=hours[:60], hours=understood)
                hours = understood
            validate_hours(hours)
        except ValidationError:
            place.warn(_("Hours “%(value)s” cannot be read: put into the text."), value=hours[:60])
            details.append(f"Horaires : {hours}")
            hours = ""
    summary = cells.get("presentation_resume", "")
    if len(summary) > 280:
        place.warn(_("presentation_resume is longer than 280 characters: put into the text."))
        details.append(summary)
        summary = ""
    details.append(cells.get("presentation_detail", ""))
    text = _shortened(place, "presentation_detail", "\n\n".join(part for part in details if part), 4000)
    place.values |= {"hours": hours, "summary": summary, "details": text}


def _read_record(place: ReadPlace, cells: Mapping[str, str]) -> None:
    """Read what only the national map asks for."""
    for column, our_field, validate in (
        ("pivot", "pivot", validate_pivot),
        ("typologie", "typology", validate_typology),
    ):
        value = cells.get(column, "")
        try:
            if value:
                validate(value)
        except ValidationError:
            place.warn(_("%(column)s: “%(value)s” is not valid, left out."), column=column, value=value[:80])
            value = ""
        place.values[our_field] = value[:120]
    if not cells.get("pivot"):
        place.warn(_("No SIRET, RNA or RIDET number (pivot)."))
    place.values["itinerance"] = _codes(place, "itinerance", "itinerance", cells.get("itinerance", ""))
    day = cells.get("date_maj", "")
    try:
        place.values["updated_date"] = date.fromisoformat(day[:10])
    except ValueError:
        place.values["updated_date"] = None
        place.warn(_("Day of the last check (date_maj) missing or unreadable."))
