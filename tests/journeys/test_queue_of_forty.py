"""A moderator clears a queue of forty in a real browser: together, one by one, with ready reasons, undoing one."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab
from pytest_django.live_server_helper import LiveServer

from agenda.catalogue.sweep import find_drift
from cms.accounts.models import User
from cms.moderation.models import Decision, DecisionKind, Waiting
from cms.structures.models import StructurePage
from tests.cast import draft_event, next_week, submit
from tests.screens import overflow

BULK, SINGLES, BACK = 30, 6, 4


def shot(page: Tab, name: str, *, whole: bool = False) -> None:
    """Take a picture where the environment names a folder."""
    folder = os.environ.get("SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)


@pytest.mark.django_db(transaction=True)
def test_a_moderator_clears_a_queue_of_forty(
    live_server: LiveServer, page: Tab, client_of: object, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    for number in range(BULK + SINGLES + BACK):
        draft = draft_event(structure_a, title=f"Atelier {number:02d}", start=next_week(days=8 + number), by=partner_a)
        submit(draft, by=partner_a)
    assert Waiting.objects.count() == BULK + SINGLES + BACK
    client = client_of(moderator)  # type: ignore[operator]
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    taps = 0

    page.goto(f"{live_server.url}/equipe/")
    assert "40 choses à faire" in page.inner_text("h1")
    shot(page, "queue-1280")
    page.set_viewport_size({"width": 360, "height": 740})
    shot(page, "queue-360")
    assert overflow(page) == 0
    page.set_viewport_size({"width": 1280, "height": 900})

    for box in page.locator("input[name=item]").all()[:BULK]:
        box.check()
        taps += 1
    page.click("text=Publier ce qui est coché")
    taps += 1
    assert "30 publiés" in page.inner_text("h1")
    shot(page, "bulk-1280")

    page.click("text=Revenir à la file d’attente")
    page.locator(".rows__title a").first.click()
    taps += 2
    shot(page, "review-1280", whole=True)
    page.set_viewport_size({"width": 360, "height": 740})
    shot(page, "review-360", whole=True)
    assert overflow(page) == 0
    for _number in range(SINGLES):
        page.click("button:text-is('Publier')")
        taps += 1
    page.click("text=Annuler cette décision")
    page.click("button:text-is('Publier')")
    taps += 2

    for number in range(BACK):
        if "/relire/" not in page.url:
            page.locator(".rows__title a").first.click()
            taps += 1
        if not number:
            shot(page, "reasons-360", whole=True)
        page.click(f"button[value={'off_topic' if number % 2 else 'dates'}]")
        taps += 1

    assert "Tout est fait" in page.inner_text("h1")
    kept = Decision.objects.filter(undone_at=None)
    assert kept.filter(kind=DecisionKind.APPROVED).count() == BULK + SINGLES
    assert kept.filter(kind=DecisionKind.SENT_BACK).count() == BACK
    assert not Waiting.objects.exists()
    assert len(find_drift(thorough=True)) == 0
    assert taps <= 60, f"{taps} taps for forty texts"
