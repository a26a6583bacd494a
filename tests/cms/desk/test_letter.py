"""Ce qui sera dit de vous, at the desk: one's own lines only, reworded or left out until the deadline."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from branding.models import Brand
from cms.accounts.models import User
from cms.structures.models import StructurePage
from newsletter.issues.actions import compose_period
from newsletter.issues.calendar import MonthDates
from newsletter.issues.models import Issue, IssueState
from newsletter.issues.period import Period
from newsletter.issues.plans import MonthPlan
from newsletter.issues.wishes import LineWish
from tests.cast import draft_event, publish_event, submit

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def period() -> Period:
    """The next month, whose letter is being prepared: this month's left long ago."""
    today = timezone.localdate()
    this = Period(today.year, today.month)
    plan(this, MonthDates(*[this.first - timedelta(days=count) for count in (20, 19, 18, 17)]))
    days = [today + timedelta(days=count) for count in (0, 1, 2, 3)]
    plan(this.next, MonthDates(*days))
    return this.next


def plan(period: Period, dates: MonthDates) -> None:
    MonthPlan.objects.create(
        period=period.key, close_on=dates.close, compose_on=dates.compose, review_on=dates.review, send_on=dates.send,
        changed_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def address(
    structure_a: StructurePage,
    structure_b: StructurePage,
    partner_a: User,
    partner_b: User,
    period: Period,
    brand: Brand,
) -> str:
    """A's page, while both structures proposed something."""
    for structure, by, day in ((structure_a, partner_a, 12), (structure_b, partner_b, 13)):
        start = datetime.combine(period.first.replace(day=day), time(14))
        publish_event(
            structure, title=f"Atelier de {structure.title}", start=start, by=by, newsletter_proposed=True,
            newsletter_sentence=f"Phrase de {structure.title}.",
        )  # fmt: skip
    return reverse("desk:letter", args=[structure_a.pk])


@pytest.fixture
def brand(db: None) -> Brand:
    """The brand, with a number to call when it is too late."""
    brand = Brand.load()
    brand.phone = "01 99 00 58 58"
    brand.save()
    return brand


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode().replace("\u00a0", " ").replace("&nbsp;", " ").replace("\u202f", " ")


def post(client: Client, address: str, **fields: str) -> str:
    return client.post(address, fields, follow=True).content.decode()


@pytest.mark.parametrize("is_made", [False, True])
def test_a_partner_sees_its_own_lines_and_no_others(
    address: str, partner_a: User, partner_b: User, structure_a: StructurePage, structure_b: StructurePage,
    period: Period, client_of: ClientOf, is_made: bool,
) -> None:  # fmt: skip
    if is_made:
        compose_period(period=period, by=None, now=timezone.now())
    html = text(client_of(partner_a), address)
    assert f"Phrase de {structure_a.title}." in html
    assert structure_b.title not in html
    assert client_of(partner_b).get(address).status_code == 404
    key = LineWish.objects.count()
    assert client_of(partner_b).post(address, {"faire": "taire", "mois": period.key, "ligne": "x"}).status_code == 404
    assert LineWish.objects.count() == key
    assert Client().get(address).status_code == 302


def test_a_partner_rewords_and_silences_and_says_again(
    address: str, partner_a: User, period: Period, client_of: ClientOf
) -> None:
    compose_period(period=period, by=None, now=timezone.now())
    client = client_of(partner_a)
    key = next(
        line["code"] for block in Issue.objects.get().content for line in block.value["entries"]
        if "Le Fil" in line["title"]
    )  # fmt: skip
    given = {"mois": period.key, "ligne": key}
    assert "Votre phrase est dans la lettre" in post(client, address, **given, faire="dire", phrase="On vous attend.")
    assert "On vous attend." in text(client, address)
    assert "n’en dira rien" in post(client, address, **given, faire="taire")
    assert "comme vous l’avez demandé" in text(client, address)
    post(client, address, **given, faire="redire")
    assert "comme vous l’avez demandé" not in text(client, address)
    before = LineWish.objects.values().get()
    for wrong in ({"mois": "2026-13"}, {"ligne": ""}, {"faire": "rien"}):
        client.post(address, {**given, "faire": "taire", **wrong})
    assert LineWish.objects.values().get() == before


def test_what_is_approved_is_read_only_with_the_number_to_call(
    address: str, partner_a: User, period: Period, client_of: ClientOf
) -> None:
    compose_period(period=period, by=None, now=timezone.now())
    Issue.objects.update(state=IssueState.APPROVED)
    html = text(client_of(partner_a), address)
    assert "relue et approuvée" in html
    assert "01 99 00 58 58" in html
    assert "Ne rien dire de ceci" not in html
    key = Issue.objects.get().content[0].value["entries"][0]["code"]
    answer = post(client_of(partner_a), address, mois=period.key, ligne=key, faire="taire")
    assert "ne peut plus être changée" in answer
    assert not LineWish.objects.exists()


def test_what_is_late_says_in_which_letter_it_will_be(
    address: str, partner_a: User, structure_a: StructurePage, period: Period, client_of: ClientOf
) -> None:
    compose_period(period=period, by=None, now=timezone.now())
    MonthPlan.objects.filter(period=period.key).update(close_on=timezone.localdate() - timedelta(days=1))
    day = datetime.combine(period.first.replace(day=20), time(14))
    publish_event(structure_a, title="Une seule date", start=day, by=partner_a)
    publish_event(structure_a, title="Deux dates", start=day, more=(day + timedelta(days=31),), by=partner_a)
    publish_event(structure_a, title="Plus tard", start=day + timedelta(days=31), by=partner_a)
    submit(draft_event(structure_a, title="En relecture", start=day, by=partner_a), by=partner_a)
    html = text(client_of(partner_a), address)
    late, following = period.of_month, period.next.of_month
    assert f"Trop tard pour la lettre {late}. L’équipe le voit et peut encore l’ajouter." in html
    assert f"Trop tard pour la lettre {late} : ce sera dans celle {following}." in html
    assert f"Ce sera dans la lettre {following}." in html
    assert "L’équipe relit encore : <strong>En relecture</strong>" in html


def test_what_comes_after_an_early_draft_but_in_time_is_not_called_late(
    address: str, partner_a: User, structure_a: StructurePage, period: Period, client_of: ClientOf
) -> None:
    compose_period(period=period, by=None, now=timezone.now())
    day = datetime.combine(period.first.replace(day=20), time(14))
    publish_event(structure_a, title="Une seule date", start=day, by=partner_a)
    html = text(client_of(partner_a), address)
    assert f"l’équipe le voit et peut l’ajouter à la lettre {period.of_month}." in html
    assert "Trop tard" not in html


def test_the_home_of_the_desk_leads_there(address: str, partner_a: User, period: Period, client_of: ClientOf) -> None:
    html = text(client_of(partner_a), reverse("desk:home"))
    assert f"Lettre {period.of_month}" in html
    assert f'href="{address}"' in html


def test_the_team_sees_any_structures_lines(
    address: str, moderator: User, structure_a: StructurePage, client_of: ClientOf
) -> None:
    assert f"Phrase de {structure_a.title}." in text(client_of(moderator), address)
