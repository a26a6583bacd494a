"""A believable territory: structures, people, places, events, notices, news, subscribers, by the real actions."""

from datetime import datetime

from django.db import transaction

from agenda.contacts.models import Line
from cms.accounts.models import User
from cms.demo.seed import (
    calls,
    care,
    contacts,
    events,
    issues,
    news,
    notices,
    opening,
    people,
    places,
    programme,
    rhythm,
    roles,
    structures,
    subscribers,
)
from cms.demo.seed.brand import seed_brand
from cms.demo.seed.people import TEAM_EMAIL


def is_seeded() -> bool:
    """Tell whether the people of the demo are there: the seed is one transaction, so they come with everything else."""
    return User.objects.filter(email=TEAM_EMAIL).exists()


@transaction.atomic
def seed_demo(*, now: datetime) -> None:
    """Fill an empty, prepared installation; what it makes depends on the day only.

    One transaction, so that a seed that was interrupted leaves nothing: no other process runs at that time.
    """
    seed_brand(now=now)
    team = people.seed_team(now=now)
    spaces = structures.seed_structures(team=team, now=now)
    partners = people.seed_partners(spaces=spaces, now=now)
    found = places.seed_places(spaces=spaces, partners=partners, team=team, now=now)
    opening.seed_opening(places=found, team=team, now=now)
    made = events.seed_events(spaces=spaces, partners=partners, places=found, team=team, now=now)
    notices.seed_notices(events=made, partners=partners, now=now)
    news.seed_news(spaces=spaces, partners=partners, team=team, now=now)
    subscribers.seed_subscribers(now=now)
    issues.seed_past_issue(team=team, now=now)
    seed_missing(now=now)


@transaction.atomic
def seed_missing(*, now: datetime) -> None:
    """Add what an earlier demo lacks: reception desk, lines, places to care for, every role, the programme."""
    team = User.objects.get(email=TEAM_EMAIL)
    if not Line.objects.exists():
        calls.seed_reception(team=team, now=now)
        contacts.seed_contacts(team=team, now=now)
    care.seed_care(team=team, now=now)
    roles.seed_roles(team=team, now=now)
    rhythm.seed_rhythm(now=now)
    programme.seed_programme(team=team, now=now)
