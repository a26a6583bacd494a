"""Stands in for agenda.guidance until it is there."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from agenda.catalogue.queries import events_around
from agenda.contacts.chain import answer
from agenda.places.queries import nearest_places
from branding.models import Brand
from cms.territories.models import Commune


def guide(*, commune: Commune, need: str, now: datetime, brand: Brand) -> Any:
    """Return the parts."""
    found = answer(commune=commune, need=need, now=now, brand=brand)
    around = events_around(commune=commune, now=now)
    places = nearest_places(commune=commune)
    lead = found.lead
    first = f"Appelez le {lead.number}. {lead.sentence}" if lead else "Aucun numéro n’est connu."
    second = f"Le plus proche est {places[0].page.title}, à environ {places[0].distance_km} km." if places else ""
    return SimpleNamespace(answer=found, places=places, km=around.km, entries=around.entries, sentences=(first, second))
