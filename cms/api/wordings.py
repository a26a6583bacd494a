"""Values of the closed lists as programs get them: code, everyday words, national wording."""

from collections.abc import Iterable

from agenda.places.vocabulary import CLOSED_LISTS, Term
from cms.api.schemas import Territory, Wording
from cms.territories.models import Commune


def wordings(name: str, codes: Iterable[str]) -> list[Wording]:
    """Return the terms of the closed list `name`, in the order given; unknown codes are left out."""
    terms: dict[str, Term] = CLOSED_LISTS[name]
    return [
        Wording(code=code, label=terms[code].everyday, national=terms[code].national) for code in codes if code in terms
    ]


def territory_of(commune: Commune | None) -> Territory:
    """Return the codes of a commune; empty ones where it is unknown."""
    if commune is None:
        return Territory(insee="", commune="", epci="", departement="")
    return Territory(
        insee=commune.insee, commune=commune.name, epci=commune.epci_id or "", departement=commune.departement
    )
