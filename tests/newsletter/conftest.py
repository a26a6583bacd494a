"""Two communes, subscribers on request, and a letter as the team would approve it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from agenda.catalogue.models import Entry
from branding.models import Brand
from cms.accounts.models import User
from cms.territories.models import Commune, Epci
from newsletter.issues.actions import approve_issue
from newsletter.issues.models import Issue
from newsletter.rendering.letter import Item, Kind, Letter, Section
from newsletter.subscribers.models import Subscriber, SubscriberState
from tests.factories.entries import bulk_entries

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    """Forget how many mails this network caused in the tests before."""
    cache.clear()


@pytest.fixture
def now() -> datetime:
    """A Monday morning in November."""
    return NOW


@pytest.fixture
def brand(db: None) -> Brand:
    """The brand, with a number to call."""
    brand = Brand.load()
    brand.phone, brand.phone_hours = "01 99 00 58 58", "Mo-Fr 09:00-12:00,14:00-17:00; PH off"
    brand.contact_email = "contact@example.org"
    brand.postal_address = "1 place de la République\n58000 Nevers"
    brand.save()
    return brand


@pytest.fixture
def nevers(db: None) -> Commune:
    """A commune of an EPCI."""
    epci = Epci.objects.create(siren="245804406", name="CA de Nevers")
    return Commune.objects.create(
        insee="58194", name="Nevers", search_name="nevers", departement="58", postal_codes="58000", epci=epci,
        population=33000, latitude=46.99, longitude=3.16,
    )  # fmt: skip


@pytest.fixture
def clamecy(db: None) -> Commune:
    """A commune of another EPCI."""
    epci = Epci.objects.create(siren="200067916", name="CC Haut Nivernais-Val d’Yonne")
    return Commune.objects.create(
        insee="58079", name="Clamecy", search_name="clamecy", departement="58", postal_codes="58500", epci=epci,
        population=3500, latitude=47.46, longitude=3.52,
    )  # fmt: skip


@pytest.fixture
def make_subscribers(nevers: Commune) -> Callable[[int], list[Subscriber]]:
    """Make confirmed subscribers: abonne0@example.org and so on."""

    def make(count: int) -> list[Subscriber]:
        return Subscriber.objects.bulk_create(
            Subscriber(
                email=f"abonne{number}@example.org", commune=nevers, state=SubscriberState.CONFIRMED,
                asked_at=NOW - timedelta(days=2), confirmed_at=NOW - timedelta(days=1),
            )
            for number in range(count)
        )  # fmt: skip

    return make


def content() -> list[dict[str, object]]:
    """Return raw stream data with one block of each kind that needs no picture."""
    line = {"show": True, "title": "Déjouer les arnaques", "line": "Samedi 12 décembre à 14 h – Médiathèque, Nevers",
            "by": "Les Connectés", "code": "abc234", "url": ""}  # fmt: skip
    hidden = {**line, "show": False, "title": "Ligne décochée"}
    return [
        {"type": "agenda", "value": {"heading": "CA de Nevers", "entries": [line, hidden]}},
        {"type": "call", "value": {"heading": "Qui appeler ?", "phone": "01 99 00 58 58", "hours": "En semaine",
                                   "entries": []}},
        {"type": "text", "value": {"heading": "Le mot de la fin", "body": "<p>À <b>bientôt</b> !</p>"}},
    ]  # fmt: skip


@pytest.fixture
def issue(brand: Brand, nevers: Commune) -> Issue:
    """A draft that names an event."""
    # Its dates lie outside the letter's month: whether they are over does not depend on the day of the test.
    [entry] = bulk_entries(1, [nevers], first_day=datetime(2035, 1, 8, 9, tzinfo=UTC))
    Entry.objects.filter(pk=entry.pk).update(code="abc234")
    field = Issue._meta.get_field("content")
    return Issue.objects.create(
        period="2026-12", slug="decembre-2026", subject="La lettre – décembre 2026 : été, œuvres & <idées>",
        editorial="<p>Chère lectrice, cher lecteur.</p>", content=field.stream_block.to_python(content()),
        composed_at=NOW - timedelta(days=3),
    )  # fmt: skip


@pytest.fixture
def moderator(db: None) -> User:
    """Somebody of the communication team; the superuser stands for the group where the group is not the point."""
    return User.objects.create_superuser("moderatrice", "moderatrice@example.org", "un-mot-de-passe-long")


@pytest.fixture
def approved(issue: Issue, moderator: User) -> Issue:
    """The draft, approved."""
    return approve_issue(issue_id=issue.pk, by=moderator, now=NOW)


@pytest.fixture
def letter() -> Letter:
    """A letter as plain data."""
    items = tuple(
        Item(f"Atelier n° {number} : premiers pas", "Samedi 12 décembre à 14 h – Médiathèque, Nevers",
             f"http://localhost:8000/e/a{number}", "Les Connectés")
        for number in range(5)
    )  # fmt: skip
    return Letter(
        subject="La lettre – décembre 2026",
        title="La lettre du numérique",
        month="décembre 2026",
        programme="Relais numérique",
        editorial="<p>Chère lectrice, cher lecteur, <strong>bonjour</strong>.</p>",
        sections=(
            Section(Kind.AGENDA, heading="CA de Nevers", items=items),
            Section(Kind.CALL, heading="Qui appeler ?", phone="01 99 00 58 58", hours="Du lundi au vendredi"),
        ),
        url="http://localhost:8000/lettre/decembre-2026/",
        agenda_url="http://localhost:8000/agenda/",
        address=("1 place de la République", "58000 Nevers"),
        contact_email="contact@example.org",
    )
