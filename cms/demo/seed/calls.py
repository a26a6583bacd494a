"""Who answers the phone in the demo, their weekly turns, and nine weeks of calls."""

import random
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from agenda.calls.models import Call
from agenda.contacts.actions import ensure_single_line
from agenda.contacts.rota import plan_shift
from branding.models import Brand
from cms.accounts.models import User
from cms.demo.seed.data import load
from cms.demo.seed.people import PASSWORD
from cms.structures.actions import add_receptionist
from cms.territories.models import Commune

WEEKS = 9
A_DAY = 7


def seed_reception(*, team: User, now: datetime) -> None:
    """Make the people of the reception desk with their turns, and the calls they noted."""
    data = load("reception")
    agents = []
    for person in data["agents"]:
        agent = add_receptionist(**person, by=team, now=now)
        agent.set_password(PASSWORD)
        agent.save()
        agents.append(agent)
    line = ensure_single_line(name=Brand.load().programme_name)
    for agent, weekday, start, end in data["turns"]:
        plan_shift(
            line=line,
            person=agents[agent],
            weekday=weekday,
            start_time=time.fromisoformat(start),
            end_time=time.fromisoformat(end),
            by=team,
            now=now,
        )
    _seed_calls(data, now)


def _seed_calls(data: dict[str, list[str]], now: datetime) -> None:
    """Note the calls at once: one query for some hundred rows, as `note_call` would have written them."""
    chance = random.Random(f"calls{settings.DEPARTEMENT}")
    communes = list(Commune.objects.of_departement().order_by("-population", "insee")[:140])
    weights = [(commune.population or 0) + 400 for commune in communes]
    today = timezone.localdate(now)
    calls = []
    for back in range(WEEKS * 7, -1, -1):
        day = today - timedelta(days=back)
        if day.weekday() > 4:
            continue
        for _call in range(chance.randint(A_DAY - 4, A_DAY + 3)):
            at = timezone.make_aware(
                datetime.combine(day, time(chance.choice((9, 10, 11, 14, 15, 16)), chance.randrange(60)))
            )
            commune = chance.choices(communes, weights)[0] if chance.random() > 0.05 else None
            outcome = chance.choice(data["outcomes"])
            if at < now:
                calls.append(Call(commune=commune, need=chance.choice(data["needs"]), outcome=outcome, at=at))
    Call.objects.bulk_create(calls, batch_size=200)
