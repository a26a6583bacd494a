"""The agenda as a map of communes, always with the list beside it."""

from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Any, NamedTuple

from django.core.cache import cache
from django.core.paginator import Paginator
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from agenda.catalogue.spans import local_day
from agenda.coverage.drawing import Atlas, draw_atlas
from cms.pages.finding.agenda import answer, head_context
from cms.pages.finding.filters import Filters
from cms.territories.models import Commune
from cms.territories.names import search_name

PER_PAGE = 30
# The territory changes with `load_territory` and `load_outlines` only: its drawing is kept, not made for each reader.
KEPT_SECONDS = 600
SMALLEST, LARGEST = 17, 52


class Town(NamedTuple):
    """What is drawn of a commune."""

    insee: str
    name: str
    latitude: float | None
    longitude: float | None
    population: int
    epci: str


@dataclass(frozen=True)
class Land:
    """The département drawn once: all outlines as one path, points of communes without one as another."""

    atlas: Atlas | None
    towns: list[Town]
    outlines: str
    points: str


@dataclass(frozen=True)
class Row:
    """One commune with events."""

    name: str
    count: int
    metres: int | None
    url: str

    @property
    def km(self) -> int | None:
        """Whole kilometres from the commune asked for."""
        return None if self.metres is None else round(self.metres / 1000)


@dataclass(frozen=True)
class Circle:
    """A commune's events on the map."""

    x: int
    y: int
    radius: int
    row: Row


def map_context(filters: Filters, page: str, now: datetime) -> dict[str, Any]:
    """Return the circles of the map and the same as a list; one query more than the list of events."""
    answered = answer(filters, now, by_commune=True)
    communes = answered.found.communes
    # What happens at a distance is nowhere.
    counts = {found.insee: found.listed - found.remote for found in communes if found.insee}
    counts = {insee: count for insee, count in counts.items() if count}
    land = drawn_land()
    names = dict(Commune.objects.filter(pk__in=list(counts)).values_list("pk", "name"))
    metres = {found.insee: found.metres for found in communes}
    # Written once: three hundred addresses differ in the commune alone. Elsewhere "=" stands there encoded.
    address = filters.url(commune="0", rayon="0", epci="")
    rows = {
        insee: Row(name, counts[insee], metres.get(insee), address.replace("commune=0", f"commune={insee}"))
        for insee, name in names.items()
    }
    order = sorted(rows, key=lambda insee: (rows[insee].metres or 0, -rows[insee].count, search_name(rows[insee].name)))
    circles = _circles(land, rows)
    boxes = [(c.x - c.radius, c.y - c.radius, c.x + c.radius, c.y + c.radius) for c in circles]
    return head_context(filters, answered, local_day(now), page="pages:agenda_map") | {
        "land": land,
        "circles": drawn(circles),
        "labels": land.atlas.names(land.towns, boxes) if land.atlas else [],
        "page": Paginator([rows[insee] for insee in order], PER_PAGE).get_page(page),
        "remote_count": sum(found.remote for found in communes),
        "remote_url": filters.url(mode="remote"),
    }


def drawn(circles: list[Circle]) -> SafeString:
    """Return the circles as SVG, each a link for a pointer; a template takes ten times as long for three hundred."""
    return format_html_join(
        "",
        '<a href="{}" tabindex="-1"><circle class="event-map__circle" cx="{}" cy="{}" r="{}"/>'
        '<text class="event-map__count" x="{}" y="{}" dy="0.35em">{}</text><title>{} : {} rendez-vous</title></a>',
        ((c.row.url, c.x, c.y, c.radius, c.x, c.y, c.row.count, c.row.name, c.row.count) for c in circles),
    )


def drawn_land() -> Land:
    """Return the département's drawing; kept for some minutes."""
    land: Land | None = cache.get("agenda-map")
    if land is None:
        land = _draw()
        cache.set("agenda-map", land, KEPT_SECONDS)
    return land


def _draw() -> Land:
    rows = Commune.objects.of_departement().order_by("pk")
    towns = [
        Town(*row)
        for row in rows.values_list("insee", "name", "latitude", "longitude", "population", "epci").iterator()
    ]
    atlas = draw_atlas(towns)
    shapes = list(atlas.shapes.values()) if atlas else []
    points = "".join(f"M{shape.x - 4} {shape.y}a4 4 0 1 0 8 0a4 4 0 1 0-8 0z" for shape in shapes if not shape.path)
    return Land(atlas, towns, "".join(shape.path for shape in shapes), points)


def _circles(land: Land, rows: dict[str, Row]) -> list[Circle]:
    """Return one circle a commune of the map, growing with the count, the largest first: small ones on top."""
    if not land.atlas:
        return []
    found = [
        Circle(shape.x, shape.y, min(round(SMALLEST + 5 * (sqrt(row.count) - 1)), LARGEST), row)
        for insee, row in rows.items()
        if (shape := land.atlas.shapes.get(insee))
    ]
    return sorted(found, key=lambda circle: (-circle.radius, circle.y, circle.x))
