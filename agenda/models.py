"""Index of the app's models; each lives in its room."""

from agenda.calls.models import Call
from agenda.catalogue.change_counter import ChangeCounter
from agenda.catalogue.changed_dates import ChangedDates
from agenda.catalogue.facets import EntryFacet
from agenda.catalogue.models import Entry, EntryStructure, EntryTheme, Occurrence
from agenda.catalogue.word_models import EntryWord, Word, WordVariant
from agenda.contacts.models import Absence, Line, LineClosure, MachineText, Shift
from agenda.events.coorganisers import CoOrganiser
from agenda.events.models import EventPage, Notice
from agenda.places.models import PlacePage
from agenda.places.records import DistinctPlaces, PlaceClosure, PlaceCorrection, PlaceMerge, PlaceRecord
from agenda.places.stops import PlaceStop
from agenda.programme.models import ProgrammeDate, ProgrammeFeed, ProgrammeItem
from agenda.programme.pages import ProgrammeIndexPage, ProgrammePage
from agenda.rhythm.models import Attendance, MonthOptOut, MonthQuestion, Nudge

__all__ = [
    "Absence",
    "Attendance",
    "Call",
    "ChangeCounter",
    "ChangedDates",
    "CoOrganiser",
    "DistinctPlaces",
    "Entry",
    "EntryFacet",
    "EntryStructure",
    "EntryTheme",
    "EntryWord",
    "EventPage",
    "Line",
    "LineClosure",
    "MachineText",
    "MonthOptOut",
    "MonthQuestion",
    "Notice",
    "Nudge",
    "Occurrence",
    "PlaceClosure",
    "PlaceCorrection",
    "PlaceMerge",
    "PlacePage",
    "PlaceRecord",
    "PlaceStop",
    "ProgrammeDate",
    "ProgrammeFeed",
    "ProgrammeIndexPage",
    "ProgrammeItem",
    "ProgrammePage",
    "Shift",
    "Word",
    "WordVariant",
]
