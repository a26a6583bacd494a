"""What the agenda is asked for, as addresses write it: one object, one order, the same on list, month, map and feed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from agenda.catalogue.criteria import Criteria
from agenda.catalogue.reading import one_of, read_criteria
from agenda.catalogue.spans import WHEN, Days, days_of
from cms.foundation.digits import whole_number
from cms.pages.finding.days import read_day
from cms.structures.models import StructurePage
from cms.territories.models import Commune, Epci

# The canonical order; `tel_quel` searches a text without correcting it.
PARAMETERS = (
    "q", "tel_quel", "commune", "rayon", "epci", "structure", "quand", "du", "au", "theme", "public", "acces", "prix",
    "mode",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the agenda is asked for; made by `read_filters`."""

    commune: Commune | None = None
    epci: Epci | None = None
    structure: StructurePage | None = None
    theme: str = ""
    text: str = ""
    exact: bool = False
    km: int | None = None
    when: str = ""
    first: date | None = None
    last: date | None = None
    audience: str = ""
    need: str = ""
    price: str = ""
    mode: str = ""

    @property
    def values(self) -> dict[str, str]:
        """The filters as parameters, in the canonical order; "" for those that filter nothing."""
        return {
            "q": self.text,
            "tel_quel": "1" if self.exact and self.text else "",
            "commune": self.commune.pk if self.commune else "",
            "rayon": str(self.km) if self.km is not None and self.commune else "",
            "epci": self.epci.pk if self.epci else "",
            "structure": str(self.structure.pk) if self.structure else "",
            "quand": self.when,
            "du": self.first.isoformat() if self.first else "",
            "au": self.last.isoformat() if self.last else "",
            "theme": self.theme,
            "public": self.audience,
            "acces": self.need,
            "prix": self.price,
            "mode": self.mode,
        }

    def query(self, **changes: str) -> str:
        """Return the filters as they stand in an address, with changes; empty ones are left out."""
        values = self.values | changes
        return urlencode({name: value for name, value in values.items() if value})

    def url(self, page: str = "pages:agenda", **changes: str) -> str:
        """Return the address of a page with the filters."""
        query = self.query(**changes)
        return f"{reverse(page)}?{query}" if query else reverse(page)

    def days(self, today: date) -> Days:
        """Return the days asked for."""
        return days_of(self.when, today) if self.when else Days(self.first, self.last)

    @property
    def undated(self) -> "Filters":
        """The same for any day."""
        return replace(self, when="", first=None, last=None)

    @property
    def criteria(self) -> Criteria:
        """What the catalogue is asked for."""
        return Criteria(
            text=self.text,
            commune=self.commune.pk if self.commune else "",
            km=self.km if self.commune else None,
            epci=self.epci.pk if self.epci else "",
            structure=self.structure.pk if self.structure else None,
            theme=self.theme,
            audience=self.audience,
            need=self.need,
            price=self.price,
            mode=self.mode,
        )

    @property
    def is_empty(self) -> bool:
        """Whether everything is asked for."""
        return not any(self.values.values())


def read_filters(given: Mapping[str, str], today: date) -> Filters:
    """Return the filters of an address; one query for each of commune, EPCI and structure.

    A commune stands before an EPCI, days in plain words before dates; dates the wrong way round are turned. What was
    typed and is no date filters nothing: `unread_dates` says so.

    Raises:
        Http404: with a sentence, for a code that is none.
    """
    asked = read_criteria(given)
    when = one_of("quand", given.get("quand", ""), WHEN)
    commune = _commune(asked.commune)
    first, last = read_day(given.get("du", ""), today), read_day(given.get("au", ""), today)
    if first and last and last < first:
        first, last = last, first
    return Filters(
        commune=commune,
        epci=_epci(asked.epci),
        structure=_structure(given.get("structure", "")),
        theme=asked.theme,
        text=asked.text,
        exact=bool(asked.text) and given.get("tel_quel") == "1",
        km=asked.km,
        when="" if first or last else when,
        first=first,
        last=last,
        audience=asked.audience,
        need=asked.need,
        price=asked.price,
        mode=asked.mode,
    )


def unread_dates(given: Mapping[str, str], today: date) -> list[str]:
    """Return what was typed as a date and is none."""
    typed = (given.get(name, "").strip() for name in ("du", "au"))
    return [text[:40] for text in typed if text and read_day(text, today) is None]


def _commune(code: str) -> Commune | None:
    found = Commune.objects.filter(pk=code.upper()).first() if code else None
    if code and found is None:
        raise Http404(_("There is no commune with the INSEE code %(code)s here.") % {"code": code[:40]})
    return found


def _epci(siren: str) -> Epci | None:
    found = Epci.objects.filter(pk=siren).first() if siren else None
    if siren and found is None:
        raise Http404(_("There is no EPCI with the SIREN number %(siren)s here.") % {"siren": siren[:40]})
    return found


def _structure(text: str) -> StructurePage | None:
    number = whole_number(text)
    found = StructurePage.objects.live().public().filter(pk=number).first() if number is not None else None
    if text and found is None:
        raise Http404(_("There is no structure number %(number)s.") % {"number": text[:40]})
    return found
