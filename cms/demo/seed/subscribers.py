"""Forty fictional subscribers over all EPCI of the département."""

import random
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.text import slugify
from post_office.models import Email

from cms.territories.models import Commune
from cms.territories.queries import epci_of_departement
from newsletter.subscribers.actions import confirm, subscribe
from newsletter.subscribers.models import ConsentEvent, ConsentRecord

COUNT = 40
FIRST_NAMES = (
    "Monique", "Jean-Pierre", "Françoise", "Michel", "Jacqueline", "Alain", "Nicole", "Bernard", "Danielle", "Daniel",
    "Christiane", "Gérard", "Josette", "Roger", "Yvette", "Marcel", "Aïcha", "Luis", "Chantal", "Denis",
)  # fmt: skip
LAST_NAMES = (
    "Millot",
    "Bouchard",
    "Segaud",
    "Pernin",
    "Lavault",
    "Chaumeau",
    "Da Silva",
    "Guyot",
    "Rameau",
    "Thévenin",
)


def seed_subscribers(*, now: datetime) -> None:
    """Subscribe and confirm them, in the past weeks; the mails that this wrote are of no use any more."""
    chance = random.Random(settings.DEPARTEMENT)
    waiting = set(Email.objects.values_list("pk", flat=True))
    for number, commune in enumerate(_communes(chance)):
        name = f"{FIRST_NAMES[number % 20]} {LAST_NAMES[number * 7 // 20 % 10]}"
        at = now - timedelta(days=chance.randint(40, 200))
        email = f"{slugify(name)}.{number + 1}@example.org"
        subscribe(email=email, commune=commune, source=f"{settings.PUBLIC_URL}/lettre/abonnement/", now=at)
        record = ConsentRecord.objects.filter(subscriber__email=email, event=ConsentEvent.ASKED).latest("id")
        confirm(record_id=record.pk, now=at + timedelta(minutes=chance.randint(2, 300)))
    Email.objects.exclude(pk__in=waiting).delete()


def _communes(chance: random.Random) -> list[Commune]:
    """Return communes of the département, the EPCI in turn, larger ones more often."""
    by_epci = [list(epci.communes.of_departement().order_by("-population")[:12]) for epci in epci_of_departement()]
    chosen: list[Commune] = []
    while len(chosen) < COUNT:
        chosen += [communes[min(int(chance.expovariate(0.5)), len(communes) - 1)] for communes in by_epci if communes]
    return chosen[:COUNT]
