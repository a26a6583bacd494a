"""The places of the demo leave valid in both validators, and enough of them leave."""

from typing import Any

import pytest
from django.utils import timezone

from agenda.places.national_export import export_places
from cms.demo.seed import seed_demo
from cms.structures.actions import prepare_platform
from cms.territories.actions import load_territory
from tests.validators.national import judge


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.urls("tests.cms.demo.urls")
@pytest.mark.usefixtures("national_library")
def test_the_demo_s_places_leave_valid_in_both(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEPARTEMENT = "58"
    now = timezone.now()
    load_territory(departement="58", now=now)
    prepare_platform(now=now)
    seed_demo(now=now)
    exported = list(export_places())
    rows = [one.row for one in exported if one.row is not None]
    verdicts = judge(rows)
    good = sum(verdict.good for verdict in verdicts)
    with capsys.disabled():
        print(f"\n{good} of {len(rows)} exported rows valid in both (the demo's {len(exported)} places)")
        for one in exported:
            if one.row is None:
                print(f"left out: {one.name}: {'; '.join(one.notes)}")
    assert good == len(rows)
    assert len(rows) >= len(exported) * 0.9
