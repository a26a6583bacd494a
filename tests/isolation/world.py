"""The world in which every request is made: two structures with one of everything, and one person of each role."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils import timezone

from agenda.catalogue.models import Entry
from agenda.places.records import PlaceRecord
from cms.accounts.models import User
from cms.moderation.models import ModeratorScope
from cms.structures.actions import add_partner, add_receptionist, open_space, prepare_platform
from cms.structures.models import StructureKind, StructurePage
from cms.structures.people import Role
from tests.cast import make_communes, make_user
from tests.isolation.common import deed_of, make_common, tokens
from tests.isolation.files import files_now
from tests.isolation.marks import Marker
from tests.isolation.rules import EVERYBODY
from tests.isolation.space import Side, fill_space
from tests.isolation.state import Keys, digests, keys, new_since

MISSING = "987654321"


@dataclass
class World:
    """What stands in the database, whom it belongs to, and who asks."""

    own: dict[str, str]
    other: dict[str, str]
    clients: dict[str, Client]
    marks: Marker
    # What stood before any request, which of it is B's, and a hash of each of B's rows.
    known: Keys = field(default_factory=dict)
    theirs: Keys = field(default_factory=dict)
    before: dict[str, dict[Any, str]] = field(default_factory=dict)
    # Every file of the spaces, by its path: a rollback does not bring one back.
    files: dict[str, bytes] = field(default_factory=dict)

    def names(self, side: str) -> dict[str, str]:
        """Return what fills the arguments of an address for "own", "other" or "none"."""
        if side == "none":
            return dict.fromkeys(self.own, MISSING)
        return self.own if side == "own" else self.other


def _said(side: Side, common: Side) -> dict[str, str]:
    """Return, as they stand in an address, the keys of what a side holds."""
    names = {what: str(row.pk) for what, row in (side | common).items() if hasattr(row, "pk")}
    names |= {what: row for what, row in (side | common).items() if isinstance(row, str)}
    draft, event, place = side["draft"], side["event"], side["place"]
    names |= {
        "revision": str(draft.latest_revision_id), "event_revision": str(event.latest_revision_id),
        "waiting_revision": str(side["waiting"].latest_revision_id),
        "code": Entry.objects.get(page=event).code, "place_code": PlaceRecord.objects.get(page=place).code,
        "slug": event.slug, "commune": side["structure"].commune_id, "epci": side["structure"].commune.epci_id,
        "image_name": side["image"].file.name, "document_name": side["document"].filename,
        "document_file": side["document"].file.name, "event_path": event.url, "draft_path": draft.url,
        "place_draft_path": side["place_draft"].url,
        "structure_path": StructurePage.objects.get(pk=side["structure"].pk).url,
    }  # fmt: skip
    return names


def _sign_in(people: dict[str, User | None]) -> dict[str, Client]:
    clients = {}
    for role, user in people.items():
        clients[role] = Client(raise_request_exception=False)
        if user is not None:
            clients[role].force_login(user, backend="cms.accounts.backends.EmailOrNameBackend")
    assert set(clients) == EVERYBODY
    return clients


def make_world() -> World:
    """Build it; structure B comes last, so that what is new then is B's."""
    now = timezone.now()
    platform, communes = prepare_platform(now=now), make_communes()
    team = make_user("camille@example.org", "Camille", "Roy")
    team.groups.add(platform.team)
    boss = make_user("admin@example.org", "Ada", "Ministre", is_superuser=True, is_staff=True)
    spaces = {
        letter: open_space(name=name, kind=StructureKind.ASSOCIATION, commune=communes[town], by=team, now=now)
        for letter, name, town in (("a", "Association Le Fil", "Nevers"), ("c", "Cyber-base", "Nevers"))
    }
    a = spaces["a"]
    people: dict[str, User | None] = {"anonymous": None, "moderator": team, "administrator": boss}
    for role in Role.values:
        people[role] = add_partner(
            structure=a, email=f"{role}@example.org", first_name=role.title(), last_name="Martin", now=now, role=role
        )
    people["accueil"] = add_receptionist(email="accueil@example.org", first_name="Aude", last_name="Faure", now=now)
    limited = people["limited"] = make_user("limited@example.org", "Lise", "Moreau")
    ModeratorScope.objects.create(user=limited, structure=a)
    own = fill_space(a, people["editor"], team, spaces["c"], Marker("a"))
    own |= tokens(own, now, person=people["contributor"])
    own |= {"deed": deed_of(people["accueil"], own, now), "limited": limited}
    clients = _sign_in(people)
    before = keys()
    mark = Marker("b")
    common = make_common(communes, team, platform.home, mark)
    b = open_space(
        name="Médiathèque de Clamecy", kind=StructureKind.LIBRARY, commune=communes["Clamecy"], by=team, now=now
    )
    bruno = add_partner(
        structure=b, email=f"{mark('address of a person')}@example.org", first_name=mark("first name"),
        last_name=mark("last name"), now=now, role=Role.REFERENT,
    )  # fmt: skip
    theirs = make_user(f"{mark('limited moderator')}@example.org", mark("first name"), mark("last name"))
    ModeratorScope.objects.create(user=theirs, structure=b)
    other = fill_space(b, bruno, team, spaces["c"], mark)
    other |= tokens(other, now, person=None)
    other |= {"deed": deed_of(people["accueil"], other, now), "limited": theirs}
    for side in (own, other):
        side["mine"] = own["structure"]
    world = World(_said(own, common), _said(other, common), clients, mark, files=files_now())
    world.theirs = new_since(before)
    world.known, world.before = keys(), digests(world.theirs)
    return world
