"""What is asked for in words: one removable mark a filter, the title of the page, the choices of the form."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.catalogue.criteria import RADII
from agenda.catalogue.spans import WHEN
from agenda.events.models import Price
from agenda.places.vocabulary import AUDIENCES, SERVICES, SPECIAL_NEEDS
from cms.pages.finding.filters import Filters
from cms.territories.queries import epci_of_departement

SELECTED = mark_safe(" selected")


@dataclass(frozen=True)
class Mark:
    """One filter in force: its words, and the address without it."""

    name: str
    words: str
    url: str


@dataclass(frozen=True)
class Select:
    """One question of the form: (value, words) to choose from."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    value: str

    @property
    def options(self) -> SafeString:
        """The choices as HTML: a template takes ten times as long for the sixty of a form."""
        return format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((value, SELECTED if value == self.value else "", words) for value, words in self.choices),
        )


def mode_words() -> dict[str, str]:
    """Return the words of the modes."""
    return {"on_site": _("On site"), "remote": _("By phone or online")}


def where_words(filters: Filters, km: int | None = None) -> str:
    """Return "À Decize et autour", "À Decize" or "À moins de 10 km de Decize"; "" without a commune."""
    if not filters.commune:
        return ""
    name = filters.commune.name
    if filters.km is None:
        return _("%(commune)s and around") % {"commune": name}
    if filters.km == 0:
        return _("%(commune)s alone") % {"commune": name}
    return _("%(commune)s and %(km)s km around") % {"commune": name, "km": filters.km}


def marks(filters: Filters, today: date, *, text: str = "", page: str = "pages:agenda") -> list[Mark]:
    """Return the filters in force, in the order of addresses; `text` is what was searched if it was corrected."""
    without = {
        "q": {"q": "", "tel_quel": ""},
        "commune": {"commune": "", "rayon": ""},
        "quand": {"quand": ""},
        "du": {"du": "", "au": ""},
    }
    words = {
        "q": f"« {text or filters.text} »" if filters.text else "",
        "commune": where_words(filters),
        "epci": filters.epci.name if filters.epci else "",
        "structure": filters.structure.title if filters.structure else "",
        "quand": str(WHEN[filters.when]) if filters.when else "",
        "du": capfirst(filters.days(today).words) if not filters.when else "",
        "theme": SERVICES[filters.theme].everyday if filters.theme else "",
        "public": AUDIENCES[filters.audience].everyday if filters.audience else "",
        "acces": SPECIAL_NEEDS[filters.need].everyday if filters.need else "",
        "prix": capfirst(str(Price(filters.price).label)) if filters.price else "",
        "mode": mode_words()[filters.mode] if filters.mode else "",
    }
    return [
        Mark(name, said, filters.url(page, **without.get(name, {name: ""}))) for name, said in words.items() if said
    ]


def selects(filters: Filters) -> list[Select]:
    """Return the questions of the form that offer a choice, the most asked first; one query for the EPCI."""
    found = [
        Select("quand", _("When is it?"), _choices(_("Any day"), WHEN.items()), filters.when),
        Select("theme", _("What about?"), _choices(_("All themes"), _everyday(SERVICES)), filters.theme),
        Select("public", _("For whom?"), _choices(_("Everybody"), _everyday(AUDIENCES)), filters.audience),
        Select("prix", _("At what price?"), _choices(_("Any price"), Price.choices), filters.price),
        Select("mode", _("How to take part?"), _choices(_("Either way"), mode_words().items()), filters.mode),
        Select("acces", _("Access"), _choices(_("No special need"), _everyday(SPECIAL_NEEDS)), filters.need),
    ]
    if filters.commune:
        around = [(str(km), _("%(km)s km around") % {"km": km} if km else _("The commune alone")) for km in RADII]
        choices = _choices(_("As far as needed"), around)
        return [Select("rayon", _("How far?"), choices, "" if filters.km is None else str(filters.km)), *found]
    epcis = [(epci.pk, epci.name) for epci in epci_of_departement()]
    return [*found, Select("epci", _("Intercommunality"), _choices(_("All"), epcis), filters.values["epci"])]


def _choices(none: str, items: Iterable[Any]) -> list[tuple[str, str]]:
    return [("", none), *((str(value), capfirst(str(words))) for value, words in items)]


def _everyday(terms: dict[str, Any]) -> list[tuple[str, str]]:
    return [(code, term.everyday) for code, term in terms.items()]
