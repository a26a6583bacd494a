"""Reads communes' outlines from a GeoJSON file of the operator's choice, and refuses with a sentence what is none."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn

from cms.foundation.digits import is_digits
from cms.territories.simplify import Position, Ring

# A département drawn to the metre weighs some ten megabytes; Python needs ten times the file's size to read it.
MOST_BYTES = 40_000_000
# Names that producers give the INSEE code (geo.api.gouv.fr, IGN, INSEE, Etalab, OpenStreetMap), most exact first.
CODE_NAMES = (
    "code_insee", "insee_com", "codgeo", "insee_commune", "com_insee", "code_commune", "codecommune", "insee",
    "ref:insee", "com", "code",
)  # fmt: skip
# About one metre: two producers' copies of one corner then become one corner.
DECIMALS = 5


class UnusableFile(ValueError):
    """The file holds no outlines of communes that can be used; the message says why."""


@dataclass(frozen=True)
class OutlineFile:
    """What a file holds: rings by INSEE code, and what could not be read."""

    code_name: str
    shapes: dict[str, list[Ring]]
    features: int
    # Communes drawn as several features, joined; features without a commune's outline.
    joined: int
    unread: int


def read_outlines(path: Path) -> OutlineFile:
    """Return the outlines of a GeoJSON FeatureCollection (RFC 7946: WGS 84 degrees, longitude first).

    Raises:
        UnusableFile: too large, no JSON, no FeatureCollection, no INSEE codes, projected or impossible coordinates.
    """
    data = _load(path)
    features = data.get("features") if isinstance(data, dict) and data.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        raise UnusableFile("This is no GeoJSON FeatureCollection with features: export the communes as GeoJSON.")
    _refuse_other_system(data.get("crs"))
    features = [feature for feature in features if isinstance(feature, dict)]
    name = _guess_code_name(features)
    shapes: dict[str, list[Ring]] = defaultdict(list)
    drawn = 0
    for feature in features:
        properties = feature.get("properties")
        code = _as_code(properties.get(name)) if isinstance(properties, dict) else ""
        rings = _rings_of(feature.get("geometry"))
        if code and rings:
            shapes[code] += rings
            drawn += 1
    if not shapes:
        raise UnusableFile("No feature has both an INSEE code and an outline (Polygon or MultiPolygon).")
    return OutlineFile(name, dict(shapes), len(features), drawn - len(shapes), len(features) - drawn)


def _load(path: Path) -> Any:
    """Return the file's JSON; NaN and Infinity, which Python's reader would take, are refused."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise UnusableFile(
            f"The file is too large ({size // 1_000_000} MB, at most {MOST_BYTES // 1_000_000}): "
            "keep only the communes of the département and around it, or a simplified version."
        )
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnusableFile:
        raise
    except (ValueError, RecursionError) as error:
        raise UnusableFile(f"This is not JSON: {str(error)[:200]}") from error


def _refuse_constant(name: str) -> NoReturn:
    raise UnusableFile(f"A coordinate is not a number ({name}): the file is damaged, export it again.")


def _refuse_other_system(crs: Any) -> None:
    """Refuse a file that names another system of coordinates than WGS 84 (old GeoJSON could)."""
    if not isinstance(crs, dict):
        return
    properties = crs.get("properties")
    name = str(properties.get("name", "") if isinstance(properties, dict) else "")[:80]
    if name and not name.upper().endswith(("CRS84", "EPSG::4326", "EPSG:4326")):
        raise UnusableFile(f"The coordinates are in {name}: {_CONVERT}")


_CONVERT = "GeoJSON wants degrees of WGS 84 (with GDAL: ogr2ogr -t_srs EPSG:4326 communes.geojson original)."


def _guess_code_name(features: list[dict[str, Any]]) -> str:
    """Return the property that holds INSEE codes: a known name, and the values of most features look like codes."""
    seen: Counter[str] = Counter()
    for feature in features:
        properties = feature.get("properties")
        for name, value in properties.items() if isinstance(properties, dict) else ():
            if name.lower() in CODE_NAMES and _as_code(value):
                seen[name] += 1
    good = [name for name, count in seen.items() if count * 2 > len(features)]
    if not good:
        raise UnusableFile(f"No property holds the communes’ INSEE codes; known names: {', '.join(CODE_NAMES)}.")
    return min(good, key=lambda name: (CODE_NAMES.index(name.lower()), name))


def _as_code(value: Any) -> str:
    """Return a value as an INSEE code, "" when it is none; 1001 written as a number has lost the zero of 01001."""
    text = f"{value:05d}" if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or len(text := text.strip().upper()) != 5 or not text.isascii():
        return ""
    return text if is_digits(text) or (text.startswith(("2A", "2B")) and is_digits(text[2:])) else ""


def _rings_of(geometry: Any) -> list[Ring]:
    """Return the rings of a Polygon or MultiPolygon, holes among them; none for another or a broken geometry."""
    if not isinstance(geometry, dict) or not isinstance(coordinates := geometry.get("coordinates"), list):
        return []
    kind = geometry.get("type")
    polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else []
    rings = [_ring(ring) for polygon in polygons if isinstance(polygon, list) for ring in polygon]
    return [ring for ring in rings if ring]


def _ring(positions: Any) -> Ring:
    """Return one closed ring without repeated positions; () when fewer than three corners are left."""
    if not isinstance(positions, list):
        return ()
    ring: list[Position] = []
    for position in positions:
        here = _position(position)
        if not ring or here != ring[-1]:
            ring.append(here)
    if ring and ring[0] != ring[-1]:
        ring.append(ring[0])
    return tuple(ring) if len(ring) >= 4 else ()


def _position(position: Any) -> Position:
    """Return (longitude, latitude), to the metre; a height is left out."""
    if not isinstance(position, list) or not 2 <= len(position) <= 4:
        raise UnusableFile("A position is not [longitude, latitude]: the file is damaged, export it again.")
    longitude, latitude = position[:2]
    for value in (longitude, latitude):
        # An integer may be too long for isfinite, and is refused below.
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or (isinstance(value, float) and not isfinite(value)):
            raise UnusableFile("A coordinate is not a number: the file is damaged, export it again.")
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise UnusableFile(
            f"{str(longitude)[:20]}, {str(latitude)[:20]} are no degrees, but metres on a plane: {_CONVERT}"
        )
    return round(float(longitude), DECIMALS), round(float(latitude), DECIMALS)
