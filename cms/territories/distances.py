"""Who lies how far from whom: great-circle distances between points, and all pairs below a limit."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import asin, cos, radians, sin, sqrt

# Mean radius (IUGG): at commune scale the sphere differs from the ellipsoid by less than 0.4 %.
EARTH_METRES = 6_371_008.8
# A degree of latitude is 111.2 km on this sphere; rounded down so that a grid cell is never too small.
METRES_A_DEGREE = 111_000

Point = tuple[float, float]


def metres_between(one: Point, other: Point) -> int:
    """Return the straight-line distance in metres between two (latitude, longitude) in degrees (haversine formula)."""
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_METRES * asin(sqrt(min(1.0, half))))


def pairs_within(points: Mapping[str, Point], metres: int) -> Iterator[tuple[str, str, int]]:
    """Yield (key, other key, metres) once for each pair of different points at most `metres` apart.

    A grid of cells at least `metres` wide leaves only the neighbouring cells to look at. The 180th meridian is a seam
    that no pair crosses: no French département does.
    """
    height = metres / METRES_A_DEGREE
    widest = max((abs(lat) for lat, _lon in points.values()), default=0.0)
    # Meridians draw together towards the poles: the cells are made wide enough for the northernmost point.
    width = height / max(cos(radians(min(widest + height, 89.0))), 0.01)
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for key, (lat, lon) in points.items():
        cells[int(lat // height), int(lon // width)].append(key)
    for (row, column), keys in cells.items():
        nearby = [k for dr in (-1, 0, 1) for dc in (-1, 0, 1) for k in cells.get((row + dr, column + dc), ())]
        for key in keys:
            for other in nearby:
                if key < other and (distance := metres_between(points[key], points[other])) <= metres:
                    yield key, other, distance
