"""The filters that places and events share: a commune and its surroundings, an EPCI, a theme; as in the API."""

import re
from dataclasses import dataclass
from typing import ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from agenda.catalogue.criteria import RADII
from agenda.catalogue.models import EntryQuerySet
from agenda.feeds.calendars import DEFAULT_RADIUS
from agenda.places.models import PlacePageQuerySet
from agenda.places.vocabulary import SERVICES
from cms.api.errors import BadParameter
from cms.territories.models import Commune, Epci
from cms.territories.queries import insee_within

_INSEE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
_SIREN = re.compile(r"[0-9]{9}")


@dataclass(frozen=True)
class Area:
    """What a reader asks for; empty texts filter nothing."""

    # The parameters that are read here; `km` is another name of `rayon`.
    PARAMETERS: ClassVar = ("commune", "rayon", "km", "epci", "theme")

    commune: str = ""
    km: int = DEFAULT_RADIUS
    epci: str = ""
    theme: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Area":
        """Return the filters of a query string; a query each for a commune and an EPCI, to tell unknown from empty.

        Raises:
            BadParameter: a value is not what its parameter asks for, or names nothing that exists here.
        """
        commune, epci, theme = query.get("commune", ""), query.get("epci", ""), query.get("theme", "")
        radius = query.get("rayon") or query.get("km") or ""
        if commune and not _INSEE.fullmatch(commune):
            raise BadParameter("commune")
        if epci and not _SIREN.fullmatch(epci):
            raise BadParameter("epci")
        if theme and theme not in SERVICES:
            raise BadParameter("theme")
        if radius and radius not in map(str, RADII):
            raise BadParameter("rayon")
        if radius and not commune:
            raise BadParameter("rayon", _("“rayon” needs “commune”: kilometres around what?"))
        if commune and not Commune.objects.filter(pk=commune).exists():
            raise BadParameter(
                "commune", _("There is no commune with the INSEE code %(code)s here.") % {"code": commune}
            )
        if epci and not Epci.objects.filter(pk=epci).exists():
            raise BadParameter("epci", _("There is no EPCI with the SIREN number %(siren)s here.") % {"siren": epci})
        return cls(commune, int(radius) if radius else DEFAULT_RADIUS, epci, theme)

    @property
    def key(self) -> str:
        """The filters in one canonical text, for tags."""
        around = f"{self.commune}+{self.km}" if self.commune else ""
        return f"commune={around};epci={self.epci};theme={self.theme}"

    def of_places(self, places: PlacePageQuerySet) -> PlacePageQuerySet:
        """Return those of `places` that are asked for."""
        if self.commune:
            places = places.filter(commune_id__in=insee_within(self.commune, self.km))
        if self.epci:
            places = places.filter(commune__epci_id=self.epci)
        if self.theme:
            # Codes are plain letters, so the text of the list is searched: SQLite knows no "contains" for JSON.
            places = places.filter(services__icontains=f'"{self.theme}"')
        return places

    def of_events(self, entries: EntryQuerySet) -> EntryQuerySet:
        """Return those of `entries` that are asked for."""
        if self.commune:
            entries = entries.in_communes_around(self.commune, self.km)
        if self.epci:
            entries = entries.in_epci(self.epci)
        return entries.with_theme(self.theme)
