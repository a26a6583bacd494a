"""The month in a real browser: a partner on a phone, the team at its desk, from the first line to the late one."""

import os
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from post_office.models import Email
from pytest_django.live_server_helper import LiveServer

from agenda.events.models import EventPage
from branding.models import Brand
from cms.accounts.models import User
from cms.structures.models import StructurePage
from newsletter.issues.actions import compose_period
from newsletter.issues.models import Issue
from newsletter.issues.period import Period
from newsletter.issues.plans import MonthPlan
from newsletter.month.models import Chase, Extension
from newsletter.month.reminders import remind_structures
from tests.cast import publish_event, schedule_of
from tests.screens import overflow

# A folder for pictures of the screens, for who wants to look at them.
SHOTS = os.environ.get("SHOTS", "")

# Wagtail's messages fade in: their colours are looked at once they stand.
AT_REST = """() => Promise.allSettled(document.getAnimations()
  .filter(one => one.effect.getComputedTiming().iterations !== Infinity).map(one => one.finished)).then(() => true)"""

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def period(transactional_db: None, brand: Brand) -> Period:
    """The next month, whose proposals close in two days."""
    today = timezone.localdate()
    period = Period(today.year, today.month).next
    for of, shift in ((period.before, -60), (period, 2)):
        days = [today + timedelta(days=shift + count) for count in (0, 1, 2, 3)]
        MonthPlan.objects.create(
            period=of.key, close_on=days[0], compose_on=days[1], review_on=days[2], send_on=days[3],
            changed_at=timezone.now(),
        )  # fmt: skip
    return period


def enter(page: Page, live_server: LiveServer, user: User) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.clear_cookies()
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def propose(structure: StructurePage, period: Period, title: str = "Portes ouvertes") -> EventPage:
    """Publish an event of the letter's month, proposed with a sentence."""
    start = datetime.combine(period.first.replace(day=12), time(14))
    return publish_event(
        structure, title=title, start=start, newsletter_proposed=True, newsletter_sentence="Venez voir le fablab."
    )


def looked_at(page: Page, *widths: int) -> list[str]:
    """Return what jars on the page as it stands: sideways scrolling, what axe finds."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(AT_REST)
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{width}-{len(list(Path(SHOTS).iterdir())):02d}.png", full_page=True)
        if over := overflow(page):
            found.append(f"{page.url} at {width}: {over} px too wide")
        violations = Axe().run(page).response["violations"]
        found += [f"{page.url} at {width}: {one['id']} {one['nodes'][0]['html'][:200]}" for one in violations]
    return found


def test_the_month_before_the_draft(
    live_server: LiveServer, page: Page, structure_a: StructurePage, structure_b: StructurePage, partner_a: User,
    partner_b: User, moderator: User, period: Period, mail_queue: type[Email],
) -> None:  # fmt: skip
    propose(structure_a, period)
    mail_queue.objects.all().delete()

    # The mail goes to who proposed nothing, and leads to the page.
    assert remind_structures(now=timezone.now()) == 1
    mail = mail_queue.objects.get()
    assert mail.to == [partner_b.email]
    assert reverse("desk:letter", args=[structure_b.pk]) in mail.message

    # The partner, on a phone: one sentence changed.
    page.set_viewport_size({"width": 360, "height": 800})
    enter(page, live_server, partner_a)
    page.goto(f"{live_server.url}{reverse('desk:home')}")
    page.get_by_role("link", name="Ce qui sera dit de vous").click()
    found = looked_at(page, 320, 1280)
    page.set_viewport_size({"width": 360, "height": 800})
    page.get_by_text("Changer la phrase").first.click()
    found += looked_at(page, 320)
    page.get_by_label("Votre phrase").fill("Une journée pour tout essayer.")
    page.get_by_role("button", name="Mettre cette phrase").click()
    assert "Une journée pour tout essayer." in page.inner_text("main")
    compose_period(period=period, by=None, now=timezone.now())
    assert "Une journée pour tout essayer." in str(Issue.objects.get().content)
    assert found == []


def test_the_team_sees_who_proposed_nothing_and_sets_the_days(
    live_server: LiveServer, page: Page, structure_a: StructurePage, structure_b: StructurePage, moderator: User,
    period: Period,
) -> None:  # fmt: skip
    propose(structure_a, period)
    enter(page, live_server, moderator)
    page.goto(f"{live_server.url}{reverse('letter:months')}")
    found = looked_at(page, 320, 1280)
    page.get_by_role("link", name="Qui n’a rien proposé").click()
    assert "Médiathèque de Clamecy" in page.inner_text("main")
    page.get_by_role("button", name="Relancer Médiathèque").click()
    assert "Relancée le" in page.inner_text("main")
    last = MonthPlan.objects.get(period=period.key).send_on
    page.get_by_label("Prolonger jusqu’au").fill(last.isoformat())
    page.get_by_role("button", name="Prolonger Médiathèque").click()
    assert "délai prolongé" in page.inner_text("main")
    found += looked_at(page, 320, 1280)
    assert (Chase.objects.count(), Extension.objects.get().until) == (1, last)
    page.get_by_role("link", name="Les dates de cette lettre").click()
    page.get_by_role("textbox", name="Envoi").fill("2020-01-01")
    page.get_by_role("button", name="Garder ces dates").click()
    assert "L’envoi vient après la relecture." in page.inner_text("main")
    found += looked_at(page, 320, 1280)
    assert found == []


def test_what_comes_after_the_draft_is_added_by_the_team_and_silenced_by_the_partner(
    live_server: LiveServer, page: Page, structure_a: StructurePage, structure_b: StructurePage, partner_b: User,
    moderator: User, period: Period,
) -> None:  # fmt: skip
    propose(structure_a, period)
    compose_period(period=period, by=None, now=timezone.now())
    event = propose(structure_b, period, title="Arrivé tard")
    own = f"{live_server.url}{reverse('desk:letter', args=[structure_b.pk])}"
    enter(page, live_server, partner_b)
    page.goto(own)
    assert "l’équipe le voit et peut l’ajouter à la lettre" in page.inner_text("main")
    found = looked_at(page, 320, 1280)
    enter(page, live_server, moderator)
    page.goto(f"{live_server.url}{reverse('letter:month', args=[period.key])}")
    page.get_by_role("button", name="Ajouter à la lettre").click()
    assert "Arrivé tard" in str(Issue.objects.get().content)
    event.schedule = schedule_of(datetime.combine(period.first.replace(day=14), time(14)))
    event.save_revision().publish()
    page.reload()
    found += looked_at(page, 320, 1280)
    page.get_by_role("button", name="Mettre à jour").first.click()
    assert "La ligne est à jour" in page.inner_text("main")
    enter(page, live_server, partner_b)
    page.goto(own)
    page.get_by_role("button", name="Ne rien dire de ceci").click()
    assert "Rien n’en sera dit" in page.inner_text("main")
    assert found == []
