"""La même chose le mois prochain ?: three taps from the mail, no sign-in, once; the same question at the desk."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from agenda.catalogue.sweep import find_drift
from agenda.events.models import EventPage
from agenda.rhythm.models import MonthAnswer, MonthOptOut, MonthQuestion
from agenda.rhythm.months import ask_month, month_token
from agenda.rhythm.next_month import month_after
from cms.accounts.models import User
from cms.moderation.queries import open_decision
from cms.structures.models import StructurePage
from cms.structures.people import Membership
from cms.structures.spaces import trust_space
from tests.cast import publish_event

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def question(structure_a: StructurePage, partner_a: User, mail_queue: type[Email]) -> MonthQuestion:
    """Structure A, with a weekly and a monthly event this month, asked about the next one."""
    month = timezone.localdate().replace(day=1)
    weekly = [datetime.combine(month + timedelta(days=n), datetime.min.time()).replace(hour=9) for n in (0, 7, 14, 21)]
    publish_event(structure_a, title="Permanence", start=weekly[0], more=tuple(weekly[1:]), by=partner_a)
    publish_event(structure_a, title="Café numérique", start=weekly[1].replace(hour=15), by=partner_a)
    mail_queue.objects.all().delete()
    day = next(d for d in range(20, 29) if month.replace(day=d).weekday() < 5)
    now = datetime(month.year, month.month, day, 8, 0, tzinfo=UTC)
    (asked,) = ask_month(now=now)
    return asked


def link(mail_queue: type[Email]) -> str:
    found = re.search(r"/mois/\S+", mail_queue.objects.first().message)
    assert found
    return found[0]


def ticked(html: str) -> list[str]:
    return re.findall(r'name="evenement" id="[^"]+" value="(\d+)" checked', html)


def test_yes_makes_and_sends_the_same_events_without_signing_in(
    client: Client, question: MonthQuestion, mail_queue: type[Email], structure_a: StructurePage, partner_a: User
) -> None:
    before = EventPage.objects.count()
    html = client.get(link(mail_queue)).content.decode()
    assert EventPage.objects.count() == before
    assert len(ticked(html)) == 2
    answer = client.post(link(mail_queue), {"reponse": "oui", "evenement": ticked(html)}, follow=True)
    assert "Merci, c’est envoyé" in answer.content.decode()
    made = EventPage.objects.child_of(structure_a).filter(live=False)
    assert made.count() == 2
    month = month_after(timezone.localdate())
    for page in made:
        slots = page.parsed_schedule.occurrences()
        assert {(slot.start.year, slot.start.month) for slot in slots} == {(month.year, month.month)}
        assert open_decision(page) is not None
        assert page.owner in {None, partner_a}
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == (MonthAnswer.YES, partner_a)
    client.post(link(mail_queue), {"reponse": "oui", "evenement": ticked(html)})
    client.post(link(mail_queue), {"reponse": "rien"})
    question.refresh_from_db()
    assert question.answer == MonthAnswer.YES
    assert made.count() == 2
    assert len(find_drift(thorough=True)) == 0


def test_what_is_unticked_is_not_made_and_others_events_cannot_be_asked_for(
    client: Client, question: MonthQuestion, mail_queue: type[Email], structure_b: StructurePage, partner_b: User
) -> None:
    start = datetime.combine(timezone.localdate().replace(day=5), datetime.min.time()).replace(hour=9)
    foreign = publish_event(structure_b, start=start, by=partner_b)
    one = ticked(client.get(link(mail_queue)).content.decode())[0]
    client.post(link(mail_queue), {"reponse": "oui", "evenement": [one, str(foreign.pk), "²", "9" * 40]})
    assert EventPage.objects.filter(live=False).count() == 1


def test_a_trusted_structure_publishes_at_once(
    client: Client, question: MonthQuestion, mail_queue: type[Email], structure_a: StructurePage, moderator: User
) -> None:
    trust_space(structure=structure_a, by=moderator, now=timezone.now())
    html = client.get(link(mail_queue)).content.decode()
    answer = client.post(link(mail_queue), {"reponse": "oui", "evenement": ticked(html)}, follow=True)
    assert "Merci, c’est publié" in answer.content.decode()
    assert EventPage.objects.child_of(structure_a).filter(live=True).count() == 4


def test_nothing_and_changes_are_answers(
    client: Client, question: MonthQuestion, mail_queue: type[Email], client_of: ClientOf, partner_a: User
) -> None:
    answer = client.post(link(mail_queue), {"reponse": "modifier"}, follow=True).content.decode()
    again = re.findall(r'href="([^"]+comme=\d+[^"]*)"', answer)
    assert len(again) == 2
    form = client_of(partner_a).get(again[0].replace("&amp;", "&"))
    assert form.status_code == 200
    month = month_after(timezone.localdate())
    assert f'value="{month:%Y-%m}-' in form.content.decode()
    MonthQuestion.objects.update(answer="", answered_at=None)
    client.post(link(mail_queue), {"reponse": "rien"})
    question.refresh_from_db()
    assert question.answer == MonthAnswer.NOTHING
    assert not EventPage.objects.filter(live=False).exists()


def test_a_structure_may_ask_not_to_be_asked(client: Client, question: MonthQuestion, mail_queue: type[Email]) -> None:
    client.post(link(mail_queue), {"reponse": "ne-plus-demander"})
    assert MonthOptOut.objects.filter(structure=question.structure).exists()


@pytest.mark.parametrize("token", ["abc", "abc:def:ghi", "%00", "é"])
def test_a_link_that_is_none_says_what_to_do(client: Client, db: None, token: str) -> None:
    assert client.get(f"/mois/{token}/").status_code in {400, 404}
    assert client.post(f"/mois/{token}/", {"reponse": "oui"}).status_code in {400, 404}


def test_who_has_left_the_structure_answers_no_more(
    client: Client, question: MonthQuestion, mail_queue: type[Email], partner_a: User
) -> None:
    Membership.objects.filter(user=partner_a).delete()
    assert client.get(link(mail_queue)).status_code == 404
    assert client.post(link(mail_queue), {"reponse": "rien"}).status_code == 404
    question.refresh_from_db()
    assert question.answer == ""


def test_the_month_over_closes_the_link(client: Client, structure_a: StructurePage, partner_a: User) -> None:
    old = MonthQuestion.objects.create(structure=structure_a, month=date(2026, 1, 1), asked_at=timezone.now())
    assert client.get(f"/mois/{month_token(old, partner_a)}/").status_code == 404


def test_the_desk_asks_the_same_and_nobody_else_sees_it(
    client_of: ClientOf, question: MonthQuestion, partner_a: User, partner_b: User, structure_a: StructurePage
) -> None:
    address = f"/mon-espace/mois-prochain/{structure_a.pk}/{question.month:%Y-%m}/"
    assert client_of(partner_b).get(address).status_code == 404
    assert client_of(partner_b).post(address, {"reponse": "rien"}).status_code == 404
    html = client_of(partner_a).get(address).content.decode()
    client_of(partner_a).post(address, {"reponse": "oui", "evenement": ticked(html)})
    assert EventPage.objects.child_of(structure_a).filter(live=False).count() == 2
    assert client_of(partner_a).get(f"/mon-espace/mois-prochain/{structure_a.pk}/abc/").status_code == 404


def test_what_was_begun_since_is_not_sent_and_what_is_announced_already_is_not_doubled(
    client: Client, question: MonthQuestion, mail_queue: type[Email], structure_a: StructurePage, partner_a: User
) -> None:
    weekly = EventPage.objects.get(title="Permanence")
    begun = weekly.get_latest_revision_as_object()
    begun.title = "Brouillon non relu"
    begun.save_revision(user=partner_a)
    day = datetime.combine(question.month, datetime.min.time()).replace(hour=15)
    publish_event(structure_a, title="Café numérique", start=day, by=partner_a)
    html = client.get(link(mail_queue)).content.decode()
    assert len(ticked(html)) == 1
    assert "déjà annoncé" in html
    client.post(link(mail_queue), {"reponse": "oui", "evenement": ticked(html)})
    (made,) = EventPage.objects.child_of(structure_a).filter(live=False)
    assert made.title == "Permanence"
    assert made.get_latest_revision_as_object().title == "Permanence"
