"""What somebody looks for in the catalogue: one object for pages, feeds and API, so that filters mean the same in all.

Who reads an address makes it from text; its fields are sound. An empty field filters nothing.
"""

from dataclasses import dataclass, replace
from typing import Any, Self

from agenda.catalogue.models import EntryQuerySet
from agenda.catalogue.search import found_words

# Kilometres that may be asked for around a commune.
RADII = (0, 5, 10, 15, 20, 30)
MODES = ("on_site", "remote")


@dataclass(frozen=True)
class Criteria:
    """All but the days. Codes are those of entries: INSEE, SIREN, national services, audiences and special needs.

    `km` None is "and around, as far as needed" on pages, 15 km elsewhere. `text` is searched in the words of entries.
    """

    text: str = ""
    commune: str = ""
    km: int | None = None
    epci: str = ""
    structure: int | None = None
    theme: str = ""
    audience: str = ""
    need: str = ""
    price: str = ""
    mode: str = ""

    def but(self, **changes: Any) -> Self:
        """Return the same with other fields."""
        return replace(self, **changes)

    @property
    def key(self) -> str:
        """The canonical writing of what is asked: equal for equal questions, for tags and caches."""
        parts = ((name, getattr(self, name)) for name in self.__dataclass_fields__)
        return ";".join(f"{name}={value}" for name, value in parts if value not in ("", None))

    def narrow(self, entries: EntryQuerySet, *, words: list[list[int]] | None = None) -> EntryQuerySet:
        """Return those of `entries` that are asked for, wherever they are around: the commune is for the caller.

        `words` are those of `text` when they are known already; else one query finds them.
        """
        if self.text:
            for ids in found_words(self.text) if words is None else words:
                entries = entries.holding(ids)
        if self.structure:
            entries = entries.of_structure(self.structure)
        if self.epci:
            entries = entries.in_epci(self.epci)
        entries = entries.with_theme(self.theme).at_price(self.price).in_mode(self.mode)
        return entries.for_audience(self.audience).receiving(self.need)
