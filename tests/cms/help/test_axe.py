"""Help, sheets to print, the pages of the mails' links and the public forms: nothing sideways, nothing axe finds."""

from datetime import UTC, datetime, time, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from agenda.rhythm.attendance import attendance_token
from agenda.rhythm.models import Attendance, MonthQuestion
from agenda.rhythm.months import month_token
from agenda.rhythm.next_month import month_after
from cms.accounts.models import User
from cms.help.topics import TOPICS
from cms.structures.models import StructurePage
from tests.cast import next_week, publish_event
from tests.screens import overflow


@pytest.fixture
def paths(transactional_db: None, structure_a: StructurePage, partner_a: User) -> list[str]:
    """The pages, with something on each."""
    today = timezone.localdate()
    first = datetime.combine(today.replace(day=1), time(9))
    weekly = [first + timedelta(days=days) for days in (0, 7, 14, 21)]
    held = publish_event(structure_a, title="Permanence", start=weekly[0], more=tuple(weekly[1:]), by=partner_a)
    publish_event(structure_a, start=next_week())
    now = datetime.now(UTC)
    question = MonthQuestion.objects.create(structure=structure_a, month=month_after(today), asked_at=now)
    began = now - timedelta(days=3)
    row = Attendance.objects.create(event=held, original_start=began, asked_at=now)
    told = Attendance.objects.create(event=held, original_start=began - timedelta(days=7), people=8, answered_at=now)
    return [
        "/aide/",
        *(f"/aide/{topic.slug}/" for topic in TOPICS),
        "/aide/mode-d-emploi/",
        f"/structures/{structure_a.pk}/mois/?mois={next_week():%Y-%m}",
        f"/mois/{month_token(question, partner_a)}",
        f"/combien/{attendance_token(structure_a, [row, told], partner_a)}",
        "/je-propose/",
        "/je-propose/merci/",
        f"/structures/{structure_a.pk}/rejoindre/",
    ]


@pytest.mark.once
def test_axe_finds_nothing_and_nothing_scrolls_sideways(paths: list[str], live_server: LiveServer, page: Page) -> None:
    found: list[str] = []
    for path in paths:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            answer = page.goto(live_server.url + path)
            assert answer is not None
            assert answer.status == 200, path
            if (over := overflow(page)) > 0:
                found.append(f"{path} at {width}: {over} px too wide")
            violations = Axe().run(page).response["violations"]
            found += [f"{path} at {width}: {item['id']} {item['nodes'][0]['html'][:200]}" for item in violations]
    assert found == []


@pytest.mark.once
def test_mistakes_in_the_public_forms_pass_too(paths: list[str], live_server: LiveServer, page: Page) -> None:
    found: list[str] = []
    for path in (paths[-3], paths[-1]):
        page.goto(live_server.url + path)
        page.click("main form button[type=submit]")
        page.wait_for_load_state("networkidle")
        assert page.locator(".form-errors").count(), path
        found += [f"{path}: {item['id']}" for item in Axe().run(page).response["violations"]]
    assert found == []
