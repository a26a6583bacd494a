"""Connects the rooms' receivers; the rules stand in the rooms."""

from agenda.catalogue import handlers as catalogue
from agenda.contacts import handlers as contacts
from agenda.events import handlers as events
from agenda.places import handlers as places
from agenda.programme import handlers as programme


def connect() -> None:
    """Connect places first: an event's description carries its place's permanent address."""
    places.connect()
    events.connect()
    contacts.connect()
    catalogue.connect()
    programme.connect()
