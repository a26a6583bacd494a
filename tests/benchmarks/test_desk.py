"""The figures promised for desk and team: constant query counts from 10 to 300 structures and 100 to 5 000 events."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Response

from agenda.catalogue.models import Entry
from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.moderation.models import Waiting
from cms.structures.actions import open_space
from cms.structures.models import StructureKind, StructurePage
from cms.structures.people import Membership, Role
from cms.territories.models import Commune
from tests.benchmarks.conftest import Table
from tests.benchmarks.seeding import as_autovacuum_does
from tests.benchmarks.test_figures import queries
from tests.benchmarks.timing import median_of
from tests.cast import draft_event, next_week, submit
from tests.factories.entries import bulk_entries

pytestmark = pytest.mark.bench

FEW, MANY = 10, 300
FEW_EVENTS, MANY_EVENTS = 100, 5_000
# What waits: more than one page of the queue at both sizes.
FEW_WAITING, MANY_WAITING = 60, 300
LIGHT = 150_000


def more_structures(count: int, communes: list[Commune]) -> None:
    """Open spaces until there are so many."""
    for number in range(StructurePage.objects.count(), count):
        open_space(
            name=f"Structure {number}", kind=StructureKind.ASSOCIATION, commune=communes[number % len(communes)],
            by=None, now=timezone.now(),
        )  # fmt: skip


def more_events(count: int, communes: list[Commune], structure: StructurePage) -> None:
    """Fill the catalogue to so many entries, a fifth of them of one structure; each fiftieth has its page."""
    bulk_entries(count - Entry.objects.count(), communes, ical=False)
    mine = Entry.objects.order_by("pk").values_list("pk", flat=True)[: count // 5]
    Entry.objects.filter(pk__in=list(mine)).update(structure=structure)


def more_waiting(count: int, by: User) -> None:
    """Send drafts of all structures to the team until so many wait."""
    structures = list(StructurePage.objects.exclude(commune=None).order_by("pk")[:MANY])
    for number in range(Waiting.objects.count(), count):
        draft = draft_event(structures[number % len(structures)], title=f"Atelier {number}", start=next_week(), by=by)
        submit(draft, by=by)


@pytest.mark.postgres
@pytest.mark.django_db
def test_desk_and_team_cost_the_same_with_300_structures_and_5000_events(
    table: Table, client_of: Any, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    Membership.objects.filter(user=partner_a).update(role=Role.REFERENT)
    communes = list(Commune.objects.of_departement())
    partner, team = client_of(partner_a), client_of(moderator)
    own = draft_event(structure_a, by=partner_a)
    screens: dict[str, tuple[Client, str]] = {
        "desk home": (partner, reverse("desk:home")),
        "event form": (partner, reverse("desk:add_event")),
        "event form of a draft": (partner, reverse("desk:edit_event", args=[own.pk])),
        "past events": (partner, reverse("desk:past")),
        "people of a space": (partner, reverse("desk:people")),
        "queue": (team, reverse("team:queue")),
        "team's structures": (team, reverse("team:structures")),
        "team's people": (team, reverse("team:people")),
    }

    def fill(structures: int, events: int, waiting: int) -> None:
        more_structures(structures, communes)
        more_events(events, communes, structure_a)
        more_waiting(waiting, partner_a)
        as_autovacuum_does()

    fill(FEW, FEW_EVENTS, FEW_WAITING)
    for client, address in screens.values():
        client.get(address)  # what is remembered for the life of a process
    few = {name: queries(*screen) for name, screen in screens.items()}
    fill(MANY, MANY_EVENTS, MANY_WAITING)
    missed = []
    for name, (client, address) in screens.items():
        many = queries(client, address)
        table.add(f"{name} ({connection.vendor}): queries, few and many", f"{few[name]} and {many}", "equal")
        taken = median_of(lambda client=client, address=address: client.get(address), times=5)
        table.add(f"  {name}, {MANY} structures, {MANY_EVENTS} events, median", str(taken), "-")
        if many != few[name]:
            missed.append(f"{name}: {few[name]} and {many} queries")
    assert EventPage.objects.count() > MANY_WAITING
    assert missed == []


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_the_first_visit_of_the_desk_is_light(
    live_server: Any, context: BrowserContext, table: Table, client_of: Any, partner_a: User
) -> None:
    value = client_of(partner_a).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    page, found = context.new_page(), list[Response]()
    page.on("response", lambda response: found.append(response))  # noqa: PLW0108 - Playwright wraps functions only
    page.goto(live_server.url + reverse("desk:home"), wait_until="networkidle")
    weight = sum(len(response.body()) for response in found if response.ok)
    table.add("first visit of the desk, uncompressed", f"{weight / 1000:.0f} kB", f"≤ {LIGHT // 1000} kB")
    assert 40_000 < weight <= LIGHT
