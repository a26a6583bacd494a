"""The whole chain in a real browser: a partner publishes once, communes get the feed, subscribers get the letter."""

import re
import time
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from agenda.catalogue.sweep import find_drift
from branding.models import Brand
from cms.accounts.models import User
from cms.structures.models import StructurePage
from newsletter.delivery.models import Delivery, DeliveryState
from newsletter.issues.models import Issue, IssueState
from newsletter.issues.period import offered_periods
from newsletter.subscribers.models import Subscriber
from tests.cast import PASSWORD
from tests.plugins.services import MailCatcher, Running

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Envoyer ses photos à sa famille"
PATIENCE_MS = 20_000


def sign_in(context: BrowserContext, address: str, user: User, *, home: str = "/mon-espace/") -> Page:
    """Return the person's own window, on their desk or, for the team, at its queue."""
    page = context.new_page()
    page.goto(f"{address}/connexion/mot-de-passe/?next=/mon-espace/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Entrer").click()
    expect(page).to_have_url(f"{address}{home}")
    return page


def write_event(page: Page) -> None:
    """Fill the light form, the fewest fields that a partner needs, and send it to the team."""
    # In the month of the letter that "prepare" offers first, on a day still to come.
    period = offered_periods(timezone.now(), Brand.load().compose_day)[0]
    day = max(period.first + timedelta(days=9), timezone.localdate() + timedelta(days=2))
    page.get_by_role("link", name="Ajouter un événement").click()
    page.fill("[name=title]", TITLE)
    page.fill("[name=summary]", "On apporte son téléphone, on repart en sachant faire.")
    page.fill("[name=schedule-0-date]", day.isoformat())
    page.fill("[name=schedule-0-start]", "14:00")
    page.fill("[name=schedule-0-end]", "16:00")
    page.check("input[name=where][value=address]")
    page.fill("[name=address_name]", "Salle des fêtes")
    page.fill("[name=town]", "Varennes-Vauzelles")
    page.check("[name=newsletter_proposed]")
    if page.locator("[name=newsletter_sentence]").count():
        if not page.locator("[name=newsletter_sentence]").is_visible():
            page.locator("details:has([name=newsletter_sentence]) summary").first.click()
        page.fill("[name=newsletter_sentence]", "Venez avec vos plus belles photos.")
    page.get_by_role("button", name="Envoyer à l’équipe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est envoyé")


def subscribe(context: BrowserContext, address: str, catcher: MailCatcher, email: str) -> None:
    """Ask for the letter by name of commune, then press the button that the mail leads to."""
    page = context.new_page()
    page.goto(f"{address}/lettre/abonnement/")
    page.fill("[name=email]", email)
    page.fill("[name=place]", "nevers")
    page.get_by_role("button", name="Je m’abonne").click()
    page.wait_for_load_state()
    wait_for(lambda: catcher.to(email))
    text = catcher.to(email)[0].get_body(("plain",)).get_content()
    link = next(word for word in text.split() if "/lettre/confirmer/" in word)
    page.goto(address + link[link.index("/lettre/") :])
    page.get_by_role("button").last.click()
    page.wait_for_load_state()
    page.close()


def wait_for(found: Any, *, seconds: int = 25) -> Any:
    """Return what `found` returns once it is something."""
    deadline = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return result


def send_letter(page: Page) -> None:
    """Compose, approve and send this month's letter from its board."""
    page.goto(page.url.split("/equipe/")[0] + "/admin/la-lettre/preparer/")
    page.locator("main button[type=submit], form button[type=submit]").last.click()
    page.wait_for_load_state()
    issue = Issue.objects.get()
    page.goto(page.url.split("/admin/")[0] + f"/admin/la-lettre/{issue.pk}/")
    page.get_by_role("button", name="Approuver la lettre").click()
    page.get_by_role("button", name="Envoyer maintenant").click()
    page.wait_for_load_state()


@pytest.mark.postgres
def test_a_partner_publishes_once_and_everybody_gets_it(
    mailcatcher: MailCatcher,
    live_worker: Running,
    live_server: LiveServer,
    context: BrowserContext,
    structure_a: StructurePage,
    partner_a: User,
    moderator: User,
    mail_queue: type,
) -> None:
    context.set_default_timeout(PATIENCE_MS)
    address = live_server.url
    Brand.load().save()
    for name in ("simone", "lucien"):
        subscribe(context, address, mailcatcher, f"{name}@example.org")
    assert Subscriber.objects.filter(state="confirmed", commune_id="58194").count() == 2

    partner = sign_in(context, address, partner_a)
    write_event(partner)
    context.clear_cookies()

    team = sign_in(context, address, moderator, home="/equipe/")
    team.get_by_role("link", name="Relire").first.click()
    team.get_by_role("button", name="Publier").click()
    expect(team.get_by_role("heading", level=1)).to_have_text("Tout est fait")
    wait_for(lambda: mailcatcher.to(partner_a.email))

    reader = context.browser.new_context().new_page()
    reader.goto(f"{address}/agenda/?commune=58194")
    reader.get_by_role("link", name=TITLE).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    reader.goto(f"{address}/commune/58194/")
    expect(reader.get_by_role("link", name=TITLE)).to_be_visible()
    feed = reader.request.get(f"{address}/flux/commune/58194.ics")
    assert [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(feed.body()).events] == [TITLE]

    send_letter(team)
    wait_for(lambda: Issue.objects.get().state == IssueState.SENT)
    assert Delivery.objects.filter(state=DeliveryState.ACCEPTED).count() == 2
    for name in ("simone", "lucien"):
        letter = mailcatcher.to(f"{name}@example.org")[-1]
        text = letter.get_body(("plain",)).get_content()
        assert TITLE in text
        assert "Venez avec vos plus belles photos." in text
        assert TITLE in letter.get_body(("html",)).get_content()
    reader.goto(f"{address}/lettre/")
    reader.locator("main a").filter(has_text=re.compile(r"20\d\d")).first.click()
    expect(reader.get_by_text(TITLE).first).to_be_visible()
    assert len(find_drift(thorough=True)) == 0
