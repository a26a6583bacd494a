"""The communes' outlines: loaded from the operator's open data, thinned, and asked whether a point lies inside."""

import itertools
from collections.abc import Sequence
from math import isfinite

from cms.territories.models import Commune, Outline
from cms.territories.simplify import metres_to_line

# How far a stored line may stray from the one that was loaded: half a millimetre at the scale of a printed sheet.
THINNED_METRES = 100
# A point this close to the line is taken for inside: the outline is not more exact than that.
BORDER_METRES = 150


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
    crossings = sum(_crosses(one, other, lat, lon) for ring in rings for one, other in itertools.pairwise(ring))
    return crossings % 2 == 1 or any(metres_to_line((lon, lat), ring) < BORDER_METRES for ring in rings)


def _crosses(one: Sequence[float], other: Sequence[float], lat: float, lon: float) -> bool:
    """Whether the side crosses the half-line that goes east from the point."""
    if (one[1] > lat) == (other[1] > lat):
        return False
    return lon < one[0] + (lat - one[1]) / (other[1] - one[1]) * (other[0] - one[0])
