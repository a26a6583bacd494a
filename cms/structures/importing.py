"""Turns rows of a spreadsheet into spaces to open and people to add: what each row would do, then does.

A row never overwrites: a structure that has its space keeps what it wrote, a person who is in it keeps the role.
Several rows may name the same structure, each with another person.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import DatabaseError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.accounts.models import User
from cms.foundation.digits import is_digits
from cms.structures.actions import SpaceExists, add_partner, open_space
from cms.structures.forms import PHONE
from cms.structures.invitations import send_invitation
from cms.structures.models import StructureKind, StructurePage
from cms.structures.naming import namesake
from cms.structures.people import AccountClosed, Membership, RegisterStays, Role, SpaceArchived
from cms.structures.siret import is_siret
from cms.structures.spreadsheets import LONGEST_CELL, TableRow
from cms.territories.models import Commune
from cms.territories.names import search_name

# Field → titles of columns under which people have written it, as `search_name` leaves them.
COLUMNS = {
    "name": ("nom de la structure", "nom structure", "structure", "nom"),
    "kind": ("type de structure", "type", "statut"),
    "commune": ("commune", "ville", "code insee", "insee"),
    "postal_code": ("code postal", "cp"),
    "siret": ("siret", "numero siret"),
    "summary": ("en une phrase", "presentation", "description"),
    "address": ("adresse", "rue"),
    "phone": ("telephone", "tel"),
    "email": ("e mail de la structure", "e mail", "email", "mail", "courriel"),
    "website": ("site internet", "site web", "site"),
    "person_email": (
        "e mail de la personne",
        "e mail du referent",
        "email personne",
        "mail personne",
        "e mail referent",
    ),
    "first_name": ("prenom", "prenom de la personne"),
    "last_name": ("nom de la personne", "nom de famille", "nom personne", "nom du referent"),
    "role": ("role",),
}
KINDS = {
    "mairie": StructureKind.TOWN_HALL, "commune": StructureKind.TOWN_HALL,
    "communaute de communes": StructureKind.EPCI, "intercommunalite": StructureKind.EPCI,
    "agglomeration": StructureKind.EPCI, "epci": StructureKind.EPCI,
    "ccas": StructureKind.CCAS, "cias": StructureKind.CCAS,
    "france services": StructureKind.FRANCE_SERVICES, "maison france services": StructureKind.FRANCE_SERVICES,
    "association": StructureKind.ASSOCIATION, "centre social": StructureKind.ASSOCIATION,
    "bibliotheque": StructureKind.LIBRARY, "mediatheque": StructureKind.LIBRARY,
    "fablab": StructureKind.FABLAB, "tiers lieu": StructureKind.FABLAB,
    "departement": StructureKind.DEPARTEMENT, "service public": StructureKind.DEPARTEMENT,
    "autre": StructureKind.OTHER, "": StructureKind.OTHER,
}  # fmt: skip
ROLES = {
    "": Role.REFERENT, "referent": Role.REFERENT, "referente": Role.REFERENT, "editeur": Role.EDITOR,
    "editrice": Role.EDITOR, "redacteur": Role.EDITOR, "redactrice": Role.EDITOR,
    "contributeur": Role.CONTRIBUTOR, "contributrice": Role.CONTRIBUTOR,
}  # fmt: skip


log = logging.getLogger(__name__)
# Longer than that no column holds.
LONGEST_EMAIL, LONGEST_ADDRESS = 254, 200
REFUSALS = {
    SpaceExists: gettext_lazy("This structure has its space already."),
    SpaceArchived: gettext_lazy("The space of this structure is archived: reopen it first."),
    RegisterStays: gettext_lazy("The register has no people of its own."),
    AccountClosed: gettext_lazy("The account of this person is closed."),
}


class Outcome(models.TextChoices):
    """What a row does."""

    OPEN = "open", gettext_lazy("opens a space")
    ADD = "add", gettext_lazy("adds a person")
    SAME = "same", gettext_lazy("changes nothing")
    ERROR = "error", gettext_lazy("cannot be read")


@dataclass(frozen=True)
class RowPlan:
    """One row: its line, what it does, what is to be said about it, and the values that it does it with."""

    line: int
    name: str
    outcome: str
    notes: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return what is stored until the run is over."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return the plan that was stored."""
        return cls(**stored)


class _Known:
    """What stands already, read once: structures by name, members by structure, communes by name and code."""

    def __init__(self) -> None:
        self.structures = {search_name(title): pk for pk, title in StructurePage.objects.values_list("pk", "title")}
        self.sirets = dict(StructurePage.objects.exclude(siret="").values_list("siret", "pk"))
        members = Membership.objects.values_list("structure_id", "user__email")
        self.members = {(structure, email.lower()) for structure, email in members}
        self.by_insee = {commune.insee: commune for commune in Commune.objects.all()}
        self.by_name: dict[str, list[Commune]] = {}
        for commune in self.by_insee.values():
            self.by_name.setdefault(commune.search_name, []).append(commune)


def plan_rows(rows: Iterable[TableRow]) -> list[RowPlan]:
    """Return what each row would do, in their order. Four queries whatever the number of rows; writes nothing."""
    known = _Known()
    planned: set[str] = set()
    people: set[tuple[str, str]] = set()
    return [_plan(row, known, planned, people) for row in rows]


def _plan(row: TableRow, known: _Known, planned: set[str], people: set[tuple[str, str]]) -> RowPlan:
    cells = {name: _cell(row, titles) for name, titles in COLUMNS.items()}
    errors: list[str] = []
    values = _values(cells, known, errors)
    name, key = str(values["name"]), search_name(str(values["name"]))
    if errors:
        return RowPlan(row.line, name, Outcome.ERROR, errors)
    structure = known.structures.get(key) or known.sirets.get(values["siret"] or None)
    person = str(values["person_email"])
    notes = [] if person else [_("Nobody is named: the space opens without anybody to write in it.")]
    if structure is None and key not in planned:
        planned.add(key)
        people.add((key, person))
        return RowPlan(row.line, name, Outcome.OPEN, notes, values)
    is_new = bool(person) and (structure, person) not in known.members and (key, person) not in people
    people.add((key, person))
    if is_new:
        return RowPlan(row.line, name, Outcome.ADD, [], values)
    return RowPlan(row.line, name, Outcome.SAME, [_("This structure has its space already.")])


def _cell(row: TableRow, titles: tuple[str, ...]) -> str:
    return next((row.cells[title] for title in titles if row.cells.get(title)), "")


def _values(cells: dict[str, str], known: _Known, errors: list[str]) -> dict[str, Any]:
    """Return the values to store, in JSON's types; what is wrong goes to `errors`, each a sentence."""
    values: dict[str, Any] = {key: cells[key] for key in ("name", "summary", "address", "first_name", "last_name")}
    longest = {"name": 120, "summary": 280, "address": 200, "first_name": 80, "last_name": 80}
    if not values["name"]:
        errors.append(_("The name of the structure is missing."))
    errors += [
        _("“%(text)s…” is too long: %(most)s characters at most.") % {"text": values[key][:30], "most": most}
        for key, most in longest.items()
        if len(values[key]) > most
    ]
    values["kind"] = _among(KINDS, cells["kind"], _("Kind of structure not known: “%(text)s”."), errors)
    values["role"] = _among(ROLES, cells["role"], _("Role not known: “%(text)s”."), errors)
    values["commune"] = _commune(cells["commune"], cells["postal_code"], known, errors)
    values["siret"] = re.sub(r"[\s.]", "", cells["siret"])
    if values["siret"] and not is_siret(values["siret"]):
        errors.append(_("“%(text)s” is no SIRET number.") % {"text": cells["siret"][:30]})
    values["phone"] = _checked(cells["phone"], PHONE, _("“%(text)s” is no phone number."), errors)
    website = cells["website"]
    website = f"https://{website}" if website and "://" not in website else website
    values["website"] = _checked(
        website, URLValidator(["http", "https"]), _("“%(text)s” is no web address."), errors, LONGEST_ADDRESS
    )
    for key in ("email", "person_email"):
        # The address itself stays out of the report, which is kept.
        said = (
            _("The e-mail of the structure is no address.")
            if key == "email"
            else _("The person's e-mail is no address.")
        )
        values[key] = _checked(cells[key].lower(), validate_email, said, errors, LONGEST_EMAIL)
    return values


def _among(known: dict[str, Any], text: str, sentence: str, errors: list[str]) -> str:
    found = known.get(search_name(text))
    if found is None:
        errors.append(sentence % {"text": text[:40]})
    return str(found or "")


def _checked(text: str, check: Any, sentence: str, errors: list[str], longest: int = LONGEST_CELL) -> str:
    if text:
        try:
            check(text)
            too_long = len(text) > longest
        except ValidationError:
            too_long = True
        if too_long:
            errors.append(sentence % {"text": text[:60]} if "%(" in sentence else sentence)
    return text


def _commune(text: str, postal: str, known: _Known, errors: list[str]) -> str:
    """Return the INSEE code of a name, a code, a name with its postal code before, after or in the next cell."""
    if text in known.by_insee:
        return text
    code = next((part for part in f"{postal} {text}".split() if is_digits(part, 5)), "")
    name = search_name(re.sub(r"\d{5}|\(|\)", " ", text))
    found = known.by_name.get(name, [])
    if len(found) > 1 or (found and code):
        found = [one for one in found if not code or code in one.postal_codes.split()] or found
    if not found and not name and code:
        found = [one for one in known.by_insee.values() if code in one.postal_codes.split()]
    if len(found) == 1:
        return str(found[0].pk)
    if found:
        words = ", ".join(f"{one.name} ({one.pk})" for one in found[:4])
        errors.append(_("Several communes are meant: %(names)s. Write the INSEE code.") % {"names": words})
    else:
        errors.append(_("Commune not known: “%(text)s”.") % {"text": (text or postal)[:60]})
    return ""


def apply_row(*, plan: RowPlan, by: User, now: datetime, invite: bool) -> RowPlan:
    """Do what a row was planned to do, as things stand now, and return what it did; an error undoes that row only."""
    if plan.outcome not in {Outcome.OPEN, Outcome.ADD}:
        return plan
    try:
        with transaction.atomic():
            outcome, notes = _apply(plan.values, by, now, invite=invite)
    except ValidationError as error:
        said = [capfirst(text) for text in error.messages]
    except (SpaceExists, SpaceArchived, RegisterStays, AccountClosed) as error:
        said = [str(REFUSALS[type(error)])]
    except DatabaseError as error:
        # One row that no column takes must not hold up the others; the operator finds the reason in the log.
        log.warning("line %s of an import was refused by the database: %s", plan.line, type(error).__name__)
        said = [_("This line could not be written: check it, and tell whoever runs the site.")]
    else:
        return RowPlan(plan.line, plan.name, outcome, notes)
    return RowPlan(plan.line, plan.name, Outcome.ERROR, said)


def _apply(values: dict[str, Any], by: User, now: datetime, *, invite: bool) -> tuple[str, list[str]]:
    structure = _structure_of(values)
    outcome: str = Outcome.SAME
    if structure is None:
        own = ("summary", "address", "phone", "email", "website", "siret")
        structure = open_space(
            name=values["name"],
            kind=values["kind"],
            commune=Commune.objects.get(pk=values["commune"]),
            by=by,
            now=now,
            **{key: values[key] for key in own},
        )
        outcome = Outcome.OPEN
    email = values["person_email"]
    if not email or Membership.objects.filter(structure=structure, user__email__iexact=email).exists():
        return outcome, []
    user = add_partner(
        structure=structure,
        email=email,
        first_name=values["first_name"],
        last_name=values["last_name"],
        role=values["role"],
        by=by,
        now=now,
    )
    if invite:
        send_invitation(user=user, structure=structure)
    return (outcome if outcome == Outcome.OPEN else Outcome.ADD), [_("Invitation sent.")] if invite else []


def _structure_of(values: dict[str, Any]) -> StructurePage | None:
    """Return the structure that the row names, by SIRET or by name whatever its case and accents."""
    if values["siret"] and (found := StructurePage.objects.filter(siret=values["siret"]).first()):
        return found
    return namesake(values["name"])
