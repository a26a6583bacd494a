"""Draws outlines with fewer points: a border that two communes share is thinned once, so that no gap opens."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import cos, hypot, radians

from cms.territories.distances import METRES_A_DEGREE

# (longitude, latitude), in GeoJSON's order; a ring repeats its first position at its end.
Position = tuple[float, float]
Ring = tuple[Position, ...]


def simplify(shapes: dict[str, list[Ring]], metres: float) -> dict[str, list[Ring]]:
    """Return the shapes with lines that stray at most `metres` from the ones given.

    Rings are cut where borders meet; each piece is thinned (Douglas–Peucker) in one canonical direction, so both
    neighbours of a border get the same points. A part too small to be seen is dropped unless it is all there is.
    """
    junctions = _junctions(ring for rings in shapes.values() for ring in rings)
    thinned: dict[str, list[Ring]] = {}
    for key, rings in shapes.items():
        drawn = [(ring, _thin_ring(ring, junctions, metres)) for ring in rings]
        kept = [thin for _ring, thin in drawn if len(thin) >= 4]
        thinned[key] = kept or [max(rings, key=len)]
    return thinned


def _junctions(rings: Iterable[Ring]) -> set[Position]:
    """Return the positions where lines meet: rings that pass there do not all have the same two neighbours."""
    neighbours: dict[Position, set[frozenset[Position]]] = defaultdict(set)
    for ring in rings:
        for before, here, after in zip((ring[-2], *ring), ring[:-1], ring[1:], strict=False):
            neighbours[here].add(frozenset((before, after)))
    return {position for position, pairs in neighbours.items() if len(pairs) > 1}


def _thin_ring(ring: Ring, junctions: set[Position], metres: float) -> Ring:
    """Return the ring thinned piece by piece; fewer than four positions when nothing is left of it."""
    line = ring[:-1]
    cuts = [index for index, position in enumerate(line) if position in junctions]
    if len(cuts) < 2:
        # An island, or an enclave: cut at two positions that do not depend on where the ring begins.
        anchor = line[cuts[0]] if cuts else min(line)
        far = max(line, key=lambda position: (_squared(anchor, position), position))
        cuts = sorted({line.index(anchor), line.index(far)})
    line = line[cuts[0] :] + line[: cuts[0]]
    stops = [cut - cuts[0] for cut in cuts] + [len(line)]
    closed = (*line, line[0])
    thin: list[Position] = []
    for start, stop in itertools.pairwise(stops):
        thin += _thin_line(closed[start : stop + 1], metres)[:-1]
    return (*thin, thin[0]) if thin else ()


def _thin_line(line: Sequence[Position], metres: float) -> list[Position]:
    """Return the line thinned; the same points whichever end it is read from."""
    backwards = line[0] > line[-1] or (line[0] == line[-1] and list(line) > list(reversed(line)))
    thin = _douglas_peucker(list(reversed(line)) if backwards else list(line), metres)
    return thin[::-1] if backwards else thin


def _douglas_peucker(line: list[Position], metres: float) -> list[Position]:
    """Keep the ends and, between two kept points, the farthest while it strays too far. No recursion: long coasts."""
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    scale = cos(radians(line[0][1]))
    while spans:
        first, last = spans.pop()
        strays = [
            (_metres_off(line[index], line[first], line[last], scale), -index) for index in range(first + 1, last)
        ]
        if strays and (worst := max(strays))[0] > metres:
            index = -worst[1]
            keep.add(index)
            spans += [(first, index), (index, last)]
    return [line[index] for index in sorted(keep)]


def _metres_off(point: Position, start: Position, end: Position, scale: float) -> float:
    """Return how far the point lies from the segment, in metres; `scale` narrows degrees of longitude."""
    px, py = (point[0] - start[0]) * scale, point[1] - start[1]
    dx, dy = (end[0] - start[0]) * scale, end[1] - start[1]
    length = dx * dx + dy * dy
    along = min(1.0, max(0.0, (px * dx + py * dy) / length)) if length else 0.0
    return hypot(px - along * dx, py - along * dy) * METRES_A_DEGREE


def metres_to_line(point: Position, ring: Sequence[Sequence[float]]) -> float:
    """Return the distance in metres from a point to the nearest side of a ring, on a plane around the point."""
    scale = cos(radians(point[1]))
    corners = [(corner[0], corner[1]) for corner in ring]
    return min(_metres_off(point, one, other, scale) for one, other in itertools.pairwise(corners))


def _squared(one: Position, other: Position) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
