"""Which structure has a name already, whatever capitals, accents, hyphens and spaces it is written with."""

from cms.structures.models import StructurePage
from cms.territories.names import search_name


def namesake(name: str, *, but: StructurePage | None = None) -> StructurePage | None:
    """Return the structure that is probably meant by `name`, other than `but`; None when nobody has that name.

    Compared here, not in the database: SQLite knows no capitals but those without accents. One query, two if found.
    """
    wanted = _comparable(name)
    titles = StructurePage.objects.exclude(pk=but.pk if but else None).values_list("pk", "title")
    pk = next((pk for pk, title in titles if _comparable(title) == wanted), None)
    return StructurePage.objects.get(pk=pk) if pk else None


def _comparable(name: str) -> str:
    """Return the name as it is compared; letters that are not Latin stay as they are."""
    return search_name(name) or " ".join(name.casefold().split())
