"""The rows beside an entry that filters need, as its description says; whoever writes many entries uses them too."""

from datetime import datetime
from typing import Any

from agenda.catalogue.facets import EntryFacet, Facet
from agenda.catalogue.models import EVER, Entry, EntryStructure, EntryTheme, Occurrence


def sitting_rows(entry: Entry, description: dict[str, Any]) -> list[Occurrence]:
    """Return one row a sitting, in the order of their starts; of two at once the one announced for earlier is first."""
    rows = [
        Occurrence(
            entry=entry,
            original_start=datetime.fromisoformat(item["original_start"]),
            starts_at=datetime.fromisoformat(item["start"]),
            ends_at=datetime.fromisoformat(item["end"]),
            seats=description["seats"],
            state=item["state"],
            note=item["note"],
        )
        for item in description["occurrences"]
    ]
    rows.sort(key=lambda row: (row.starts_at, row.original_start))
    ended = EVER
    for row in rows:
        row.next_from = ended
        ended = max(ended, row.ends_at)
    return rows


def theme_rows(entry: Entry, description: dict[str, Any]) -> list[EntryTheme]:
    """Return one row a theme."""
    return [EntryTheme(entry=entry, theme=code) for code in description["themes"]]


def facet_rows(entry: Entry, description: dict[str, Any]) -> list[EntryFacet]:
    """Return for whom the entry is (everybody unless somebody is named) and whom it can receive."""
    audiences = description["audiences"] or [EntryFacet.EVERYBODY]
    return [
        *(EntryFacet(entry=entry, facet=Facet.AUDIENCE, code=code) for code in audiences),
        *(EntryFacet(entry=entry, facet=Facet.NEED, code=code) for code in description["special_needs"]),
    ]


def organiser_rows(entry: Entry, description: dict[str, Any]) -> list[EntryStructure]:
    """Return the owner and its co-organisers, each once."""
    organisers = dict.fromkeys([description["structure"]["id"], *(item["id"] for item in description["coorganisers"])])
    return [EntryStructure(entry=entry, structure_id=pk) for pk in organisers if pk is not None]
