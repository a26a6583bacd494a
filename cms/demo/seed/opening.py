"""The stops of the demo's touring bus, and places that close for some days."""

from datetime import datetime, timedelta

from django.utils import timezone

from agenda.places.closures import close_place
from agenda.places.models import PlacePage
from agenda.places.stops import PlaceStop
from cms.accounts.models import User

BUS = "bus-morvan"
# Commune, spot, hours.
STOPS = (
    ("58010", "place de la mairie", "We[1],We[3] 09:00-12:00; PH off"),
    ("58210", "devant l’école", "We[1],We[3] 14:00-17:00; PH off"),
    ("58180", "place du marché", "Th[2],Th[4] 09:00-12:00; PH off"),
    ("58205", "parking de la salle des fêtes", "week 2-53/2 Fr 09:30-12:00; PH off"),
)
# Place, first day from today, number of days, sentence.
CLOSURES = (("maison-nevers", 9, 3, "Déménagement des ordinateurs"), ("bus-luzy", 20, 8, "Révision du bus"))


def seed_opening(*, places: dict[str, PlacePage], team: User, now: datetime) -> None:
    """Publish the bus with its stops, and announce the closures."""
    bus = PlacePage.objects.get(pk=places[BUS].pk)
    bus.stops = [
        PlaceStop(commune_id=insee, spot=spot, hours=hours, sort_order=number)
        for number, (insee, spot, hours) in enumerate(STOPS)
    ]
    bus.save_revision(user=team).publish()
    today = timezone.localdate(now)
    for key, days, length, sentence in CLOSURES:
        first = today + timedelta(days=days)
        last = first + timedelta(days=length - 1)
        close_place(place=places[key], start_date=first, end_date=last, sentence=sentence, by=team, now=now)
