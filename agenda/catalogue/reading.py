"""Reads what is asked for from the parameters of an address: the same names and values for pages, feeds and API."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from agenda.catalogue.criteria import MODES, RADII, Criteria
from agenda.catalogue.search import LONGEST_TEXT
from agenda.events.models import Price
from agenda.places.vocabulary import AUDIENCES, SERVICES, SPECIAL_NEEDS
from cms.foundation.digits import whole_number
from cms.foundation.typed_text import one_line

# Parameter → the values that it may have.
CLOSED: dict[str, Any] = {
    "theme": SERVICES,
    "public": AUDIENCES,
    "acces": SPECIAL_NEEDS,
    "prix": Price.values,
    "mode": MODES,
}


def read_criteria(given: Mapping[str, str]) -> Criteria:
    """Return what is asked for; codes of communes, EPCI and structures are not looked up. No query.

    A radius counts only with its commune.

    Raises:
        Http404: with a sentence, for a value that is no choice.
    """
    values = {name: one_of(name, given.get(name, ""), choices) for name, choices in CLOSED.items()}
    commune = given.get("commune", "").upper()[:5]
    return Criteria(
        text=read_text(given.get("q", "")),
        commune=commune,
        km=read_radius(given.get("rayon", "")) if commune else None,
        epci="" if commune else given.get("epci", "")[:9],
        structure=whole_number(given.get("structure", "")),
        theme=values["theme"],
        audience=values["public"],
        need=values["acces"],
        price=values["prix"],
        mode=values["mode"],
    )


def read_text(text: str) -> str:
    """Return a text to search on one line, cut to a length that somebody may have typed."""
    return one_line(text[: 4 * LONGEST_TEXT])[:LONGEST_TEXT].strip()


def read_radius(text: str) -> int | None:
    """Return whole kilometres; raises Http404 for others than those offered."""
    if text and text not in map(str, RADII):
        raise Http404(_("The radius must be one of: %(choices)s.") % {"choices": ", ".join(map(str, RADII))})
    return int(text) if text else None


def one_of(name: str, value: str, choices: Any) -> str:
    """Return the value of a parameter; raises Http404 with a sentence for one that is no choice."""
    if not value or value in choices:
        return value
    if name == "theme":
        raise Http404(_("There is no theme “%(code)s”.") % {"code": value[:40]})
    raise Http404(_("“%(value)s” is no choice of “%(name)s”.") % {"value": value[:40], "name": name})
