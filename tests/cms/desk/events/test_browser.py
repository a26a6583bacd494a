"""The event form in a real browser: its weight at the first visit, on a phone, and without JavaScript."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Response
from wagtail.documents import get_document_model

from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.structures.people import JoinRequest, Membership, Role
from tests.cast import draft_event, next_week, publish_event, submit
from tests.cms.desk.events.test_form import add_url
from tests.screens import overflow

ClientOf = Callable[[User], Client]
LIGHT = 150_000
# CSS pixels: what a finger hits (WCAG 2.5.5).
TARGET = 44


def sign_in(context: BrowserContext, client: Client, base: str) -> None:
    """Give a browser the session of a signed-in client."""
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])


def weight_of(page: Page, url: str) -> int:
    """Return the bytes of everything that a first visit loads, uncompressed."""
    found: list[Response] = []
    page.on("response", lambda response: found.append(response))  # noqa: PLW0108 - Playwright wraps functions only
    page.goto(url, wait_until="networkidle")
    return sum(len(response.body()) for response in found if response.ok)


@pytest.mark.once
def test_the_first_visit_is_light(
    live_server: Any, page: Page, client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    sign_in(page.context, client_of(partner_a), live_server.url)
    weight = weight_of(page, live_server.url + add_url(structure_a))
    assert weight <= LIGHT, weight
    sys.stdout.write(f"\nthe first visit: {weight} bytes\n")
    assert weight > 40_000  # fonts and styles were counted


@pytest.mark.once
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_the_next_one_is_sent_from_the_last_on_a_phone(
    live_server: Any,
    browser: Browser,
    client_of: ClientOf,
    partner_a: User,
    structure_a: StructurePage,
    *,
    javascript: bool,
) -> None:
    event = publish_event(structure_a, title="Le mardi", start=next_week(), registration_phone="03 53 01 00 01")
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=javascript)
    sign_in(context, client_of(partner_a), live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/mon-espace/evenements/ajouter/?comme={event.pk}")
    if javascript:
        assert overflow(page) == 0
    page.click("text=Voir comme le public")
    page.click("text=Revenir au formulaire")
    page.click("button:has-text('Envoyer à l’équipe')")
    page.wait_for_url("**/envoye/")
    assert "C’est envoyé" in page.content()
    context.close()
    copy = EventPage.objects.exclude(pk=event.pk).get()
    first = copy.parsed_schedule.occurrences()[0].start
    assert first > next_week()
    assert first.weekday() == next_week().weekday()
    assert first.date() > timezone.localdate()


@pytest.mark.once
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    live_server: Any, page: Page, client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    sign_in(page.context, client_of(partner_a), live_server.url)
    draft, waiting = draft_event(structure_a, by=partner_a), draft_event(structure_a, title="Envoyé", by=partner_a)
    submit(waiting, by=partner_a)
    found: dict[str, Any] = {}

    def look(name: str) -> None:
        page.wait_for_load_state("networkidle")
        for width in (1280, 360, 320):
            page.set_viewport_size({"width": width, "height": 800})
            if wider := overflow(page):
                found[f"{name} at {width}"] = wider
        if violations := Axe().run(page).response["violations"]:
            found[name] = [(item["id"], item["nodes"][0]["html"][:120]) for item in violations]

    own = f"{live_server.url}/mon-espace/evenements/{draft.pk}/"
    for path in (live_server.url + add_url(structure_a), f"{own}supprimer/", f"{own}envoye/", own):
        page.goto(path)
        if page.locator(".event-details > summary").count():
            page.click(".event-details > summary")
        look(path)
    page.fill("[name=title]", "")
    page.click("button:has-text('Envoyer à l’équipe')")
    look("mistakes")
    page.fill("[name=title]", "Titre d’Alice")
    page.click("text=Voir comme le public")
    look("preview")
    page.click("text=Revenir au formulaire")
    draft.save_revision(user=partner_a)
    page.click("button.button--quiet[value=save]")
    look("two versions")
    page.goto(f"{live_server.url}/mon-espace/evenements/{waiting.pk}/")
    look("waiting")
    page.goto(f"{live_server.url}/mon-espace/evenements/{waiting.pk}/envoye/")
    look("sent")
    assert found == {}


@pytest.mark.once
def test_what_stands_alone_is_large_enough_for_a_finger(
    live_server: Any, browser: Browser, client_of: ClientOf, partner_a: User, moderator: User,
    structure_a: StructurePage, structure_b: StructurePage,
) -> None:  # fmt: skip
    def on_phone(user: User) -> Page:
        context = browser.new_context(viewport={"width": 360, "height": 780})
        sign_in(context, client_of(user), live_server.url)
        return context.new_page()

    def height(page: Page, path: str, words: str) -> float:
        page.goto(f"{live_server.url}{path}")
        box = page.locator(f"main a:has-text('{words}')").first.bounding_box()
        assert box
        return box["height"]

    Membership.objects.filter(user=partner_a).update(role=Role.REFERENT)
    JoinRequest.objects.create(
        structure=structure_a, first_name="Nora", last_name="Petit", email="nora@example.org", asked_at=timezone.now()
    )
    poster = get_document_model().objects.create(title="Affiche", collection=structure_a.space.collection)
    poster.file.save("affiche.pdf", ContentFile(b"%PDF-1.4"))
    waiting = draft_event(structure_a, by=partner_a)
    waiting.poster = poster
    waiting.save_revision()
    submit(waiting, by=partner_a)
    theirs = publish_event(structure_b)
    desk, team = on_phone(partner_a), on_phone(moderator)
    assert height(desk, "/mon-espace/", "Répondre") >= TARGET
    assert height(desk, reverse("desk:join_event", args=[theirs.pk]), "Voir l’événement") >= TARGET
    assert height(team, reverse("team:review", args=[waiting.pk]), "Ouvrir l’affiche") >= TARGET
    desk.goto(live_server.url + add_url(structure_a))
    button = desk.evaluate(
        "getComputedStyle(document.querySelector('[type=file]'), '::file-selector-button').minHeight"
    )
    assert float(button.removesuffix("px")) >= TARGET
