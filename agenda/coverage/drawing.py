"""Draws communes on a plane: outlines where they are loaded, points elsewhere, in whole units of an SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, radians, sqrt
from typing import Protocol

from agenda.coverage.gaps import CommuneGap, MonthGaps, Reach
from cms.territories.models import Outline

# The drawing's width in units: about 130 m each on a département, finer than a screen shows.
WIDTH = 1000
MARGIN = 16
# Names on the map, the width of a letter and the height of a line in the size that coverage.css gives them.
NAMES, LETTER, LINE = 5, 15, 26


class Spot(Protocol):
    """What can be drawn and named: a commune, or what is known of one."""

    @property
    def insee(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def latitude(self) -> float | None: ...  # noqa: D102
    @property
    def longitude(self) -> float | None: ...  # noqa: D102
    @property
    def population(self) -> int: ...  # noqa: D102
    @property
    def epci(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Shape:
    """One commune on the plane: `path` (SVG path data) when its outline is loaded, else a circle at (x, y)."""

    insee: str
    path: str
    x: int
    y: int


@dataclass(frozen=True)
class Dot:
    """Calls without answer: a ring around (x, y) that grows with the count and lets the commune's colour show."""

    x: int
    y: int
    radius: int
    count: int
    # Where the figure begins and its base line lies: at the ring's upper right, outside it.
    count_x: int
    count_y: int


@dataclass(frozen=True)
class Label:
    """A main town's name around `x`, on the base line `y`, for people to find their way."""

    x: int
    y: int
    name: str


@dataclass(frozen=True)
class Plane:
    """Equirectangular, narrowed by the cosine of the middle latitude: what a map of one département needs."""

    west: float
    north: float
    narrow: float
    # Units a degree of latitude.
    scale: float
    height: int

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> "Plane":
        """Return the plane that holds all (longitude, latitude)."""
        lons, lats = zip(*points, strict=True)
        narrow = cos(radians((min(lats) + max(lats)) / 2))
        wide, high = max((max(lons) - min(lons)) * narrow, 0.01), max(lats) - min(lats)
        # Higher than it is wide, a territory would fill three screens: its height is bounded by the width.
        scale = min((WIDTH - 2 * MARGIN) / wide, (WIDTH - 2 * MARGIN) / max(high, 0.01))
        west = min(lons) - (WIDTH / scale - wide) / 2 / narrow
        return cls(west, max(lats) + MARGIN / scale, narrow, scale, round(high * scale) + 2 * MARGIN)

    def place(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Return (x, y) in whole units."""
        return round((longitude - self.west) * self.narrow * self.scale), round((self.north - latitude) * self.scale)


@dataclass(frozen=True)
class Atlas:
    """The département's communes on a plane, drawn once for any number of months."""

    plane: Plane
    shapes: dict[str, Shape]
    # Radius of the circles of communes without an outline.
    radius: int
    source: str

    @property
    def view_box(self) -> str:
        """The SVG's coordinates."""
        return f"0 0 {WIDTH} {self.plane.height}"

    def groups(self, month: MonthGaps) -> list[tuple[Reach, list[tuple[Shape, CommuneGap]]]]:
        """Return the shapes of each class that has some, the best last: its outline lies over its neighbours'.

        None in a month without data: it is drawn by `blank`.
        """
        if month.is_empty:
            return []
        found = [
            (reach, [(self.shapes[gap.insee], gap) for gap in month.communes if gap.reach is reach and self.has(gap)])
            for reach in reversed(Reach)
        ]
        return [(reach, shapes) for reach, shapes in found if shapes]

    def blank(self, month: MonthGaps) -> list[tuple[Shape, CommuneGap]]:
        """Return the shapes of a month of which the catalogue knows nothing, to be drawn empty."""
        return [(self.shapes[gap.insee], gap) for gap in month.communes if self.has(gap)] if month.is_empty else []

    def dots(self, month: MonthGaps) -> list[Dot]:
        """Return one ring for each commune with calls without answer, the largest first: small ones lie on top."""
        called = sorted(
            (gap for gap in month.communes if gap.unanswered and self.has(gap)), key=lambda g: -g.unanswered
        )
        return [self._dot(self.shapes[gap.insee], gap.unanswered) for gap in called]

    def _dot(self, shape: Shape, count: int) -> Dot:
        # Never smaller than the commune's own circle, which it goes around.
        radius = max(min(round(15 * sqrt(count)), 60) + 4, self.radius + 6)
        aside = round(radius * 0.7) + 4
        return Dot(shape.x, shape.y, radius, count, shape.x + aside, shape.y - aside + 6)

    def labels(self, month: MonthGaps) -> list[Label]:
        """Return the names of the main towns, where no ring stands if possible."""
        return self.names(
            month.communes,
            [
                (dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius)
                for dot in self.dots(month)
            ],
        )

    def names(self, spots: Iterable[Spot], signs: Sequence[tuple[int, int, int, int]]) -> list[Label]:
        """Return the names of the main towns, above or below their points, beside the boxes of `signs` if possible."""
        taken = list(signs)
        chosen: list[Label] = []
        for gap in _main_towns([spot for spot in spots if self.has(spot)])[:NAMES]:
            shape = self.shapes[gap.insee]
            half = round(len(gap.name) * LETTER / 2)
            x = min(max(shape.x, half), WIDTH - half)
            lines = {y: (x - half, y - LINE, x + half, y + 8) for y in (shape.y - 16, shape.y + 38, shape.y - 44)}
            # A main town is named even where a ring is in the way.
            free = next((y for y, box in lines.items() if not any(_meet(box, other) for other in taken)), shape.y - 16)
            taken.append(lines[free])
            chosen.append(Label(x, free, gap.name))
        return chosen

    def has(self, gap: Spot) -> bool:
        """Whether the commune can be drawn: it has an outline or a point."""
        return gap.insee in self.shapes


def draw_atlas(communes: Sequence[Spot]) -> Atlas | None:
    """Return the communes drawn on a plane; None when none has a point or an outline. One query."""
    codes = [gap.insee for gap in communes]
    outlines = {outline.pk: outline for outline in Outline.objects.filter(commune_id__in=codes)}
    corners = [(corner[0], corner[1]) for outline in outlines.values() for ring in outline.rings for corner in ring]
    points = [
        (gap.longitude, gap.latitude) for gap in communes if gap.longitude is not None and gap.latitude is not None
    ]
    if not corners and not points:
        return None
    plane = Plane.around([*corners, *points])
    shapes = {}
    for gap in communes:
        outline = outlines.get(gap.insee)
        if gap.longitude is not None and gap.latitude is not None:
            x, y = plane.place(gap.longitude, gap.latitude)
        elif outline:
            x, y = plane.place(*outline.rings[0][0])
        else:
            continue
        shapes[gap.insee] = Shape(gap.insee, _path(plane, outline.rings) if outline else "", x, y)
    # Half the distance between points that are spread evenly: circles fill the map and hardly touch.
    radius = round(0.36 * sqrt(WIDTH * plane.height * pi / 4 / max(len(codes), 1)))
    sources = sorted({outline.source for outline in outlines.values() if outline.source})
    return Atlas(plane, shapes, min(radius, 40), ", ".join(sources))


def _main_towns(communes: Iterable[Spot]) -> list[Spot]:
    """Return the largest commune of each EPCI, that of the largest EPCI first: suburbs say nothing on a map."""
    people: dict[str, int] = {}
    town: dict[str, Spot] = {}
    for gap in sorted(communes, key=lambda gap: (-gap.population, gap.insee)):
        key = gap.epci or gap.insee
        people[key] = people.get(key, 0) + gap.population
        town.setdefault(key, gap)
    return [town[key] for key in sorted(town, key=lambda key: (-people[key], town[key].insee))]


def _path(plane: Plane, rings: Sequence[Sequence[Sequence[float]]]) -> str:
    """Return SVG path data: absolute start, relative sides, points that fall on the same unit once."""
    parts = []
    for ring in rings:
        line = [plane.place(corner[0], corner[1]) for corner in ring]
        steps = [(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(line) if before != after]
        if len(steps) < 3:  # too small to be seen at this scale
            continue
        # A minus separates figures by itself: a third fewer bytes.
        sides = "".join(f"{'' if dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}" for dx, dy in steps[:-1])
        parts.append(f"M{line[0][0]} {line[0][1]}l{sides.lstrip()}z")
    return "".join(parts)


def _meet(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    """Whether two boxes (west, north, east, south) overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
