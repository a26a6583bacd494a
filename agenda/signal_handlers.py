"""Connects the rooms' receivers; the rules stand in the rooms."""

from agenda.catalogue import handlers as catalogue
from agenda.places import handlers as places


def connect() -> None:
    """Connect places first: an event's description carries its place's permanent address."""
    places.connect()
    catalogue.connect()
