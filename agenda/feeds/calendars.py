"""Which calendars there are: everything, a structure's, a commune's with its surroundings, an EPCI's."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.http import Http404
from django.utils.translation import gettext as _

from agenda.catalogue.models import Entry, EntryQuerySet
from agenda.catalogue.vevents import Cancellations
from agenda.events.clock import to_instant
from agenda.feeds.window import window
from agenda.places.vocabulary import SERVICES
from cms.structures.models import StructurePage
from cms.territories.models import Commune, Epci

RADII = (0, 5, 10, 15, 20, 30)
DEFAULT_RADIUS = 15
# Readers that merge look at least once a month; then nobody needs to be told any more.
TOMBSTONE_DAYS = timedelta(days=30)


@dataclass(frozen=True)
class Calendar:
    """One calendar: its canonical key, its entries, and its name, asked only when bytes are written.

    `entries` are those of the territory or structure whatever became of them; `shown` are those that a reader gets.
    """

    key: str
    entries: EntryQuerySet
    name: Callable[[], str]
    cancellations: Cancellations = Cancellations.PREFIX

    def shown(self, now: datetime) -> EntryQuerySet:
        """Return the entries of the window that contains `now`, tombstones too where cancellations are a status."""
        start, end, day = window(now)
        if self.cancellations is not Cancellations.STATUS:
            return self.entries.public().between(start, end)
        since = to_instant(datetime.combine(day - TOMBSTONE_DAYS, time.min))
        return self.entries.public_or_withdrawn_since(since).between(start, end)

    def with_cancellations(self, way: str) -> "Calendar":
        """Return the calendar that tells what is called off in that way; an unknown one is a 404 with a sentence."""
        if not way:
            return self
        if way not in set(Cancellations):
            choices = ", ".join(Cancellations)
            raise Http404(_("“annules” must be one of: %(choices)s.") % {"choices": choices})
        return replace(self, cancellations=Cancellations(way))

    def with_theme(self, code: str) -> "Calendar":
        """Return the calendar of one theme; an unknown theme is a 404 with a sentence."""
        if not code:
            return self
        if code not in SERVICES:
            raise Http404(_("There is no theme “%(code)s”.") % {"code": code})
        name = self.name
        return replace(
            self,
            key=f"{self.key};theme={code}",
            entries=self.entries.with_theme(code),
            name=lambda: f"{name()} – {SERVICES[code][1]}",
        )


def whole_agenda() -> Calendar:
    """Return the calendar of everything published."""
    return Calendar("all", Entry.objects.all(), lambda: _("Digital agenda"))


def of_structure(structure_id: int) -> Calendar:
    """Return a structure's calendar; naming it raises Http404 when there is none."""

    def name() -> str:
        structure = StructurePage.objects.live().public().filter(pk=structure_id).first()
        if structure is None:
            raise Http404(_("There is no structure number %(number)s.") % {"number": structure_id})
        return str(structure.title)

    return Calendar(f"structure={structure_id}", Entry.objects.of_structure(structure_id), name)


def of_commune(insee: str, km: int) -> Calendar:
    """Return the calendar of a commune and `km` around it; naming it raises Http404 when there is no such commune."""

    def name() -> str:
        commune = Commune.objects.filter(pk=insee).first()
        if commune is None:
            raise Http404(_("There is no commune with the INSEE code %(code)s here.") % {"code": insee})
        around = _("Digital agenda – %(commune)s and %(km)s km around")
        alone = _("Digital agenda – %(commune)s")
        return (around if km else alone) % {"commune": commune.name, "km": km}

    return Calendar(f"commune={insee};km={km}", Entry.objects.in_communes_around(insee, km), name)


def of_epci(siren: str) -> Calendar:
    """Return an EPCI's calendar; naming it raises Http404 when there is no such EPCI."""

    def name() -> str:
        epci = Epci.objects.filter(pk=siren).first()
        if epci is None:
            raise Http404(_("There is no EPCI with the SIREN number %(siren)s here.") % {"siren": siren})
        return _("Digital agenda – %(epci)s") % {"epci": epci.name}

    return Calendar(f"epci={siren}", Entry.objects.in_epci(siren), name)
