"""The fictional people and their accounts."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.utils.text import slugify

from cms.accounts.models import User
from cms.demo.seed.data import load
from cms.structures.actions import TEAM_GROUP, add_partner
from cms.structures.models import StructurePage
from cms.structures.people import Role

TEAM_EMAIL = "claire.moreau@example.org"
# Shown on the first screen of the demo: no secret.
PASSWORD = "relais-numerique-58"  # noqa: S105


@dataclass(frozen=True)
class DemoAccount:
    """An account that the guide names."""

    role: str
    email: str


ACCOUNTS = (
    DemoAccount("Équipe communication", TEAM_EMAIL),
    DemoAccount("Partenaire, structure A : référent", "mathieu.girard@example.org"),
    DemoAccount("Partenaire, structure B : référente", "ines.marchand@example.org"),
    DemoAccount("Poste d’accueil téléphonique", "odile.brun@example.org"),
    DemoAccount("Partenaire, structure A : contributrice", "awa.traore@example.org"),
    DemoAccount("Partenaire, structure B : éditeur", "paul.vincent@example.org"),
    DemoAccount("Boîte partagée d’une structure", "accueil.ccas@example.org"),
    DemoAccount("Relecture d’une intercommunalité", "bernard.colin@example.org"),
    DemoAccount("Administration", "alix.fontaine@example.org"),
)


def seed_team(*, now: datetime) -> User:
    """Make the communication team and return its first member."""
    people = load("people")
    group = Group.objects.get(name=TEAM_GROUP)
    made = []
    for person in (people["team"], people["second"]):
        user = User.objects.create_user(username=person["email"], password=PASSWORD, date_joined=now, **person)
        user.groups.add(group)
        made.append(user)
    return made[0]


def seed_partners(*, spaces: dict[str, StructurePage], now: datetime) -> dict[str, User]:
    """Make one partner for each structure and return them by the structure's key."""
    partners = {}
    for key, (first_name, last_name) in load("people")["partners"].items():
        email = f"{slugify(first_name)}.{slugify(last_name)}@example.org"
        partners[key] = add_partner(
            structure=spaces[key],
            email=email,
            first_name=first_name,
            last_name=last_name,
            password=PASSWORD,
            role=Role.REFERENT,
            now=now,
        )
    return partners
