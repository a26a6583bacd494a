"""The real outlines of a département, on its real territory."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from cms.territories.actions import LoadReport
from cms.territories.models import Commune
from cms.territories.outlines import point_in_commune

pytestmark = pytest.mark.django_db

FILE = "contours-communes-58.geojson"


def load(path: Path) -> str:
    """Run the command and return what it says."""
    out = StringIO()
    call_command("load_outlines", path, source="IGN", stdout=out)
    return out.getvalue()


def test_the_real_outlines_load_once_and_hold_their_communes(nievre: LoadReport, shared_data: Path) -> None:
    said = load(shared_data / FILE)
    assert "309 features, INSEE code in “code”: outlines written 309, already right 0" in said
    assert "without an outline" not in said
    assert "written 0, already right 309" in load(shared_data / FILE)
    outlined = list(Commune.objects.of_departement().select_related("outline"))
    for commune in outlined:
        assert commune.latitude is not None
        assert commune.longitude is not None
        assert point_in_commune(commune, commune.latitude, commune.longitude), commune
    nevers = Commune.objects.get(pk="58194")
    assert point_in_commune(nevers, 46.9881, 3.1571)
    assert point_in_commune(nevers, 47.4602, 3.5199) is False
    assert point_in_commune(nevers, float("nan"), 3.1) is False
    inside = [commune for commune in outlined if point_in_commune(commune, 47.4602, 3.5199)]
    assert [commune.name for commune in inside] == ["Clamecy"]
