"""The same next month in three taps: the link of the mail, "oui", and what was held waits for the team."""

import re
import sys
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from post_office.models import Email

from agenda.events.models import EventPage
from agenda.rhythm.models import MonthAnswer, MonthQuestion
from agenda.rhythm.months import ask_month
from agenda.rhythm.next_month import month_after
from cms.accounts.models import User
from cms.moderation.models import Waiting
from cms.structures.models import StructurePage
from tests.cast import publish_event
from tests.journeys.klm import phone
from tests.journeys.test_invitation_to_event import PHONES, on_each_phone
from tests.screens import overflow

MOST_TAPS = 3

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]


def ask_about_next_month(structure: StructurePage, by: User) -> None:
    """Let the structure hold two things this month, and ask it about the next, on a working day after the 20th."""
    first = datetime.combine(timezone.localdate().replace(day=1), time(9))
    weekly = [first + timedelta(days=days) for days in (0, 7, 14, 21)]
    publish_event(structure, title="Permanence", start=weekly[0], more=tuple(weekly[1:]), by=by)
    publish_event(structure, title="Café numérique", start=weekly[1].replace(hour=15), by=by)
    day = next(one for one in range(20, 29) if first.replace(day=one).weekday() < 5)
    assert ask_month(now=datetime(first.year, first.month, day, 8, tzinfo=UTC))


@on_each_phone
def test_the_same_next_month_in_three_taps(
    live_server: Any, browser: Browser, structure_a: StructurePage, partner_a: User, mail_queue: type[Email], kind: str
) -> None:
    ask_about_next_month(structure_a, partner_a)
    mail = mail_queue.objects.filter(message__contains="/mois/").get(to=partner_a.email)
    found = re.search(r"https?://[^/\s]+(/mois/\S+)", mail.message)
    assert found, mail.message
    before = EventPage.objects.count()
    context, person = phone(browser, **PHONES[kind])
    person.open(live_server.url + found[1])
    assert EventPage.objects.count() == before
    assert overflow(person.page) == 0 if "script" not in kind else True
    person.go("button:has-text('Oui, la même chose')")
    assert "Merci" in person.page.inner_text("h1")
    context.close()
    sys.stdout.write(f"\nthe same next month, {kind}: {person.count}\n")
    made = EventPage.objects.filter(live=False)
    month = month_after(timezone.localdate())
    assert made.count() == Waiting.objects.count() == 2
    for page in made:
        assert {slot.start.month for slot in page.parsed_schedule.occurrences()} == {month.month}
    assert MonthQuestion.objects.get().answer == MonthAnswer.YES
    assert person.count.taps <= MOST_TAPS
