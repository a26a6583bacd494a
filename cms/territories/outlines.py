"""The communes' outlines: loaded from the operator's open data, thinned, and asked whether a point lies inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import isfinite

from cms.territories.geojson import OutlineFile, UnusableFile
from cms.territories.models import Commune, Outline
from cms.territories.simplify import Ring, metres_to_line, simplify

# How far a stored line may stray from the one that was loaded: half a millimetre at the scale of a printed sheet.
THINNED_METRES = 100
# A point this close to the line is taken for inside: the outline is not more exact than that.
BORDER_METRES = 150
# A rural commune has some 80 points at 1:100 000; the most winding one in France some thousands to the metre.
MOST_POINTS = 20_000
# An outline whose box is further than this from the commune's point is somebody else's.
NEAR_DEGREES = 0.1
CHUNK = 100


def point_in_commune(commune: Commune, lat: float, lon: float) -> bool | None:
    """Return whether a point lies in the commune, or less than 150 m off its line; None without an outline.

    Degrees, WGS 84. Costs one query unless `outline` was fetched (`select_related("outline")`).
    """
    try:
        outline = commune.outline
    except Outline.DoesNotExist:
        return None
    return point_in_rings(outline.rings, lat, lon)


def point_in_rings(rings: Sequence[Sequence[Sequence[float]]], lat: float, lon: float) -> bool:
    """Return whether a point lies inside rings of [longitude, latitude] (even-odd: holes are out) or near a line."""
    if not (isfinite(lat) and isfinite(lon)):
        return False
    crossings = sum(_crosses(one, other, lat, lon) for ring in rings for one, other in pairwise(ring))
    return crossings % 2 == 1 or any(metres_to_line((lon, lat), ring) < BORDER_METRES for ring in rings)


def _crosses(one: Sequence[float], other: Sequence[float], lat: float, lon: float) -> bool:
    """Whether the side crosses the half-line that goes east from the point."""
    if (one[1] > lat) == (other[1] > lat):
        return False
    return lon < one[0] + (lat - one[1]) / (other[1] - one[1]) * (other[0] - one[0])


@dataclass(frozen=True)
class OutlineReport:
    """What a load found in the file and changed in the database."""

    code_name: str
    at: datetime
    features: int
    unread: int
    joined: int
    # INSEE codes that the territory does not know: how many, and the first five.
    unknown: int
    unknown_first: tuple[str, ...]
    # Known communes whose outline lies somewhere else than their point: left out, by name.
    misplaced: tuple[str, ...]
    written: int
    unchanged: int
    points_before: int
    points_after: int
    # Communes of the département still without any outline, by name.
    missing: tuple[str, ...]


def load_outlines(*, file: OutlineFile, source: str, now: datetime) -> OutlineReport:
    """Thin and write the outlines of the communes that the territory knows; running it again changes nothing.

    Outlines of communes that the file does not hold stay. Not atomic as a whole: chunks of 100 rows.

    Raises:
        UnusableFile: no commune of the territory is in the file, or most outlines lie elsewhere than their commune
            (another system of coordinates, latitude before longitude); nothing was written.
    """
    communes = Commune.objects.in_bulk()
    known = {code: rings for code, rings in file.shapes.items() if code in communes}
    if not known:
        raise UnusableFile("No commune of the file belongs to the territory: load_territory first, or another file.")
    if heavy := [code for code, rings in known.items() if sum(map(len, rings)) > MOST_POINTS]:
        raise UnusableFile(f"The outline of {heavy[0]} has more than {MOST_POINTS} points: take a simplified version.")
    misplaced = [code for code, rings in known.items() if not _is_near(communes[code], rings)]
    if len(misplaced) * 2 > len(known):
        raise UnusableFile(
            "Most outlines lie far from their communes: latitude may stand before longitude, or the codes are wrong."
        )
    thinned = simplify({code: rings for code, rings in known.items() if code not in misplaced}, THINNED_METRES)
    rows = [
        Outline(commune_id=code, rings=[[list(position) for position in ring] for ring in rings], source=source[:200])
        for code, rings in sorted(thinned.items())
    ]
    present = {outline.pk: (outline.rings, outline.source) for outline in Outline.objects.all()}
    changed = [row for row in rows if present.get(row.pk) != (row.rings, row.source)]
    for start in range(0, len(changed), CHUNK):
        Outline.objects.bulk_create(
            changed[start : start + CHUNK],
            update_conflicts=True,
            unique_fields=["commune"],
            update_fields=["rings", "source"],
        )
    unknown = sorted(file.shapes.keys() - communes.keys())
    return OutlineReport(
        code_name=file.code_name,
        at=now,
        features=file.features,
        unread=file.unread,
        joined=file.joined,
        unknown=len(unknown),
        unknown_first=tuple(unknown[:5]),
        misplaced=tuple(communes[code].name for code in misplaced),
        written=len(changed),
        unchanged=len(rows) - len(changed),
        points_before=sum(len(ring) for code in thinned for ring in known[code]),
        points_after=sum(len(ring) for rings in thinned.values() for ring in rings),
        missing=tuple(Commune.objects.of_departement().filter(outline=None).values_list("name", flat=True)),
    )


def _is_near(commune: Commune, rings: Sequence[Ring]) -> bool:
    """Whether the commune's point lies in the box of its outline, or at most a tenth of a degree beside it."""
    if commune.latitude is None or commune.longitude is None:
        return True
    lons, lats = zip(*(position for ring in rings for position in ring), strict=True)
    return (
        min(lats) - NEAR_DEGREES <= commune.latitude <= max(lats) + NEAR_DEGREES
        and min(lons) - NEAR_DEGREES <= commune.longitude <= max(lons) + NEAR_DEGREES
    )
