"""The world in which every request is made: two structures with one of everything, and one person of each role."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from agenda.catalogue.models import Entry
from agenda.contacts.models import Line, LineClosure, LineKind, Shift
from agenda.places.records import PlaceRecord
from cms.accounts.models import User
from cms.moderation.models import ModeratorScope
from cms.structures.actions import add_partner, add_receptionist, open_space, prepare_platform
from cms.structures.models import StructureKind, StructurePage
from cms.structures.people import Proposal, Role
from newsletter.issues.models import Issue
from newsletter.subscribers.actions import subscribe
from newsletter.subscribers.models import ConsentRecord
from tests.cast import make_communes, make_user
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
        "place_draft_path": side["place_draft"].url, "structure_path": StructurePage.objects.get(pk=side["structure"].pk).url,
    }  # fmt: skip
    return names


def _common(communes: Any, team: User, home: Page, mark: Marker) -> Side:
    """What belongs to no structure: the team's lines, letter, proposals."""
    now = timezone.now()
    line = Line.objects.create(name="Ligne du territoire", kind=LineKind.values[0], phone="+33386000000")
    today = timezone.localdate()
    closure = LineClosure.objects.create(line=line, start_date=today, end_date=today)
    proposal = Proposal(commune=communes["Clamecy"], sent_at=now)
    mark.fill(proposal)
    proposal.save()
    issue = Issue(period="2026-12", slug="decembre-2026", composed_at=now)
    mark.fill(issue, but=("period", "slug"))
    issue.save()
    subscribe(email=f"{mark('subscriber')}@example.org", commune=communes["Clamecy"], now=now)
    record = ConsentRecord.objects.latest("pk")
    person = add_receptionist(
        email=f"{mark('receptionist')}@example.org", first_name="Rémi", last_name="Blanc", now=now
    )
    shift = Shift.objects.filter(line=line).first()
    return {
        "line": line, "line_closure": closure, "proposal": proposal, "issue": issue, "consent": record,
        "subscriber": record.subscriber, "receptionist": person, "home": home, "shift": shift or line, "root": home.get_parent(),
        "team_user": team, "team_group": team.groups.first(),
    }  # fmt: skip


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
    clients = _sign_in(people)
    before = keys()
    mark = Marker("b")
    common = _common(communes, team, platform.home, mark)
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
    world = World(_said(own, common), _said(other, common), clients, mark)
    world.theirs = new_since(before)
    world.known, world.before = keys(), digests(world.theirs)
    return world
