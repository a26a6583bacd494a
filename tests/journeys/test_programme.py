"""The programme in a real browser: the team adds a committee, a partner reads it, follows it, reads that it is off."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from agenda.programme.dates import ItemDate
from agenda.programme.pages import Audience
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.structures.people import Membership, Role
from tests.factories.programme import add_item, hours_on, in_days
from tests.screens import overflow

ClientOf = Callable[[User], Client]
# CSS pixels: what a finger hits (WCAG 2.5.5).
TARGET = 44
SIZES = (320, 1280)


def _look(page: Page, name: str, pictures: Path) -> list[str]:
    """Photograph a page narrow and wide; return what is wrong with it: sideways, small targets, what axe finds."""
    found = []
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=pictures / f"{name}-{width}.png", full_page=True)
        if (over := overflow(page)) > 0:
            found.append(f"{name} at {width}: {over} px too wide")
        found += [
            f"{name} at {width}: {item['id']} {item['nodes'][0]['html'][:200]}"
            for item in Axe().run(page).response["violations"]
        ]
        small = page.evaluate(
            "least => [...document.querySelectorAll('main button, main .button, main summary, main .rows a')]"
            ".filter(one => one.checkVisibility() && !one.closest('.visually-hidden') && one.tabIndex >= 0)"
            ".filter(one => one.getBoundingClientRect().height < least - 0.5).map(one => one.textContent.trim())",
            TARGET,
        )
        found += [f"{name} at {width}: small: {text}" for text in small]
    return found


def _page_of(browser: Browser, client: Client, base: str, *, javascript: bool = True) -> Page:
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", java_script_enabled=javascript)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])
    return context.new_page()


def _add_without_script(team: Page, base: str) -> None:
    """Add an item of two dates, typed in two goes, after one mistake."""
    team.goto(f"{base}/equipe/programme/")
    team.get_by_role("link", name="Ajouter au calendrier").click()
    team.get_by_label("De quoi s’agit-il").fill("Comité technique du réseau")
    team.locator("#id_date-0-day").fill(in_days(12).isoformat())
    team.locator("#id_date-0-start").fill("14:00")
    team.get_by_role("button", name="Publier").last.click()
    assert "Indiquez les deux heures" in team.content()
    team.locator("#id_date-0-end").fill("16:30")
    team.get_by_role("button", name="Ajouter d’autres dates").click()
    team.locator("#id_date-1-day").fill(in_days(40).isoformat())
    team.get_by_label("Où").fill("Salle du conseil, Nevers")
    team.get_by_role("button", name="Publier").last.click()
    assert "Publié" in team.content()
    assert team.get_by_text("Comité technique du réseau").count() >= 2


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_from_the_team_to_the_partners_calendar_and_back(
    live_server: Any,
    browser: Browser,
    client_of: ClientOf,
    moderator: User,
    partner_a: User,
    structure_a: StructurePage,
    structure_b: StructurePage,
    tmp_path: Path,
    settings: Any,
) -> None:
    settings.PUBLIC_URL = live_server.url
    Membership.objects.filter(user=partner_a).update(role=Role.REFERENT)
    add_item(
        moderator,
        ItemDate.of_days(in_days(5), in_days(5)),
        title="Dépôt des dossiers de financement",
        kind="deadline",
        where="",
    )
    add_item(
        moderator,
        hours_on(in_days(30)),
        title="Rencontre chez les voisins",
        audience=Audience.NAMED,
        structures=[structure_b],
    )
    add_item(moderator, hours_on(in_days(-30)), title="Comité de pilotage")
    wrong = []
    _add_without_script(_page_of(browser, client_of(moderator), live_server.url, javascript=False), live_server.url)
    # How the team's screens look.
    seen = _page_of(browser, client_of(moderator), live_server.url)
    for name, path in (("team-list", "/equipe/programme/"), ("team-add", "/equipe/programme/ajouter/")):
        seen.goto(live_server.url + path)
        wrong += _look(seen, name, tmp_path)
    seen.get_by_role("button", name="Publier").last.click()
    assert "Indiquez au moins une date." in seen.content()
    wrong += _look(seen, "team-mistakes", tmp_path)
    seen.goto(f"{live_server.url}/equipe/programme/")
    seen.get_by_role("link", name="Modifier « Comité technique du réseau »").first.click()
    wrong += _look(seen, "team-edit", tmp_path)
    # The partner: the home, the calendar, its address.
    partner = _page_of(browser, client_of(partner_a), live_server.url)
    partner.goto(f"{live_server.url}/mon-espace/")
    assert "Échéance dans 5 jours" in partner.content()
    assert "chez les voisins" not in partner.content()
    wrong += _look(partner, "home", tmp_path)
    partner.get_by_role("link", name="Tout le calendrier du programme").click()
    partner.get_by_role("button", name="Créer l’adresse").click()
    wrong += _look(partner, "calendar", tmp_path)
    address = partner.locator("#adresse-privee").inner_text()
    events = icalendar.Calendar.from_ical(Client().get(address.removeprefix(live_server.url)).content).events
    assert [str(event["SUMMARY"]) for event in events] == [
        "Comité de pilotage", "Dépôt des dossiers de financement", "Comité technique du réseau",
        "Comité technique du réseau",
    ]  # fmt: skip
    partner.get_by_role("link", name="Comité technique du réseau").first.click()
    wrong += _look(partner, "item", tmp_path)
    # Called off by the team, read as such by the partner.
    seen.get_by_label("C’est annulé").check()
    seen.get_by_role("button", name="Publier").last.click()
    partner.reload()
    assert "Annulé." in partner.content()
    # Renewed: the former address is dead.
    partner.goto(f"{live_server.url}/mon-espace/programme/")
    partner.get_by_text("Changer ou désactiver l’adresse").click()
    partner.get_by_role("button", name="Changer l’adresse").click()
    assert partner.locator("#adresse-privee").inner_text() != address
    assert Client().get(address.removeprefix(live_server.url)).status_code == 404
    assert wrong == []
