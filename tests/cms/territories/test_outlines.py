"""Outlines come from the operator's open data: thinned without gaps, refused with a sentence when they are none."""

import json
from collections import Counter
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms.territories.geojson import UnusableFile, read_outlines
from cms.territories.models import Commune, Outline
from cms.territories.outlines import point_in_commune
from cms.territories.simplify import metres_to_line, simplify
from tests.cast import make_communes

pytestmark = pytest.mark.django_db

FILE = "contours-communes-58.geojson"


def square(longitude: float, latitude: float, side: float = 0.05) -> list[list[float]]:
    """Return a closed ring around a point."""
    return [
        [longitude - side, latitude - side],
        [longitude + side, latitude - side],
        [longitude + side, latitude + side],
        [longitude - side, latitude + side],
        [longitude - side, latitude - side],
    ]


def feature(code: Any, rings: list[Any], *, name: str = "code", kind: str = "Polygon") -> dict[str, Any]:
    """Return a GeoJSON feature."""
    return {"type": "Feature", "properties": {name: code}, "geometry": {"type": kind, "coordinates": rings}}


def write(folder: Path, *features: dict[str, Any], **members: Any) -> Path:
    """Write a FeatureCollection and return its path."""
    path = folder / "communes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)} | members), "utf-8")
    return path


def load(path: Path) -> str:
    """Run the command and return what it says."""
    out = StringIO()
    call_command("load_outlines", path, source="IGN", stdout=out)
    return out.getvalue()


NEVERS = feature("58194", [square(3.157, 46.988)])


def test_a_shared_border_stays_shared_when_it_is_thinned(shared_data: Path) -> None:
    shapes = read_outlines(shared_data / FILE).shapes
    thinned = simplify(shapes, 100)
    assert sum(len(ring) for rings in thinned.values() for ring in rings) < 13_000
    sides = Counter(frozenset(side) for rings in thinned.values() for ring in rings for side in pairwise(ring))
    # Each side is drawn by two communes, or by one on the département's border: a gap would leave more of these.
    outer = [side for side, count in sides.items() if count == 1]
    assert set(sides.values()) == {1, 2}
    ends = Counter(end for side in outer for end in side)
    assert all(count % 2 == 0 for count in ends.values()), "the border of the whole is closed: no gap inside"
    for code in ("58194", "58217"):
        for ring in shapes[code]:
            assert all(metres_to_line(corner, thinned[code][0]) <= 101 for corner in ring)


def test_a_hole_is_outside_and_several_features_of_a_commune_are_joined(tmp_path: Path) -> None:
    make_communes()
    holed = feature("58194", [square(3.157, 46.988), square(3.157, 46.988, 0.02)], name="INSEE_COM")
    island = feature("58194", [[square(3.3, 46.988, 0.01)]], name="INSEE_COM", kind="MultiPolygon")
    said = load(write(tmp_path, holed, island))
    assert "“INSEE_COM”: outlines written 1" in said
    assert "1 features were joined" in said
    assert "4 communes without an outline, shown as points: Beaugy, Clamecy, Fourchambault" in said
    nevers = Commune.objects.get(pk="58194")
    assert len(nevers.outline.rings) == 3
    assert point_in_commune(nevers, 46.988, 3.157) is False
    assert point_in_commune(nevers, 47.02, 3.157)
    assert point_in_commune(nevers, 46.988, 3.3)
    # A hundred metres beyond the line: the outline is not more exact than that.
    assert point_in_commune(nevers, 47.0389, 3.157)
    assert point_in_commune(nevers, 47.0400, 3.157) is False


def test_without_an_outline_nothing_is_said_about_a_point() -> None:
    make_communes()
    assert point_in_commune(Commune.objects.get(pk="58194"), 46.988, 3.157) is None


def test_unknown_and_misplaced_communes_are_left_out_and_named(tmp_path: Path) -> None:
    make_communes()
    elsewhere = feature("58079", [square(3.157, 46.988)])
    said = load(write(tmp_path, NEVERS, feature("58303", [square(3.143, 47.0348)]), elsewhere, feature("99999", [])))
    assert "Drawn somewhere else, left out: Clamecy." in said
    assert "1 features without an INSEE code or an outline were left out." in said
    assert set(Outline.objects.values_list("pk", flat=True)) == {"58194", "58303"}


def test_a_newer_file_replaces_what_it_holds_and_keeps_the_rest(tmp_path: Path) -> None:
    make_communes()
    load(write(tmp_path, NEVERS, feature("58303", [square(3.143, 47.0348)])))
    load(write(tmp_path, feature("58194", [square(3.157, 46.988, 0.03)])))
    assert Outline.objects.get(pk="58194").rings[0][0] == [3.127, 46.958]
    assert Outline.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not JSON"),
        ("\x00\xff", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("{}", "no GeoJSON FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "no GeoJSON FeatureCollection"),
        ('{"type": "FeatureCollection", "features": [1, null]}', "No property holds"),
        (json.dumps({"type": "FeatureCollection", "features": [feature("58", [square(3.1, 47)])]}), "No property"),
        (json.dumps({"type": "FeatureCollection", "features": [feature("58194", "rings")]}), "No feature has both"),
        (json.dumps({"type": "FeatureCollection", "features": [feature("58194", [[[3, "47"]]])]}), "not a number"),
        (json.dumps({"type": "FeatureCollection", "features": [feature("58194", [[3.1, 47]])]}), "No feature|position"),
        (
            json.dumps({"type": "FeatureCollection", "features": [feature("58194", [[[712_000, 6_654_000]] * 4])]}),
            "no degrees, but metres.*ogr2ogr",
        ),
        (
            json.dumps({"type": "FeatureCollection", "features": [feature("58194", [[[10**400, 1]] * 4])]}),
            "no degrees",
        ),
        (json.dumps({"type": "FeatureCollection", "features": [feature("58194", [[[float("nan"), 47]]])]}), "NaN"),
        (
            json.dumps({"type": "FeatureCollection", "features": [feature("58194", [[["1e999", 47]]])]}).replace(
                '"1e999"', "1e999"
            ),
            "not a number",
        ),
        (
            json.dumps(
                {
                    "type": "FeatureCollection",
                    "features": [NEVERS],
                    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}},
                }
            ),
            "EPSG::2154",
        ),
        (
            json.dumps({"type": "FeatureCollection", "features": [feature("58194", [square(46.988, 3.157)])]}),
            "latitude may stand before longitude",
        ),
        (
            json.dumps({"type": "FeatureCollection", "features": [feature("01001", [square(5, 46)])]}),
            "No commune of the file",
        ),
    ],
)
def test_a_file_that_is_no_outlines_is_refused_with_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    make_communes()
    path = tmp_path / "communes.geojson"
    path.write_text(text, "utf-8", errors="surrogatepass")
    with pytest.raises(CommandError, match=sentence):
        load(path)
    assert not Outline.objects.exists()


def test_a_file_that_is_too_large_or_absent_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Cannot read"):
        load(tmp_path / "nothing.geojson")
    path = tmp_path / "large.geojson"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(UnusableFile, match="too large"):
        read_outlines(path)
