"""GeoJSON (RFC 7946): one feature from a point and flat properties, a whole collection piece by piece."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from agenda.events.clock import to_local
from cms.opendata.tables import EVENTS, PLACES

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/geo+json"
# Ten centimetres: finer than any address is known (RFC 7946 §11.2).
DECIMALS = 6
_ORDER = {"lieux": PLACES.names, "evenements": EVENTS.names}


def feature(table: str, code: str, point: tuple[float, float] | None, properties: dict[str, Any]) -> dict[str, Any]:
    """Return a feature whose properties are the columns of `table`, in their order; empty texts are null.

    `point` is (latitude, longitude) as everywhere in the product; GeoJSON wants longitude first.

    Raises:
        KeyError: a column has no value in `properties`.
    """
    return {
        "type": "Feature",
        "id": code,
        "geometry": {"type": "Point", "coordinates": [_rounded(point[1]), _rounded(point[0])]} if point else None,
        "properties": {name: plain(properties[name]) for name in _ORDER[table]},
    }


def _rounded(degrees: float) -> float:
    return round(degrees, DECIMALS)


def plain(value: Any) -> Any:
    """Return a value as JSON and CSV hold it: instants in local time with their offset, days in ISO, "" as null."""
    if isinstance(value, datetime):
        return to_local(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def safely(describe: Callable[..., dict[str, Any]], row: Any, *more: Any) -> Iterator[dict[str, Any]]:
    """Yield what `describe` says of a row; a row of which it cannot speak is left out and logged, whatever is wrong.

    One broken row must not take the other five thousand from everybody.
    """
    try:
        described = describe(row, *more)
    except Exception:
        log.exception("%s %s is left out of the open data", type(row).__name__, row.pk)
        return
    yield described


def to_json(value: Any) -> str:
    """Return JSON without needless spaces, accents as they are; the same value always gives the same text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def collection_pieces(features: Iterable[dict[str, Any]], **members: Any) -> Iterator[bytes]:
    """Yield a FeatureCollection piece by piece, one feature a line; `members` stand before the features.

    Numbers of features are not held in memory: thousands may come.
    """
    head = "".join(f"{to_json(name)}:{to_json(value)}," for name, value in members.items())
    yield f'{{"type":"FeatureCollection",{head}"features":['.encode()
    comma = "\n"
    for item in features:
        yield f"{comma}{to_json(item)}".encode()
        comma = ",\n"
    yield b"\n]}\n"
