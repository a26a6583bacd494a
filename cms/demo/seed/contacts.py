"""The chain of the demo: advisers of two EPCI, an answering machine, a closure next week, an absence."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from agenda.contacts.actions import LineValues, close_line, write_line
from agenda.contacts.models import LineKind, Shift
from agenda.contacts.rota import note_absence
from cms.accounts.models import User
from cms.territories.models import Epci

ADVISERS = (
    ("La conseillère numérique", "02 61 91 20 11", "Mo-Th 09:00-12:30,13:30-17:00"),
    ("Le conseiller numérique", "02 61 91 20 12", "Tu-Fr 09:00-12:00,14:00-17:30"),
)


def seed_contacts(*, team: User, now: datetime) -> None:
    """Make the lines; the single number's own row and turns come with the reception desk."""
    largest = Epci.objects.of_departement(settings.DEPARTEMENT).annotate(size=Count("communes")).order_by("-size", "pk")
    epcis: list[Epci] = list(largest[: len(ADVISERS)])
    lines = [
        write_line(
            values=LineValues(
                kind=LineKind.COUNSELLOR,
                name=name,
                phone=phone,
                hours=hours,
                note="Sur rendez-vous, près de chez vous.",
                epcis=[epci],
            ),
            by=team,
            now=now,
        )
        for (name, phone, hours), epci in zip(ADVISERS, epcis, strict=False)
    ]
    write_line(values=LineValues(kind=LineKind.MACHINE, name="Le répondeur"), by=team, now=now)
    monday = timezone.localdate(now) + timedelta(days=7 - timezone.localdate(now).weekday())
    if len(lines) == len(ADVISERS):
        close_line(
            line=lines[0],
            start_date=monday,
            end_date=monday + timedelta(days=2),
            sentence="En formation jusqu’à mercredi",
            referral=lines[1],
            by=team,
            now=now,
        )
    turn = Shift.objects.select_related("person").first()
    if turn:
        note_absence(
            person=turn.person,
            start_date=monday,
            end_date=monday + timedelta(days=4),
            replaced_by=User.objects.filter(shifts__isnull=False).exclude(pk=turn.person_id).order_by("pk").first(),
            by=team,
            now=now,
        )
