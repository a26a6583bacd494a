"""Which calendars there are: everything, a structure's, a commune's with its surroundings, an EPCI's."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.http import Http404
from django.utils.translation import gettext as _

from agenda.catalogue.criteria import Criteria
from agenda.catalogue.gone import TOLD
from agenda.catalogue.models import Entry, EntryQuerySet
from agenda.catalogue.vevents import Cancellations
from agenda.events.clock import to_instant
from agenda.events.models import Price
from agenda.feeds.window import window
from agenda.places.vocabulary import AUDIENCES, SERVICES, SPECIAL_NEEDS
from cms.structures.models import StructurePage
from cms.territories.models import Commune, Epci

DEFAULT_RADIUS = 15


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
        since = to_instant(datetime.combine(day - TOLD, time.min))
        return self.entries.public_or_withdrawn_since(since).between(start, end)

    def with_cancellations(self, way: str) -> "Calendar":
        """Return the calendar that tells what is called off in that way; an unknown one is a 404 with a sentence."""
        if not way:
            return self
        if way not in set(Cancellations):
            choices = ", ".join(Cancellations)
            raise Http404(_("“annules” must be one of: %(choices)s.") % {"choices": choices})
        return replace(self, cancellations=Cancellations(way))

    def narrow(self, criteria: Criteria) -> "Calendar":
        """Return what is asked for of the calendar; where is the calendar's own matter, an EPCI of all but a commune's.

        Raises:
            Http404: the EPCI or the structure is none; only when it is named.
        """
        criteria = criteria.but(commune="", km=None)
        if criteria == Criteria():
            return self
        name = self.name
        return replace(
            self,
            key=f"{self.key};{criteria.key}",
            entries=criteria.narrow(self.entries),
            name=lambda: " – ".join([name(), *criteria_words(criteria)]),
        )


def calendar_of(criteria: Criteria) -> Calendar:
    """Return the calendar of what is asked for; a commune without a radius means 15 km around it."""
    if criteria.commune:
        return of_commune(criteria.commune, DEFAULT_RADIUS if criteria.km is None else criteria.km).narrow(criteria)
    if criteria.epci:
        return of_epci(criteria.epci).narrow(criteria.but(epci=""))
    if criteria.structure is not None:
        return of_structure(criteria.structure).narrow(criteria.but(structure=None))
    return whole_agenda().narrow(criteria)


def criteria_words(criteria: Criteria) -> list[str]:
    """Return what is asked for in words, for the name of a calendar; raises Http404 for an unknown territory."""
    words = [f"« {criteria.text} »"] if criteria.text else []
    if criteria.epci:
        words.append(_epci_name(criteria.epci))
    if criteria.structure is not None:
        words.append(_structure_name(criteria.structure))
    for terms, code in ((SERVICES, criteria.theme), (AUDIENCES, criteria.audience), (SPECIAL_NEEDS, criteria.need)):
        if code:
            words.append(terms[code].everyday)
    if criteria.price:
        words.append(str(Price(criteria.price).label))
    if criteria.mode:
        words.append(_("by phone or online") if criteria.mode == "remote" else _("on site"))
    return words


def whole_agenda() -> Calendar:
    """Return the calendar of everything published."""
    return Calendar("all", Entry.objects.all(), lambda: _("Digital agenda"))


def of_structure(structure_id: int) -> Calendar:
    """Return a structure's calendar; naming it raises Http404 when there is none."""
    return Calendar(
        f"structure={structure_id}",
        Entry.objects.of_structure(structure_id),
        lambda: _structure_name(structure_id),
    )


def _structure_name(structure_id: int) -> str:
    structure = StructurePage.objects.live().public().filter(pk=structure_id).first()
    if structure is None:
        raise Http404(_("There is no structure number %(number)s.") % {"number": structure_id})
    return str(structure.title)


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
    return Calendar(
        f"epci={siren}",
        Entry.objects.in_epci(siren),
        lambda: _("Digital agenda – %(epci)s") % {"epci": _epci_name(siren)},
    )


def _epci_name(siren: str) -> str:
    epci = Epci.objects.filter(pk=siren).first()
    if epci is None:
        raise Http404(_("There is no EPCI with the SIREN number %(siren)s here.") % {"siren": siren})
    return epci.name
