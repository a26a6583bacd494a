"""Index of the app's models; each lives in its room."""

from agenda.catalogue.models import ChangeCounter, Entry, EntryTheme, Occurrence
from agenda.events.models import EventPage, Notice
from agenda.places.models import PlacePage, PlaceRecord

__all__ = ["ChangeCounter", "Entry", "EntryTheme", "EventPage", "Notice", "Occurrence", "PlacePage", "PlaceRecord"]
