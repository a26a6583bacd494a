"""From the invitation's mail to a published event, on a phone 360 px wide; then the next one from a copy."""

import re
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser
from post_office.models import Email

from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.structures.invitations import send_invitation
from cms.structures.members import invite_member
from cms.structures.models import StructurePage
from cms.structures.people import Role
from tests.cast import next_week, publish_event
from tests.journeys.klm import Person, phone, sign_in

TITLE = "Premiers pas avec un téléphone"
MOST_INTERACTIONS, MOST_SECONDS, MOST_SECONDS_FIRST = 12, 60, 240
PHONES = {
    "phone": {},
    "slow phone": {"slow": True},
    "slow phone without script": {"slow": True, "javascript": False},
}

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
on_each_phone = pytest.mark.parametrize("kind", PHONES, ids=lambda kind: kind.replace(" ", "-"))


def invitation_link(structure: StructurePage, mails: type[Email], base: str) -> str:
    """Invite a contributor and return the link of the mail, on the tested server."""
    member = invite_member(
        structure=structure, email="lea@example.org", first_name="Léa", last_name="Simon",
        role=Role.CONTRIBUTOR, by=None, now=timezone.now(),
    )  # fmt: skip
    send_invitation(user=member.user, structure=structure)
    mail = mails.objects.get(to="lea@example.org")
    found = re.search(r"https?://[^/\s]+(/connexion/\S+)", mail.message)
    assert found, mail.message
    return base + found[1]


def write_first_event(person: Person) -> None:
    """Answer what the light form asks of an event at an address, as a newcomer would."""
    day = timezone.localdate() + timedelta(days=9)
    person.type("[name=title]", TITLE)
    person.type("[name=summary]", "Allumer, appeler, envoyer un message : en petit groupe, sans se presser.")
    person.type("[name=schedule-0-date]", day.isoformat())
    person.type("[name=schedule-0-start]", "14:00")
    person.type("[name=schedule-0-end]", "16:00")
    person.tap("input[name=where][value=address]")
    person.type("[name=address_name]", "Salle des fêtes")
    person.type("[name=address_street]", "2 rue de la Gare")
    town = person.page.locator("[name=town]")
    if town.input_value():
        person.decide()
    else:
        person.type("[name=town]", "Nevers")
    person.tap("input[name=themes] >> nth=0")
    person.type("[name=registration_phone]", "03 53 01 00 01")


@on_each_phone
def test_from_the_invitation_to_the_published_event(
    live_server: Any, browser: Browser, structure_a: StructurePage, moderator: User, mail_queue: type[Email], kind: str
) -> None:
    context, person = phone(browser, **PHONES[kind])
    page = person.page
    person.open(invitation_link(structure_a, mail_queue, live_server.url))
    person.go("button:has-text('Entrer dans mon espace')")
    assert "/mon-espace/" in page.url
    person.go("text=Ajouter un événement")
    write_first_event(person)
    assert person.page.locator("h1").is_visible()
    person.go("button:has-text('Envoyer à l’équipe')")
    assert "C’est envoyé" in page.inner_text("h1"), page.inner_text("main")
    sys.stdout.write(f"\nthe very first event, {kind}: {person.count}\n")
    context.close()
    approve_in_queue(live_server.url, browser, moderator)
    event = EventPage.objects.get(title=TITLE)
    assert event.live
    public = Client().get(event.url)
    assert TITLE in public.content.decode()
    feed = Client().get("/flux/commune/58194.ics")
    assert TITLE in feed.content.decode().replace("\r\n ", "")
    assert person.count.seconds <= MOST_SECONDS_FIRST, person.count


def approve_in_queue(base: str, browser: Browser, moderator: User) -> None:
    """A moderator opens the queue on a phone and publishes what waits."""
    context, person = phone(browser)
    sign_in(context, moderator, base)
    person.page.goto(f"{base}/equipe/")
    person.go(f".rows__title a:has-text('{TITLE}')")
    person.go("button:text-is('Publier')")
    assert person.count.taps == 2
    context.close()


@on_each_phone
def test_the_next_event_from_a_copy(
    live_server: Any, browser: Browser, structure_a: StructurePage, partner_a: User, kind: str
) -> None:
    publish_event(structure_a, title=TITLE, start=next_week(), by=partner_a, registration_phone="03 53 01 00 01")
    event = EventPage.objects.get()
    context, person = phone(browser, **PHONES[kind])
    sign_in(context, partner_a, live_server.url)
    page = person.page
    person.open(f"{live_server.url}/mon-espace/")
    person.go(f"a[href*='comme={event.pk}']")
    day = timezone.localdate() + timedelta(days=16)
    person.decide()  # the title and the sentence are right
    person.type("[name=schedule-0-date]", day.isoformat())
    person.type("[name=schedule-0-start]", "10:00")
    person.type("[name=schedule-0-end]", "12:00")
    person.decide()  # the place is right
    person.go("button:has-text('Voir comme le public')")
    person.decide()
    person.go("button:has-text('Envoyer à l’équipe')")
    assert "C’est envoyé" in page.inner_text("h1")
    context.close()
    copy = EventPage.objects.exclude(pk=event.pk).get()
    assert [slot.start.date() for slot in copy.parsed_schedule.occurrences()] == [day]
    sys.stdout.write(f"\nfrom a copy, {kind}: {person.count}\n")
    assert person.count.interactions <= MOST_INTERACTIONS, person.count.steps
    assert person.count.seconds <= MOST_SECONDS, person.count
