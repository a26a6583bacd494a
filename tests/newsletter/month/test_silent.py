"""Qui n'a rien proposé: who stands there, relancer, saisir pour eux, prolonger; the days on one screen."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from cms.accounts.models import User
from cms.news.models import NewsPage
from cms.structures.actions import open_space
from cms.structures.models import StructureKind, StructurePage
from newsletter.issues.models import Issue
from newsletter.issues.plans import MonthPlan
from newsletter.month.actions import TooLate, TooSoon, chase_structure, extend_deadline
from newsletter.month.current import Month, current_month, extensions_of
from newsletter.month.models import Chase
from newsletter.month.proposed import count_proposed, silent_structures
from tests.cast import draft_event, draft_news, publish_event, submit

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def silent_titles(month: Month) -> list[str]:
    return [one.title for one in silent_structures(month.period, timezone.now())]


def test_who_has_an_event_of_the_month_or_something_that_waits_or_news_is_not_silent(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, month: Month,
    within: Callable[[int], datetime],
) -> None:  # fmt: skip
    both = [structure_a.title, structure_b.title]
    assert silent_titles(month) == both
    event = publish_event(structure_a, start=within(28), by=partner_a)
    assert silent_titles(month) == both[1:]
    tally = count_proposed(month.period, timezone.now())
    assert (tally.proposed, tally.structures) == (1, 2)
    event.unpublish()
    assert silent_titles(month) == both
    submit(draft_event(structure_a, start=within(1), by=partner_a), by=partner_a)
    assert silent_titles(month) == both[1:]
    draft_news(structure_b).get_latest_revision().publish()
    assert silent_titles(month) == []


def test_an_event_of_another_month_or_old_news_leaves_a_structure_silent(
    structure_a: StructurePage, partner_a: User, month: Month, within: Callable[[int], datetime]
) -> None:
    first = within(1)
    publish_event(structure_a, title="Avant", start=first - timedelta(days=1), by=partner_a)
    publish_event(structure_a, title="Après", start=first + timedelta(days=31), by=partner_a)
    submit(draft_event(structure_a, title="Bien après", start=first + timedelta(days=40), by=partner_a), by=partner_a)
    news = draft_news(structure_a)
    news.get_latest_revision().publish()
    NewsPage.objects.filter(pk=news.pk).update(first_published_at=timezone.now() - timedelta(days=90))
    assert structure_a.title in silent_titles(month)


def test_one_mail_every_three_days(
    structure_a: StructurePage, partner_a: User, moderator: User, month: Month, mail_queue: type[Email]
) -> None:
    now = timezone.now()
    assert chase_structure(structure=structure_a, period=month.period, by=moderator, now=now) == 1
    mail = mail_queue.objects.get()
    assert mail.to == [partner_a.email]
    assert structure_a.title in mail.subject
    again = now + timedelta(days=3) - timedelta(seconds=1)
    with pytest.raises(TooSoon):
        chase_structure(structure=structure_a, period=month.period, by=moderator, now=again)
    assert chase_structure(structure=structure_a, period=month.period, by=moderator, now=now + timedelta(days=3)) == 1
    assert Chase.objects.count() == 2


def test_a_longer_deadline_lies_between_the_close_and_the_sending(
    structure_a: StructurePage, moderator: User, month: Month
) -> None:
    now = timezone.now()
    for day in (month.dates.close - timedelta(days=1), month.dates.send + timedelta(days=1)):
        with pytest.raises(TooLate):
            extend_deadline(structure=structure_a, period=month.period, until=day, by=moderator, now=now)
    for day in (month.dates.send, month.dates.review):
        extend_deadline(structure=structure_a, period=month.period, until=day, by=moderator, now=now)
    assert extensions_of(month.period) == {structure_a.pk: month.dates.review}


def test_the_team_chases_extends_and_enters_for_them_from_one_screen(
    structure_a: StructurePage, partner_a: User, moderator: User, month: Month, client_of: ClientOf,
    mail_queue: type[Email],
) -> None:  # fmt: skip
    client = client_of(moderator)
    address = reverse("letter:silent", args=[month.period.key])
    html = client.get(address).content.decode()
    assert "Jamais relancée" in html
    assert f"{reverse('desk:add_event')}?structure={structure_a.pk}" in html
    assert client.get(f"{reverse('desk:add_event')}?structure={structure_a.pk}").status_code == 200
    client.post(reverse("letter:chase", args=[month.period.key, structure_a.pk]))
    html = client.post(reverse("letter:chase", args=[month.period.key, structure_a.pk]), follow=True).content.decode()
    assert "attendez trois jours" in html
    assert "Relancée le" in html
    assert mail_queue.objects.count() == 1
    until = month.dates.review
    client.post(reverse("letter:extend", args=[month.period.key, structure_a.pk]), {"until": until.isoformat()})
    assert "délai prolongé" in client.get(address).content.decode()
    for wrong in ("", "jamais", "1999-01-01"):
        answer = client.post(
            reverse("letter:extend", args=[month.period.key, structure_a.pk]), {"until": wrong}, follow=True
        )
        assert "Choisissez un jour" in answer.content.decode()
    assert client.get(reverse("letter:silent", args=["2026-13"])).status_code == 404


def test_partners_do_not_open_the_teams_screens(
    structure_a: StructurePage, partner_a: User, month: Month, client_of: ClientOf
) -> None:
    client, key = client_of(partner_a), month.period.key
    for address in (
        reverse("letter:months"),
        reverse("letter:month", args=[key]),
        reverse("letter:silent", args=[key]),
    ):
        assert client.get(address).status_code in {302, 403, 404}
    assert client.post(reverse("letter:chase", args=[key, structure_a.pk])).status_code in {302, 403, 404}
    assert not Chase.objects.exists()


def test_the_lists_queries_do_not_grow(
    structure_a: StructurePage, moderator: User, month: Month, client_of: ClientOf
) -> None:
    client, address = client_of(moderator), reverse("letter:silent", args=[month.period.key])

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    few = queries()
    for number in range(30):
        open_space(
            name=f"Structure {number}", kind=StructureKind.ASSOCIATION, commune=structure_a.commune, by=None,
            now=timezone.now(),
        )  # fmt: skip
    assert queries() == few
    first = client.get(address).content.decode()
    assert first.count("letter-silent__name") == 25
    (second,) = set(re.findall(r'href="(\?[a-z]+=2)"', first))
    assert client.get(address + second).content.decode().count("letter-silent__name") == 6


def test_the_team_sets_the_days_and_is_told_of_a_closed_day(moderator: User, month: Month, client_of: ClientOf) -> None:
    client, key = client_of(moderator), month.period.key
    assert "Les propositions ferment" in client.get(reverse("letter:months")).content.decode()
    address = reverse("letter:month", args=[key])
    sunday = month.dates.send + timedelta(days=6 - month.dates.send.weekday())
    fields = {"close": month.dates.close, "compose": month.dates.compose, "review": month.dates.review, "send": sunday}
    html = client.post(address, fields, follow=True).content.decode()
    assert "les bureaux sont fermés (" in html
    assert MonthPlan.objects.get(period=key).send_on == sunday
    answer = client.post(address, {**fields, "close": month.dates.review})
    assert answer.status_code == 422
    assert "Les propositions ferment avant" in answer.content.decode()
    assert client.post(address, {"close": "demain"}).status_code == 422
    client.post(address, {"restore": "1"})
    assert not MonthPlan.objects.filter(period=key).exists()


def test_a_letter_that_left_gives_way_to_the_next_and_a_late_one_stays(month: Month) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    found = current_month(now)
    assert today <= found.dates.send
    Issue.objects.create(period=found.period.key, slug="x", subject="x", state="sent")
    assert current_month(now).period == found.period.next


def test_the_queue_tells_the_team_how_far_the_letter_is(
    structure_a: StructurePage, structure_b: StructurePage, moderator: User, month: Month, client_of: ClientOf,
    within: Callable[[int], datetime], partner_a: User,
) -> None:  # fmt: skip
    publish_event(structure_a, start=within(5), by=partner_a)
    html = client_of(moderator).get(reverse("team:queue")).content.decode()
    current = current_month(timezone.now()).period
    assert f"Lettre {current.of_month}" in html
    assert "sur 2 " in html
