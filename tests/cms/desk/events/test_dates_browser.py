"""The three ways of giving dates in a real browser: on a phone 320 px wide, with and without JavaScript, by keys."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from agenda.events.models import EventPage
from agenda.events.schedule import Schedule, Slot
from agenda.recurrence.rules import Days, Frequency, Hours, Rule, School
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import draft_event
from tests.cms.desk.events.test_browser import TARGET, sign_in
from tests.cms.desk.events.test_form import add_url
from tests.screens import overflow

ClientOf = Callable[[User], Client]
NARROW = 320
# Looked at when the screens change: SHOTS=/tmp/shots pytest …
SHOTS = os.environ.get("SHOTS")

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]


class Phone:
    """A signed-in partner's phone, as narrow as any, with the form of a new event open."""

    def __init__(self, page: Page, base: str, structure: StructurePage) -> None:
        """Keep the page and where it opens."""
        self.page, self.base, self.structure = page, base, structure
        page.goto(base + add_url(structure))

    def fill(self) -> None:
        """Answer all but the dates."""
        self.page.fill("[name=title]", "Atelier photo")
        self.page.fill("[name=summary]", "On trie ses photos ensemble.")
        self.page.check("input[name=where][value=address]")
        self.page.fill("[name=address_name]", "Salle des fêtes")
        self.page.fill("[name=town]", "Nevers")

    def look(self, name: str, found: dict[str, Any]) -> None:
        """Note what scrolls sideways and what axe finds, at three widths."""
        for width in (1280, 360, NARROW):
            self.page.set_viewport_size({"width": width, "height": 800})
            if wider := overflow(self.page):
                found[f"{name} at {width}"] = wider
            if SHOTS:
                box = self.page.locator(".field:has([data-schedule])")
                box.screenshot(path=str(Path(SHOTS) / f"{name.replace(' ', '-')}-{width}.png"))
        if violations := Axe().run(self.page).response["violations"]:
            found[name] = [(item["id"], item["nodes"][0]["html"][:160]) for item in violations]


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def phone(
    request: pytest.FixtureRequest, live_server: Any, browser: Browser, client_of: ClientOf, partner_a: User,
    structure_a: StructurePage,
) -> Iterator[Phone]:  # fmt: skip
    """A phone with and without JavaScript."""
    context = browser.new_context(
        viewport={"width": NARROW, "height": 700}, java_script_enabled=request.param, locale="fr-FR"
    )
    context.set_default_timeout(15_000)
    sign_in(context, client_of(partner_a), live_server.url)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    phone = Phone(context.new_page(), live_server.url, structure_a)
    yield phone
    # A preview that is still asked for would read tables that the next test empties.
    phone.page.wait_for_load_state("networkidle")
    context.close()
    assert not errors


def coming(weekday: int, weeks: int = 2) -> date:
    """Return a day to come on that weekday."""
    today = timezone.localdate()
    return today + timedelta(days=(weekday - today.weekday()) % 7, weeks=weeks)


def send(page: Page) -> Schedule:
    """Send the form and return the schedule that was stored."""
    page.click("button:has-text('Envoyer à l’équipe')")
    page.wait_for_url(re.compile("/envoye/"))
    return EventPage.objects.get().parsed_schedule


def has_script(page: Page) -> bool:
    return bool(page.locator("[data-ready]").count())


def test_one_date_is_as_quick_as_ever(phone: Phone) -> None:
    phone.fill()
    page, day = phone.page, coming(2)
    page.fill("[name=schedule-0-date]", day.isoformat())
    page.fill("[name=schedule-0-start]", "14:00")
    page.fill("[name=schedule-0-end]", "16:00")
    assert send(page).slots == (Slot(datetime.combine(day, time(14)), datetime.combine(day, time(16))),)


def test_each_week_but_in_holidays_by_choices(phone: Phone) -> None:
    phone.fill()
    page = phone.page
    page.check("[name=schedule-way][value=choices]")
    page.check("[name=schedule-weekdays][value='1']")
    page.fill("[name=schedule-start]", "14:00")
    page.fill("[name=schedule-end]", "16:00")
    page.fill("[name=schedule-first]", "2027-01-05")
    page.fill("[name=schedule-until]", "2027-06-29")
    page.check("[name=schedule-school][value=except]")
    if not has_script(page):
        page.click("button:has-text('Voir les dates')")
    preview = page.locator("[data-schedule-preview]")
    expect(preview).to_contain_text("Tous les mardis")
    expect(preview).to_contain_text("mardi 16 février 2027")
    expect(preview).to_contain_text("vacances d’hiver")
    schedule = send(page)
    assert schedule.rules[0].school is School.EXCEPT
    assert schedule.zone == "A"


def test_a_sentence_is_asked_back_then_understood(phone: Phone) -> None:
    phone.fill()
    page = phone.page
    page.check("[name=schedule-way][value=text]")
    page.fill("[name=schedule-text]", "tous les mardis de 14 h à 16 h")
    page.click("button:has-text('Envoyer à l’équipe')")
    field = page.locator(".field:has([data-schedule])")
    expect(field.locator(".field__error").first).to_contain_text("Jusqu’à quel jour")
    assert page.input_value("[name=schedule-text]") == "tous les mardis de 14 h à 16 h"
    assert page.get_attribute("[name=schedule-text]", "aria-invalid") == "true"
    assert not EventPage.objects.exists()
    page.fill("[name=schedule-text]", "tous les mardis de 14 h à 16 h jusqu’au 29 juin 2027")
    assert send(page).rules[0].until == date(2027, 6, 29)


@pytest.mark.parametrize("phone", [True], indirect=True, ids=["script"])
def test_days_clicked_in_the_calendar_have_the_same_hours(phone: Phone) -> None:
    phone.fill()
    page, day = phone.page, coming(2, weeks=5)
    page.fill("[name=schedule-0-start]", "14:00")
    page.fill("[name=schedule-0-end]", "16:00")
    months = (day.year - timezone.localdate().year) * 12 + day.month - timezone.localdate().month
    for _n in range(months):
        page.click("[aria-label='Mois suivant']")
    for n in (0, 1, 2):
        page.click(f"[data-day='{day + timedelta(days=n)}']")
    page.click(f"[data-day='{day + timedelta(days=1)}']")
    box = page.locator(f"[data-day='{day}']").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= TARGET
    assert ", choisi" in (page.get_attribute(f"[data-day='{day}']", "aria-label") or "")
    page.click("button:has-text('Autre heure')")
    page.fill("[name=schedule-1-start]", "10:00")
    page.fill("[name=schedule-1-end]", "11:00")
    page.fill("[name=schedule-0-end]", "17:00")
    expect(page.locator("[data-schedule-preview]")).to_contain_text("2 dates")
    found = send(page).slots
    assert [(slot.start.date(), slot.start.hour, slot.end.hour) for slot in found] == [
        (day, 14, 17), (day + timedelta(days=2), 10, 11),
    ]  # fmt: skip


@pytest.mark.parametrize("phone", [True], indirect=True, ids=["script"])
def test_the_calendar_is_walked_by_the_arrows(phone: Phone) -> None:
    page, today = phone.page, timezone.localdate()
    page.focus(f"[data-day='{today}']")
    for key, day in (
        ("ArrowRight", today + timedelta(days=1)), ("ArrowDown", today + timedelta(days=8)),
        ("ArrowLeft", today + timedelta(days=7)), ("PageDown", today + timedelta(days=35)),
        ("ArrowUp", today + timedelta(days=28)),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.dataset.day") == day.isoformat()
    assert page.locator("[data-day][tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    assert page.input_value("[name=schedule-0-date]") == (today + timedelta(days=28)).isoformat()
    page.keyboard.press("Space")
    assert page.input_value("[name=schedule-0-date]") == ""


@pytest.mark.parametrize("phone", [True], indirect=True, ids=["script"])
def test_axe_finds_nothing_in_any_way_and_nothing_scrolls_sideways(phone: Phone, partner_a: User) -> None:
    page, found = phone.page, dict[str, Any]()
    preview = page.locator("[data-schedule-preview]")
    phone.look("new", found)
    page.fill("[name=schedule-0-start]", "14:00")
    page.fill("[name=schedule-0-end]", "16:00")
    page.click("[aria-label='Mois suivant']")
    for n in (2, 8, 15):
        page.locator("[data-day]").nth(n).click()
    expect(preview).to_contain_text("3 dates")
    phone.look("days", found)
    page.check("[name=schedule-way][value=choices]")
    phone.look("choices new", found)
    page.check("[name=schedule-weekdays][value='1']")
    page.fill("[name=schedule-start]", "14:00")
    expect(preview).to_contain_text("Pas encore complet")
    page.fill("[name=schedule-end]", "16:00")
    page.check("[name=schedule-school][value=except]")
    page.click("summary:has-text('D’autres heures')")
    page.click("summary:has-text('Jours à retirer')")
    expect(preview).to_contain_text("Pas de séance")
    phone.look("choices", found)
    page.select_option("[name=schedule-rhythm]", "month")
    phone.look("month", found)
    page.check("[name=schedule-way][value=text]")
    phone.look("text new", found)
    page.fill("[name=schedule-text]", "tous les mardis de 14 h à 16 h")
    expect(preview).to_contain_text("Jusqu’à quel jour")
    phone.look("question", found)
    page.locator("[data-schedule-example] button").first.click()
    expect(preview).to_contain_text("Tous les mardis")
    phone.look("text", found)
    page.fill("[name=schedule-text]", "tous les mardis")
    page.click("button:has-text('Envoyer à l’équipe')")
    phone.look("question sent", found)
    rule = Rule.of(
        Frequency.WEEKLY, date(2027, 1, 5), [Days.on_weekday(1, Hours(time(14), time(16)))], until=date(2027, 12, 14),
        months=frozenset({1, 2, 10}), school=School.EXCEPT,
    )  # fmt: skip
    days = [datetime.combine(date(2027, 1, 1), time(14)) + timedelta(days=n) for n in range(200)]
    many = Schedule.of(slots=[Slot(day, day + timedelta(hours=2)) for day in days])
    for name, schedule in (("sentence reopened", Schedule.of(rules=[rule])), ("kept", many)):
        event = draft_event(phone.structure, by=partner_a, title=name)
        event.schedule = schedule.to_json()
        event.save_revision(user=partner_a)
        page.goto(f"{phone.base}/mon-espace/evenements/{event.pk}/")
        phone.look(name, found)
    assert found == {}


def test_wagtails_editor_shows_the_same_three_ways(
    live_server: Any, page: Page, client_of: ClientOf, structure_a: StructurePage
) -> None:
    admin = User.objects.create_superuser("chef", "chef@example.org", "x")
    sign_in(page.context, client_of(admin), live_server.url)
    page.goto(f"{live_server.url}/admin/pages/add/agenda/eventpage/{structure_a.pk}/")
    page.check("[name=schedule-way][value=text]")
    page.fill("[name=schedule-text]", "les 12 et 19 janvier 2099 de 10 h à 12 h")
    expect(page.locator("[data-schedule-preview]")).to_contain_text("2 dates")
    field = page.locator("[data-schedule]")
    for way in ("choices", "text", "days"):
        page.check(f"[name=schedule-way][value={way}]")
        for width in (1280, NARROW):
            page.set_viewport_size({"width": width, "height": 900})
            assert overflow(page) == 0
            if SHOTS:
                field.screenshot(path=str(Path(SHOTS) / f"editor-{way}-{width}.png"))
