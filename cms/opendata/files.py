"""The files that stand at `/donnees/`: type, table and licence of each."""

from dataclasses import dataclass

from cms.opendata.licences import ODBL, OPEN, LicenceText
from cms.opendata.tables import EVENTS, NATIONAL, ODBL_PLACES, PLACES, SITTINGS, Table

COMPRESSED = "donnees.zip"
GEOJSON = "application/geo+json"


@dataclass(frozen=True)
class File:
    """A file: its name, its type, the table in it (None for those about the others), its licence."""

    name: str
    content_type: str
    table: Table | None = None
    licence: LicenceText = OPEN
    # Made anew for each reader at its address: what the package holds of it is last night's.
    live: bool = False

    @property
    def media_type(self) -> str:
        """The type without its charset."""
        return self.content_type.partition(";")[0]

    @property
    def format(self) -> str:
        """What follows the dot."""
        return self.name.rpartition(".")[2]


FILES = {
    file.name: file
    for file in (
        File("lieux.csv", "text/csv; charset=utf-8", NATIONAL),
        File("lieux.json", "application/json", NATIONAL),
        File("lieux.geojson", GEOJSON, PLACES, live=True),
        File("evenements.csv", "text/csv; charset=utf-8", SITTINGS),
        File("evenements.geojson", GEOJSON, EVENTS, live=True),
        File("lieux-odbl.csv", "text/csv; charset=utf-8", ODBL_PLACES, ODBL),
        File("lieux-odbl.geojson", GEOJSON, ODBL_PLACES, ODBL, live=True),
        File("LICENCE.txt", "text/plain; charset=utf-8"),
        File("datapackage.json", "application/json"),
        File("catalogue.jsonld", "application/ld+json"),
        File(COMPRESSED, "application/zip"),
    )
}
