"""The cast of roles that serves every test: the moderator, partners of two structures, a territory, shared verbs.

Fixtures: `platform`, `communes`, `structure_a`, `structure_b`, `moderator`, `second_moderator`, `partner_a`,
`partner_b`, `subscriber_data`, `client_of`, `mail_queue`. Verbs to import: `publish_event`, `draft_event`,
`draft_news`, `submit`, `approve`, `send_back`, `next_week`. Partner B must never see a draft of A, nor the reverse.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from pytest_django import Settings
from wagtail.models import Page, WorkflowState

from agenda.events.models import EventPage, Location
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.moderation.actions import approve_page, send_back_page
from cms.news.models import NewsPage
from cms.structures.actions import Platform, add_partner, open_space, prepare_platform
from cms.structures.models import StructureContent, StructureKind, StructurePage
from cms.territories.distances import metres_between
from cms.territories.models import NEIGHBOUR_METRES, Commune, Epci, Neighbour
from cms.territories.names import departement_of, search_name
from tests.plugins.prepared import prepared

PASSWORD = "un mot de passe long"

# INSEE code, name, postal code, EPCI, population, point. Sancerre lies across the border, in another département.
EPCI = {
    "245804406": "Nevers Agglomération",
    "200067882": "Haut Nivernais-Val d’Yonne",
    "200066330": "Pays Fort Sancerrois",
}
COMMUNES = (
    ("58194", "Nevers", "58000", "245804406", 32_830, (46.9881, 3.1571)),
    ("58303", "Varennes-Vauzelles", "58640", "245804406", 9_300, (47.0348, 3.1430)),
    ("58124", "Fourchambault", "58600", "245804406", 4_200, (47.0190, 3.0840)),
    ("58079", "Clamecy", "58500", "200067882", 3_500, (47.4602, 3.5199)),
    ("58024", "Beaugy", "58500", "200067882", 290, (47.5030, 3.4350)),
    ("18241", "Sancerre", "18300", "200066330", 1_360, (47.3310, 2.8390)),
)


def make_communes() -> dict[str, Commune]:
    """Make the six communes, their EPCI and the distances between them; return {name: commune}."""
    for siren, name in EPCI.items():
        Epci.objects.get_or_create(siren=siren, defaults={"name": name})
    made = {}
    for insee, name, postal, siren, population, (latitude, longitude) in COMMUNES:
        made[name] = Commune.objects.create(
            insee=insee, name=name, search_name=search_name(name), postal_codes=postal,
            departement=departement_of(insee), epci_id=siren,
            population=population, latitude=latitude, longitude=longitude,
        )  # fmt: skip
    points = {insee: point for insee, _name, _postal, _siren, _population, point in COMMUNES}
    Neighbour.objects.bulk_create(
        Neighbour(origin_id=one, target_id=other, metres=metres)
        for one in points
        for other in points
        if (metres := metres_between(points[one], points[other])) <= NEIGHBOUR_METRES
    )
    return made


def make_user(email: str, first_name: str, last_name: str, **fields: Any) -> User:
    """Make a person who signs in with PASSWORD."""
    return User.objects.create_user(
        username=email, email=email, password=PASSWORD, first_name=first_name, last_name=last_name, **fields
    )


def next_week(hour: int = 14, *, days: int = 7) -> datetime:
    """Return local time, without offset, at `hour` in `days` days."""
    return datetime.combine(timezone.localdate() + timedelta(days=days), time(hour))


def schedule_of(*starts: datetime, hours: int = 2) -> dict[str, Any]:
    """Return the JSON of a schedule of single sittings."""
    slots = [
        {
            "start": start.isoformat(timespec="minutes"),
            "end": (start + timedelta(hours=hours)).isoformat(timespec="minutes"),
        }
        for start in starts
    ]
    return {"version": 1, "slots": slots, "rule": None, "excluded": [], "extra": []}


def draft_event(
    structure: StructurePage,
    *,
    title: str = "Premiers pas avec l’ordinateur",
    start: datetime | None = None,
    more: tuple[datetime, ...] = (),
    place: PlacePage | None = None,
    by: User | None = None,
    **fields: Any,
) -> EventPage:
    """Make a draft event; `start` and `more` are local without offset; at an address or at `place`."""
    where: dict[str, Any] = {
        "location": Location.ADDRESS,
        "address_name": "Salle des fêtes",
        "address_street": "1 place de la Mairie",
        "address_commune": structure.commune,
    }
    if place:
        where = {"location": Location.PLACE, "place": place}
    values: dict[str, Any] = {
        "title": title, "summary": "Deux heures en petit groupe, à votre rythme.", "themes": ["quotidien"],
        "schedule": schedule_of(start or next_week(), *more), "owner": by, "live": False,
    }  # fmt: skip
    page = EventPage(**{**values, **where, **fields})
    return _added(structure, page, by)


def draft_news(
    structure: StructurePage, *, title: str = "Le bus numérique repart", by: User | None = None, **fields: Any
) -> NewsPage:
    """Make a draft piece of news."""
    values = {"title": title, "summary": "Il passe dans douze villages.", "owner": by, "live": False}
    return _added(structure, NewsPage(**{**values, **fields}), by)


def _added(structure: StructurePage, page: Any, by: User | None) -> Any:
    # The parent is read again: two pages added through one instance would get the same place in the tree.
    StructurePage.objects.get(pk=structure.pk).add_child(instance=page)
    page.save_revision(user=by)
    return page


def publish_event(structure: StructurePage, **fields: Any) -> EventPage:
    """Make an event and publish it; arguments as `draft_event`."""
    page = draft_event(structure, **fields)
    page.get_latest_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def submit(page: StructureContent, *, by: User) -> WorkflowState:
    """Send a page to the team, as its author; also after it came back."""
    page = type(page).objects.get(pk=page.pk)
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=by)
        return state
    return page.get_workflow().start(page, by)


def approve(page: Page, *, by: User) -> Any:
    """Publish a page that waits, and return it as it stands then."""
    row = Page.objects.get(pk=page.pk)
    approve_page(page=row, revision_id=row.latest_revision_id, by=by, now=timezone.now())
    return type(page).objects.get(pk=page.pk)


def send_back(page: Page, *, by: User, reason: str = "Il manque l’heure de fin.") -> None:
    """Send a page that waits back to its author."""
    row = Page.objects.get(pk=page.pk)
    send_back_page(
        page=row, revision_id=row.latest_revision_id, reason_code="", sentence=reason, by=by, now=timezone.now()
    )


@pytest.fixture
def platform(db: None) -> Platform:
    """The home page, the team, the workflow and the register."""
    return prepared("platform", lambda: prepare_platform(now=timezone.now()))


@pytest.fixture
def communes(db: None) -> dict[str, Commune]:
    """Six communes: three around Nevers, two around Clamecy, one across the border."""
    return prepared("communes", make_communes)


@pytest.fixture
def structure_a(platform: Platform, communes: dict[str, Commune]) -> StructurePage:
    """The space of an association in Nevers."""
    return prepared("structure a", lambda: open_space(
        name="Association Le Fil", kind=StructureKind.ASSOCIATION, commune=communes["Nevers"], by=None,
        now=timezone.now(), summary="On apprend ensemble.", phone="03 53 01 00 01", email="lefil@example.org",
    ))  # fmt: skip


@pytest.fixture
def structure_b(platform: Platform, communes: dict[str, Commune]) -> StructurePage:
    """The space of a library in Clamecy."""
    return prepared("structure b", lambda: open_space(
        name="Médiathèque de Clamecy", kind=StructureKind.LIBRARY, commune=communes["Clamecy"], by=None,
        now=timezone.now(), phone="03 53 01 00 02", email="mediatheque@example.org",
    ))  # fmt: skip


@pytest.fixture
def moderator(platform: Platform) -> User:
    """Somebody of the communication team."""
    return prepared("moderator", lambda: _make_moderator(platform, "camille@example.org", "Camille", "Roy"))


@pytest.fixture
def second_moderator(platform: Platform) -> User:
    """A colleague of the moderator."""
    return prepared("second", lambda: _make_moderator(platform, "dominique@example.org", "Dominique", "Petit"))


def _make_moderator(platform: Platform, email: str, first_name: str, last_name: str) -> User:
    user = make_user(email, first_name, last_name)
    user.groups.add(platform.team)
    return user


def make_partner(structure: StructurePage, email: str, first_name: str, last_name: str) -> User:
    """Make a person who writes in the structure's space."""
    return add_partner(
        structure=structure,
        email=email,
        first_name=first_name,
        last_name=last_name,
        password=PASSWORD,
        now=timezone.now(),
    )


@pytest.fixture
def partner_a(structure_a: StructurePage) -> User:
    """Somebody who writes for structure A."""
    return prepared("partner a", lambda: make_partner(structure_a, "alice@example.org", "Alice", "Martin"))


@pytest.fixture
def partner_b(structure_b: StructurePage) -> User:
    """Somebody who writes for structure B and must never see A's drafts."""
    return prepared("partner b", lambda: make_partner(structure_b, "bruno@example.org", "Bruno", "Durand"))


@pytest.fixture
def subscriber_data(communes: dict[str, Commune]) -> dict[str, str]:
    """What a subscriber types."""
    return {"email": "simone@example.org", "commune": communes["Nevers"].insee}


@pytest.fixture
def mail_queue(db: None, settings: Settings) -> type[Email]:
    """The real queue of single mails (pytest-django would put its own memory in its place); returns its model."""
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    return Email


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """Return a browser in which the person has signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
