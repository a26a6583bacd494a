"""How one place is written as a row of the national schema, and what keeps it out of the national map."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from agenda.places import national_rules as rules
from agenda.places.hours import validate_hours
from agenda.places.vocabulary import CLOSED_LISTS, TYPOLOGIES
from branding.models import Brand
from cms.structures.models import StructurePage
from cms.territories.distances import Point, metres_between
from cms.territories.models import Commune

if TYPE_CHECKING:
    from agenda.places.models import PlacePage  # its editor shows what is missing: it imports this module

# Beyond this from the nearest commune of the département, a point is a mistake.
FARTHEST_METRES = 30_000
# Columns that the library drops where no service is named.
ONLY_WITH_SERVICES = {
    "publics_specifiquement_adresses": "audiences",
    "prise_en_charge_specifique": "special_needs",
    "frais_a_charge": "fees",
    "itinerance": "itinerance",
    "modalites_accompagnement": "support_modes",
}


@dataclass(frozen=True)
class ExportedRow:
    """A place as the national schema writes it: every column, empty ones as ""; or None and why, in `notes`.

    With a row, `notes` tell what was left out of it or written otherwise. Sentences for people, in their language.
    """

    row: dict[str, str] | None
    notes: tuple[str, ...]
    name: str = ""
    code: str = ""


@dataclass(frozen=True)
class MapContext:
    """What rows are checked against and completed with, read once for a whole export."""

    points: tuple[Point, ...]
    source: str
    # SIRET of a structure by the path of its page; the register's own structure lends its number to nobody.
    sirets: dict[str, str]

    @classmethod
    def load(cls) -> "MapContext":
        """Read the département's points, the structures' numbers and the brand: three queries."""
        points = Commune.objects.filter(
            departement=settings.DEPARTEMENT, latitude__isnull=False, longitude__isnull=False
        )
        structures = StructurePage.objects.filter(is_register=False).exclude(siret="")
        return cls(
            points=tuple(
                (lat, lon)
                for lat, lon in points.values_list("latitude", "longitude")
                if lat is not None and lon is not None
            ),
            source=Brand.load().programme_name,
            sirets=dict(structures.values_list("path", "siret")),
        )

    def is_near(self, point: Point) -> bool:
        """Tell whether a point lies in the département or at most 30 km beside it; without communes, all do."""
        return not self.points or any(metres_between(point, one) <= FARTHEST_METRES for one in self.points)


@dataclass
class _Draft:
    """A row while it is written."""

    cells: dict[str, str] = field(default_factory=lambda: dict.fromkeys(rules.COLUMNS, ""))
    notes: list[str] = field(default_factory=list)
    # What keeps the place out altogether.
    reasons: list[str] = field(default_factory=list)


def national_row(place: "PlacePage", context: MapContext | None = None) -> ExportedRow:
    """Write a place as a row that the Table Schema 1.0.2 and the national library 2.3.0 accept and give back unchanged.

    Give `context` when there are many. A place in doubt is left out rather than written wrongly: the row is None then,
    and `notes` say why. Whether the place is published and under which licence is the caller's to know.
    """
    context = context or MapContext.load()
    draft = _Draft()
    _write_identity(draft, place, context)
    _write_address(draft, place)
    _write_point(draft, place, context)
    _write_contacts(draft, place)
    _write_words(draft, place)
    _write_offer(draft, place)
    _write_date(draft, place)
    row = None if draft.reasons else draft.cells
    return ExportedRow(row, tuple(draft.reasons + draft.notes), place.title, place.code)


def what_is_missing(place: "PlacePage") -> list[str]:
    """Return, in sentences, what keeps a place or a part of it out of the national map; [] when all is well."""
    return list(national_row(place).notes)


def code_id(place: "PlacePage") -> str:
    """Return the identifier made of the place's permanent code, for one that the national map does not know yet."""
    return f"{_code_prefix()}{place.code}" if place.code else ""


def code_in_id(national_id: str) -> str:
    """Return the permanent code in an identifier that `code_id` made; "" for identifiers of others."""
    return national_id.removeprefix(_code_prefix()) if national_id.startswith(_code_prefix()) else ""


def _code_prefix() -> str:
    return f"lieu-{settings.DEPARTEMENT}-"


def _write_identity(draft: _Draft, place: "PlacePage", context: MapContext) -> None:
    draft.cells["id"] = rules.one_line(place.national_id) or code_id(place)
    draft.cells["nom"] = rules.one_line(place.title)
    draft.cells["source"] = rules.one_line(place.source) or rules.one_line(context.source)
    draft.cells["structure_parente"] = rules.one_line(place.parent_structure)
    draft.cells["typologie"] = "|".join(dict.fromkeys(c for c in place.typology.split("|") if c in TYPOLOGIES))
    if not draft.cells["nom"]:
        draft.reasons.append(_("It has no name that can be read."))
    if not draft.cells["id"]:
        draft.reasons.append(_("It has not been published yet: it gets its identifier then."))
    pivot = place.pivot.strip()
    if pivot and rules.is_national_pivot(pivot):
        draft.cells["pivot"] = pivot
        return
    if pivot:
        draft.notes.append(
            _("The number “%(pivot)s” is no SIRET or RNA number (check its figures): left out.") % {"pivot": pivot}
        )
    siret = context.sirets.get(place.path[: -Page.steplen], "")
    draft.cells["pivot"] = siret if rules.is_national_pivot(siret) else rules.NO_PIVOT
    if draft.cells["pivot"] == rules.NO_PIVOT:
        draft.notes.append(_("SIRET number: to be added if you have it. The place is published all the same."))


def _write_address(draft: _Draft, place: "PlacePage") -> None:
    street = rules.national_street(place.address)
    draft.cells["adresse"] = street
    draft.cells["complement_adresse"] = rules.one_line(place.address_complement)
    if not street:
        draft.reasons.append(_("It has no address: the national map wants a street or a spot."))
    elif street != rules.one_line(place.address):
        draft.notes.append(
            _("The address is written “%(street)s”: the map refuses its other signs.") % {"street": street}
        )
    commune = place.commune
    if commune is None:
        draft.reasons.append(_("Its commune is not known."))
        return
    name = rules.national_commune(commune.name)
    draft.cells["commune"] = name
    if name != commune.name:
        draft.notes.append(_("The commune is written “%(name)s”: the map refuses brackets.") % {"name": name})
    if rules.is_national_insee(commune.insee):
        draft.cells["code_insee"] = commune.insee
    known = commune.postal_codes.split()
    draft.cells["code_postal"] = place.postal_code if place.postal_code in known or not known else known[0]
    if not draft.cells["code_postal"]:
        draft.reasons.append(_("Its postal code is not known."))
    elif place.postal_code and draft.cells["code_postal"] != place.postal_code:
        draft.notes.append(
            _("The postal code %(code)s is not one of %(commune)s: %(kept)s is written.")
            % {"code": place.postal_code, "commune": commune.name, "kept": draft.cells["code_postal"]}
        )


def _write_point(draft: _Draft, place: "PlacePage", context: MapContext) -> None:
    if place.latitude is None or place.longitude is None:
        draft.notes.append(_("No point on the map: the commune’s centre will stand for it."))
        return
    if not context.is_near((place.latitude, place.longitude)):
        draft.notes.append(_("The point lies outside the département: left out."))
        return
    # Seven decimals are a centimetre; what float adds behind them means nothing.
    draft.cells["latitude"], draft.cells["longitude"] = (_degrees(place.latitude), _degrees(place.longitude))


def _degrees(value: float) -> str:
    text = f"{value:.7f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _write_contacts(draft: _Draft, place: "PlacePage") -> None:
    if place.phone and rules.is_national_phone(place.phone):
        draft.cells["telephone"] = place.phone
    elif place.phone:
        draft.notes.append(
            _("The national map cannot write the phone number %(phone)s: left out.") % {"phone": place.phone_display}
        )
    emails = _parts(f"{place.email}|{place.further_emails}")
    good = [email for email in emails if _is_email(email)]
    draft.cells["courriels"] = "|".join(good)
    draft.notes += [
        _("“%(email)s” is no e-mail address: left out.") % {"email": email} for email in emails if email not in good
    ]
    draft.cells["site_web"] = "|".join(
        dict.fromkeys(rules.listed_link(link) for link in [place.website, *_parts(place.further_websites)] if link)
    )
    for column, url in (("prise_rdv", place.booking_url), ("fiche_acces_libre", place.access_url)):
        draft.cells[column] = rules.national_link(url) if url else ""
        if url and not draft.cells[column]:
            draft.notes.append(_("The national map refuses the link %(url)s: left out.") % {"url": url})


def _parts(text: str) -> list[str]:
    """Return the different parts of a list joined with "|", in their order."""
    return list(dict.fromkeys(part for part in map(rules.one_line, text.split("|")) if part))


def _is_email(text: str) -> bool:
    try:
        EmailValidator()(text)
    except ValidationError:
        return False
    return True


def _write_words(draft: _Draft, place: "PlacePage") -> None:
    draft.cells["presentation_detail"] = rules.plain_text(place.details)
    summary = rules.one_line(place.summary)
    if len(summary) <= rules.LONGEST_SUMMARY:
        draft.cells["presentation_resume"] = summary
    else:
        draft.notes.append(_("The presentation is longer than 280 characters: left out."))
    hours = rules.one_line(place.hours)
    if not hours:
        return
    try:
        validate_hours(hours)
        draft.cells["horaires"] = hours
    except ValidationError:
        draft.notes.append(_("The opening hours cannot be read: left out."))


def _write_offer(draft: _Draft, place: "PlacePage") -> None:
    """Write what is done there. Without services the library says that the place receives nobody, so must the place."""
    cells = draft.cells
    cells["dispositif_programmes_nationaux"] = _wordings("national_programmes", place.national_programmes)
    cells["formations_labels"] = _wordings("labels", [c for c in place.labels if c != rules.UNSPEAKABLE_LABEL])
    cells["autres_formations_labels"] = "|".join(_parts(place.other_labels))
    if rules.UNSPEAKABLE_LABEL in place.labels:
        draft.notes.append(_("The label “Étapes numériques (La Poste)” has no spelling that is accepted: left out."))
    open_modes = [code for code in place.access_modes if code != rules.CLOSED_TO_PUBLIC]
    closed = rules.CLOSED_TO_PUBLIC in place.access_modes
    if closed and not open_modes:
        cells["modalites_acces"] = _wordings("access_modes", [rules.CLOSED_TO_PUBLIC])
        if place.services:
            draft.notes.append(_("It receives nobody: the map then shows neither services nor who they are for."))
        return
    if not place.services:
        draft.reasons.append(_("No service is ticked: the map would say that the place receives nobody."))
        return
    if closed:
        draft.notes.append(_("“Ce lieu n’accueille pas de public” cannot stand beside other ways to come: left out."))
    cells["services"] = _wordings("services", place.services)
    cells["modalites_acces"] = _wordings("access_modes", open_modes)
    for column, name in ONLY_WITH_SERVICES.items():
        cells[column] = _wordings(name, getattr(place, name))


def _wordings(name: str, codes: list[str]) -> str:
    terms = CLOSED_LISTS[name]
    return "|".join(dict.fromkeys(terms[code].national for code in codes if code in terms))


def _write_date(draft: _Draft, place: "PlacePage") -> None:
    """Write the day when somebody last made sure; a partner's own publication is such a day, an import is none."""
    record = getattr(place, "record", None)
    confirmed_at = record.confirmed_at if record else None
    days = [day for day in (place.updated_date, timezone.localdate(confirmed_at) if confirmed_at else None) if day]
    if not days and place.last_published_at and record and not record.imported:
        days = [timezone.localdate(place.last_published_at)]
        draft.notes.append(_("No day of the last check: the day of the last publication stands for it."))
    if days:
        draft.cells["date_maj"] = max(days).isoformat()
    else:
        draft.reasons.append(_("Nobody said when all this was last checked."))
