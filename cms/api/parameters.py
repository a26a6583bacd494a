"""The filters of the API, meaning the same as those of the feeds; unknown territories are refused with a sentence."""

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Schema
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from agenda.catalogue.criteria import MODES, RADII, Criteria
from agenda.catalogue.reading import read_text
from agenda.events.clock import to_instant
from agenda.events.models import Price
from agenda.feeds.calendars import DEFAULT_RADIUS
from agenda.places.models import Licence
from agenda.places.vocabulary import AUDIENCES, SERVICES, SPECIAL_NEEDS
from cms.api.errors import BadParameter
from cms.structures.models import StructurePage
from cms.territories.models import Commune, Epci

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
# Integer columns and cursors hold no more on either database.
LARGEST_ID = 2**31 - 1
LONGEST_CURSOR = 400
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Somebody who forgets to write %2B sends a space.
_LOST_PLUS = re.compile(r" (\d{2}:?\d{2})\Z")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?")
YEARS = range(1970, 2100)


def _moment(text: Any, *, whole_day: timedelta) -> datetime | None:
    """Return the instant of a day (its first local second, plus `whole_day`) or of an instant; "" is none."""
    if not isinstance(text, str):
        raise ValueError("a day or an instant")  # noqa: TRY004 - pydantic turns a ValueError into a refusal
    text = _LOST_PLUS.sub(r"+\1", text)
    if not text:
        return None
    if _DAY.fullmatch(text):
        day = date.fromisoformat(text)
        moment = datetime.combine(day, time.min)
    elif _INSTANT.fullmatch(text):
        moment, whole_day = datetime.fromisoformat(text), timedelta()
    else:
        raise ValueError("a day or an instant")
    if moment.year not in YEARS:
        raise ValueError("a year of our time")
    moment += whole_day
    return moment if moment.tzinfo else to_instant(moment)


def _first_instant(text: Any) -> datetime | None:
    return _moment(text, whole_day=timedelta())


def _last_instant(text: Any) -> datetime | None:
    return _moment(text, whole_day=timedelta(days=1))


def _blank(value: Any) -> Any:
    """Take `?commune=` of an empty form field as no filter."""
    return None if value == "" else value


def _one_of(*choices: Any) -> AfterValidator:
    def check(value: Any) -> Any:
        if value is not None and value not in choices:
            raise ValueError("not among the choices")
        return value

    return AfterValidator(check)


_MOMENT_SCHEMA = {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}
CommuneCode = Annotated[
    Annotated[str, Field(pattern=r"^(?:[0-9]{2}|2[AB])[0-9]{3}$")] | None,
    BeforeValidator(_blank),
    Field(description=gettext_noop("INSEE code of a commune."), examples=["29232"]),
]
Radius = Annotated[
    int | None,
    BeforeValidator(_blank),
    _one_of(*RADII),
    WithJsonSchema({"type": "integer", "enum": list(RADII)}),
    Field(
        description=gettext_noop("Kilometres around the commune; 15 by default, 0 for the commune alone."),
        examples=[15],
    ),
]
EpciCode = Annotated[
    Annotated[str, Field(pattern=r"^[0-9]{9}$")] | None,
    BeforeValidator(_blank),
    Field(description=gettext_noop("SIREN number of an EPCI."), examples=["200068120"]),
]
StructureId = Annotated[
    Annotated[int, Field(ge=1, le=LARGEST_ID)] | None,
    BeforeValidator(_blank),
    Field(description=gettext_noop("Number of a structure."), examples=[12]),
]
Theme = Annotated[
    str | None,
    BeforeValidator(_blank),
    _one_of(*SERVICES),
    WithJsonSchema({"type": "string", "enum": list(SERVICES)}),
    Field(description=gettext_noop("Theme: one of the nine national services."), examples=["demarches"]),
]
Audience = Annotated[
    str | None,
    BeforeValidator(_blank),
    _one_of(*AUDIENCES),
    WithJsonSchema({"type": "string", "enum": list(AUDIENCES)}),
    Field(description=gettext_noop("For whom; events for everybody are among them."), examples=["seniors"]),
]
Need = Annotated[
    str | None,
    BeforeValidator(_blank),
    _one_of(*SPECIAL_NEEDS),
    WithJsonSchema({"type": "string", "enum": list(SPECIAL_NEEDS)}),
    Field(description=gettext_noop("A special need that the event can receive."), examples=["moteur"]),
]
PriceKind = Annotated[
    str | None,
    BeforeValidator(_blank),
    _one_of(*Price.values),
    WithJsonSchema({"type": "string", "enum": list(Price.values)}),
    Field(description=gettext_noop("What it costs."), examples=["free"]),
]
Mode = Annotated[
    str | None,
    BeforeValidator(_blank),
    _one_of(*MODES),
    WithJsonSchema({"type": "string", "enum": list(MODES)}),
    Field(description=gettext_noop("On site, or by phone or online."), examples=["on_site"]),
]
SearchText = Annotated[
    str,
    Field(
        max_length=1000,
        description=gettext_noop("Words that the event holds, in any form; spelling is not corrected here."),
        examples=["tablette"],
    ),
]
PlaceLicence = Annotated[
    str,
    BeforeValidator(lambda value: _blank(value) or str(Licence.OPEN.value)),
    _one_of(*Licence.values),
    WithJsonSchema({"type": "string", "enum": list(Licence.values)}),
    Field(
        description=gettext_noop(
            "Licence under which we hold the places. Those under ODbL (odbl) come apart: a table that mixes them with "
            "others (lo2, the default) would have to be ODbL as a whole."
        ),
        examples=["lo2"],
    ),
]
From = Annotated[
    datetime | None,
    BeforeValidator(_first_instant),
    WithJsonSchema(_MOMENT_SCHEMA),
    Field(
        description=gettext_noop("What ends after this day or instant; events: today by default."),
        examples=["2026-12-01"],
    ),
]
To = Annotated[
    datetime | None,
    BeforeValidator(_last_instant),
    WithJsonSchema(_MOMENT_SCHEMA),
    Field(
        description=gettext_noop("What begins before this instant, or by the end of this day."), examples=["2026-12-31"]
    ),
]
Limit = Annotated[
    int,
    Field(
        ge=1, le=MAX_LIMIT, description=gettext_noop("How many to return at most, up to 100."), examples=[DEFAULT_LIMIT]
    ),
]
Cursor = Annotated[
    str,
    Field(
        max_length=LONGEST_CURSOR,
        description=gettext_noop("Where to go on; taken from the link “next”."),
        examples=[""],
    ),
]

Code = Annotated[
    str,
    Path(..., pattern=r"^[0-9A-Za-z]{2,8}$", description=gettext_noop("Short code of the permanent address.")),
]
Number = Annotated[int, Path(..., ge=1, le=LARGEST_ID, description=gettext_noop("Number, as in the list."))]
Slug = Annotated[
    str, Path(..., pattern=r"^[-0-9A-Za-z_]{1,40}$", description=gettext_noop("Name of the issue, as in the list."))
]


class Paged(Schema):
    """Every list is cut into pages."""

    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor = ""


class AreaFilters(Paged):
    """Where: a commune and its surroundings, or an EPCI."""

    commune: CommuneCode = None
    rayon: Radius = None
    epci: EpciCode = None

    @property
    def km(self) -> int:
        """The radius meant."""
        return DEFAULT_RADIUS if self.rayon is None else self.rayon

    def check_area(self) -> None:
        """Refuse a radius without centre; raise Http404 with a sentence for an unknown commune or EPCI."""
        if self.rayon is not None and not self.commune:
            raise BadParameter("rayon", _("“rayon” needs “commune”: kilometres around what?"))
        if self.commune and not Commune.objects.filter(pk=self.commune).exists():
            raise Http404(_("There is no commune with the INSEE code %(code)s here.") % {"code": self.commune})
        if self.epci and not Epci.objects.filter(pk=self.epci).exists():
            raise Http404(_("There is no EPCI with the SIREN number %(siren)s here.") % {"siren": self.epci})


class OwnedFilters(AreaFilters):
    """Where, and whose."""

    structure: StructureId = None

    def check_area(self) -> None:
        """Also raise Http404 for an unknown structure."""
        super().check_area()
        if self.structure and not StructurePage.objects.live().public().filter(pk=self.structure).exists():
            raise Http404(_("There is no structure number %(number)s.") % {"number": self.structure})


class DatedFilters(OwnedFilters):
    """Where, whose, and when."""

    from_: From = Field(None, alias="from")
    to: To = None

    def check_area(self) -> None:
        """Also refuse a span that ends before it begins."""
        super().check_area()
        if self.from_ and self.to and self.to <= self.from_:
            raise BadParameter("to", _("“to” comes before “from”."))


class EventFilters(DatedFilters):
    """The filters of events; the same as those of the agenda's pages and feeds."""

    theme: Theme = None
    public: Audience = None
    acces: Need = None
    prix: PriceKind = None
    mode: Mode = None
    q: SearchText = ""

    @property
    def criteria(self) -> Criteria:
        """What the catalogue is asked for, but around which commune."""
        return Criteria(
            text=read_text(self.q),
            epci=self.epci or "",
            structure=self.structure,
            theme=self.theme or "",
            audience=self.public or "",
            need=self.acces or "",
            price=self.prix or "",
            mode=self.mode or "",
        )


class PlaceFilters(OwnedFilters):
    """The filters of places."""

    theme: Theme = None
    licence: PlaceLicence = str(Licence.OPEN.value)
