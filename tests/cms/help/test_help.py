"""Help says what screens show: each quoted word is on the screen it speaks of; the sheets hold their pages."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pypdfium2
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.html import strip_tags
from playwright.sync_api import Page

from agenda.events.coorganising import ask_to_join
from agenda.rhythm.attendance import attendance_token
from agenda.rhythm.models import Attendance, MonthQuestion
from agenda.rhythm.months import month_token
from agenda.rhythm.next_month import month_after
from cms.accounts.models import User
from cms.help.topics import BY_SLUG, TOPICS
from cms.structures.models import StructurePage
from cms.structures.people import Membership, Role
from newsletter.issues.plans import MonthPlan
from newsletter.month.current import current_month
from tests.cast import approve, draft_event, next_week, publish_event, submit
from tests.screens import overflow

ClientOf = Callable[[User], Client]
QUOTED = re.compile(r"« ([^»]+) »")


def text_of(client: Client, address: str) -> str:
    """Return the words of a page, spaces of all kinds as one."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return " ".join(strip_tags(answer.content.decode().replace("&nbsp;", " ")).replace("\xa0", " ").split())


def past(structure: StructurePage) -> Any:
    """Publish an event that was last week."""
    return publish_event(structure, title="Avant", start=next_week() - timedelta(days=14))


def proposed_for_an_open_letter(structure: StructurePage) -> None:
    """Propose something for the letter being prepared, which may be corrected for some days."""
    now = timezone.now()
    period = current_month(now).period
    days = [timezone.localdate(now) + timedelta(days=count) for count in (0, 1, 2, 3)]
    MonthPlan.objects.create(
        period=period.key, close_on=days[0], compose_on=days[1], review_on=days[2], send_on=days[3], changed_at=now
    )
    start = datetime.combine(period.first.replace(day=28), time(14))
    publish_event(structure, title="Portes ouvertes", start=start, newsletter_proposed=True)


def test_each_quoted_word_is_on_the_screen_it_speaks_of(
    client_of: ClientOf, structure_a: StructurePage, structure_b: StructurePage, partner_a: User, moderator: User
) -> None:
    Membership.objects.filter(user=partner_a).update(role=Role.REFERENT)
    coming, _past = publish_event(structure_a, by=partner_a), past(structure_a)
    waiting = draft_event(structure_a, title="Autre", by=partner_a)
    submit(waiting, by=partner_a)
    decided = draft_event(structure_a, title="Décidé", by=partner_a)
    submit(decided, by=partner_a)
    approve(decided, by=moderator)
    home = reverse("desk:home")
    own = {
        "annoncer-un-evenement": [home, reverse("desk:add_event"), reverse("desk:edit_event", args=[coming.pk])],
        "prevenir-d-un-changement": [home, reverse("desk:notices", args=[coming.pk])],
        "le-mois-prochain": [home],
        "actualites-et-lieux": [home, reverse("desk:add_news"), reverse("desk:add_place")],
        "abonner-une-personne": [home, reverse("desk:sign_up"), reverse("desk:signed_up")],
        "inviter-un-collegue": [home, reverse("desk:people")],
    }
    other = publish_event(structure_b, title="Ailleurs")
    asked = ask_to_join(event=coming, structure=structure_b, by=moderator, now=timezone.now())
    own["organiser-a-plusieurs"] = [
        home, reverse("desk:join_event", args=[other.pk]), reverse("desk:coorganiser", args=[asked.pk]),
    ]  # fmt: skip
    own["dans-la-lettre"] = [home, reverse("desk:letter", args=[structure_a.pk])]
    proposed_for_an_open_letter(structure_a)
    own["calendrier-du-programme"] = [home, reverse("desk:programme")]
    team = {
        "relire-et-publier": [reverse("team:queue"), reverse("team:review", args=[waiting.pk])],
        "structures-et-personnes": [reverse("team:structures"), reverse("team:structure", args=[structure_a.pk])],
    }
    assert set(own) | set(team) == set(BY_SLUG) - {"combien-de-personnes"}  # which quotes nothing
    missing = []
    for screens, person in ((own, partner_a), (team, moderator)):
        client = client_of(person)
        for slug, addresses in screens.items():
            shown = " ".join(text_of(client, address) for address in addresses)
            said = QUOTED.findall(text_of(Client(), reverse("help:topic", args=[slug])))
            assert said, slug
            missing += [(slug, words) for words in said if words not in shown]
    assert missing == []


def test_each_word_that_the_manual_quotes_is_on_the_desk(
    client_of: ClientOf, structure_a: StructurePage, partner_a: User
) -> None:
    Membership.objects.filter(user=partner_a).update(role=Role.REFERENT)
    coming, _past = publish_event(structure_a, by=partner_a), past(structure_a)
    screens = [
        reverse("desk:home"), reverse("desk:add_event"), reverse("desk:notices", args=[coming.pk]),
        reverse("desk:people"),
    ]  # fmt: skip
    desk = client_of(partner_a)
    shown = " ".join(text_of(desk, address) for address in screens)
    said = QUOTED.findall(text_of(Client(), reverse("help:manual")))
    assert {"Prévenir d’un changement", "Annuler", "Annoncer complet"} <= set(said)
    assert [words for words in said if words not in shown] == []


def test_a_screen_leads_to_the_page_that_speaks_of_it(client_of: ClientOf, partner_a: User) -> None:
    client = client_of(partner_a)
    assert 'href="/aide/annoncer-un-evenement/"' in client.get(reverse("desk:add_event")).content.decode()
    assert 'href="/aide/"' in client.get(reverse("desk:home")).content.decode()


def test_the_pages_of_the_mails_links_lead_to_theirs(structure_a: StructurePage, partner_a: User) -> None:
    now = timezone.now()
    month = month_after(timezone.localdate(now))
    question = MonthQuestion.objects.create(structure=structure_a, month=month, asked_at=now)
    row = Attendance.objects.create(event=past(structure_a), original_start=now - timedelta(days=7), asked_at=now)
    asked = Client().get(f"/mois/{month_token(question, partner_a)}/").content.decode()
    counted = Client().get(f"/combien/{attendance_token(structure_a, [row], partner_a)}/").content.decode()
    assert 'href="/aide/le-mois-prochain/">Besoin d’aide' in asked
    assert 'href="/aide/combien-de-personnes/">Besoin d’aide' in counted


def test_all_pages_answer_and_what_is_none_does_not(client: Client, platform: object) -> None:
    listed = client.get("/aide/").content.decode()
    assert all(f"/aide/{topic.slug}/" in listed for topic in TOPICS)
    assert client.get("/aide/rien-de-tel/").status_code == 404
    assert finders.find("cms/help.css")


@pytest.mark.once
def test_the_manual_prints_on_two_pages(live_server: Any, page: Page, platform: object) -> None:
    page.goto(f"{live_server.url}/aide/mode-d-emploi/", wait_until="networkidle")
    assert len(pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, format="A4"))) == 2
    page.set_viewport_size({"width": 320, "height": 740})
    assert overflow(page) == 0


@pytest.mark.once
def test_a_structures_month_prints_on_one_page(live_server: Any, page: Page, structure_a: StructurePage) -> None:
    start = next_week()
    for number in range(14):
        publish_event(structure_a, title=f"Atelier {number}", start=start)
    draft_event(structure_a, title="Pas encore public", start=start)
    address = f"{live_server.url}{reverse('pages:structure_month', args=[structure_a.pk])}?mois={start:%Y-%m}"
    page.goto(address, wait_until="networkidle")
    assert "Atelier 13" in page.inner_text("main")
    assert "Pas encore public" not in page.inner_text("main")
    assert len(pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, format="A4"))) == 1


@pytest.mark.parametrize(
    ("today", "span", "shown"),
    [("2026-11-30", "en novembre et décembre 2026", True), ("2026-11-10", "en novembre 2026", False)],
)
def test_in_the_last_days_of_a_month_a_structures_sheet_goes_on_with_the_next(
    client: Client, structure_a: StructurePage, monkeypatch: pytest.MonkeyPatch, today: str, span: str, shown: bool
) -> None:
    publish_event(structure_a, title="Atelier de décembre", start=datetime.fromisoformat("2026-12-15T14:00"))
    monkeypatch.setattr("cms.pages.structure_month.timezone.localdate", lambda _value=None: date.fromisoformat(today))
    told = text_of(client, reverse("pages:structure_month", args=[structure_a.pk]))
    assert f"{structure_a.title} {span}" in told
    assert ("Atelier de décembre" in told) is shown
    assert ("Mardi 15 décembre" in told) is shown


def test_a_month_of_a_structure_that_is_not_public_does_not_exist(client: Client, structure_a: StructurePage) -> None:
    assert client.get(reverse("pages:structure_month", args=[structure_a.pk])).status_code == 200
    structure_a.unpublish()
    assert client.get(reverse("pages:structure_month", args=[structure_a.pk])).status_code == 404
    assert client.get("/structures/99999999999999999999/mois/").status_code == 404


def test_each_screen_that_a_topic_names_exists_and_each_form_of_the_desk_has_its_topic() -> None:
    found = {f"{space}:{name}" for space in ("desk", "team") for name in names_of(space)}
    told = {screen for topic in TOPICS for screen in topic.screens}
    assert told <= found
    # What only the team uses, or what shows no screen of its own, leads to the list of all help.
    rest = {
        "attendance_table", "close_place", "confirm_place", "corrections", "coverage", "coverage_csv",
        "coverage_sheet", "dates_seen", "duplicates", "event_dates", "hand_over", "home", "kept_file",
        "review", "stale_places", "stranded", "tools",
    }  # fmt: skip
    desk = {name for name in names_of("desk") if not name.startswith("contacts")}
    assert {name for name in desk if f"desk:{name}" not in told} == rest


def names_of(space: str) -> set[str]:
    """Return the names of the addresses of a part of the site."""
    _prefix, resolver = get_resolver().namespace_dict[space]
    return {name for name in resolver.reverse_dict if isinstance(name, str)}
