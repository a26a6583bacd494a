"""The demo's territory is believable: enough of everything, near everybody, and nobody's real number."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from agenda.calls.models import Call
from agenda.catalogue.models import Entry
from agenda.catalogue.sweep import find_drift
from agenda.contacts.models import Line
from agenda.events.models import EventPage, Notice
from agenda.places.freshness import stale_places
from agenda.places.handover import suggest_structures
from agenda.places.likeness import find_pairs
from agenda.places.models import Licence, PlacePage
from agenda.places.queries import open_places
from agenda.rhythm.models import Attendance, MonthQuestion
from cms.accounts.models import User
from cms.demo import prepare
from cms.demo.guide import guide
from cms.demo.prepare import prepare_texts
from cms.demo.seed import is_seeded, seed_demo, seed_missing
from cms.demo.seed.data import DATA
from cms.demo.seed.people import ACCOUNTS, PASSWORD
from cms.moderation.queries import pages_waiting
from cms.news.models import NewsPage
from cms.structures.actions import RECEPTION_GROUP, prepare_platform
from cms.structures.models import StructurePage
from cms.territories.actions import load_territory
from cms.territories.models import Commune
from newsletter.issues.models import Issue
from newsletter.subscribers.models import Subscriber

FICTIONAL = re.compile(r"0(1 99 00|2 61 91|3 53 01|4 65 71|5 36 49)( \d\d){2}\Z")
PHONE = re.compile(r"\b0\d(?:[ .]?\d\d){4}\b")


@pytest.mark.django_db
@pytest.mark.urls("tests.cms.demo.urls")
def test_the_seed_makes_a_whole_territory(client: Client, settings: object) -> None:
    settings.DEPARTEMENT = "58"
    now = timezone.now()
    load_territory(departement="58", now=now)
    prepare_platform(now=now)
    assert not is_seeded()
    seed_demo(now=now)
    assert is_seeded()

    assert StructurePage.objects.filter(is_register=False).count() >= 14
    assert PlacePage.objects.published().count() >= 30
    assert NewsPage.objects.published().count() >= 12
    coming = Entry.objects.public().upcoming(now).filter(starts_at__lt=now + timedelta(days=62))
    assert coming.count() >= 60
    assert set(EventPage.objects.live().values_list("location", flat=True)) == {"place", "address", "remote"}
    assert set(EventPage.objects.live().values_list("price", flat=True)) == {"free", "conditional", "paid"}
    assert set(Notice.objects.values_list("kind", flat=True)) == {"cancelled", "full", "moved", "sentence"}
    assert pages_waiting().count() == 3
    assert Subscriber.objects.confirmed().count() == 40
    assert Issue.objects.public().count() == 1
    assert not Email.objects.filter(to__contains="millot").exists()
    assert len(find_drift(thorough=True)) == 0

    lonely = [
        commune.name
        for commune in Commune.objects.of_departement()
        if Entry.objects.public().in_communes_around(commune.pk, 30).upcoming(now).count() < 3
    ]
    assert lonely == []

    _the_team_has_something_to_do()
    _a_newcomer_sees_each_question(client)
    _an_older_demo_gets_what_it_lacks()

    shown = guide()
    assert len(shown.accounts) == len(ACCOUNTS)
    assert all(client.login(username=account.email, password=PASSWORD) for account in shown.accounts)
    page = client.get("/demo/").content.decode()
    assert all(account.email in page for account in shown.accounts)


def _the_team_has_something_to_do() -> None:
    register = StructurePage.objects.get(is_register=True)
    places = list(PlacePage.objects.child_of(register).published().select_related("commune").order_by("title"))
    structures = list(StructurePage.objects.filter(is_register=False).select_related("commune"))
    assert sum(bool(found) for found in suggest_structures(places, structures).values()) >= 1
    twins = [{pair.one.title, pair.other.title} for pair in find_pairs()]
    assert {"Médiathèque de Clamecy", "Médiathèque municipale de Clamecy"} in twins
    assert stale_places(timezone.now()).count() == 2
    (borrowed,) = PlacePage.objects.published().filter(licence=Licence.ODBL)
    assert borrowed.source
    assert borrowed not in open_places()


def _a_newcomer_sees_each_question(client: Client) -> None:
    """One partner is asked about the month and about what is over, and has something to correct; also by mail."""
    partner = User.objects.get(email="mathieu.girard@example.org")
    question = MonthQuestion.objects.get(answer="")
    assert Attendance.objects.filter(people=None, asked_at__isnull=False).exists()
    mails = " ".join(str(one.body) for one in mail.outbox if partner.email in one.to)
    assert "/mois/" in mails
    assert "/combien/" in mails
    client.force_login(partner)
    home = client.get(f"/mon-espace/?structure={question.structure_id}").content.decode()
    assert f"/mon-espace/mois-prochain/{question.structure_id}/{question.month:%Y-%m}/" in home
    assert "Acheter en ligne sans se tromper" in home
    assert "La salle des fêtes, ou la mairie" in home
    client.logout()


def _an_older_demo_gets_what_it_lacks() -> None:
    before = PlacePage.objects.count()
    seed_missing(now=timezone.now())
    assert PlacePage.objects.count() == before
    lines = Line.objects.count()
    for page in PlacePage.objects.child_of(StructurePage.objects.get(is_register=True)):
        page.delete()
    Line.objects.all().delete()
    Call.objects.all().delete()
    User.objects.filter(groups__name=RECEPTION_GROUP).delete()
    seed_missing(now=timezone.now())
    assert (PlacePage.objects.count(), Line.objects.count()) == (before, lines)
    assert Call.objects.exists()


def test_missing_or_old_french_is_compiled_before_anything_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = tmp_path / "fr" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "django.po").write_text("")
    (tmp_path / "catalogue.py").write_text(
        "from pathlib import Path\n"
        "Path(__file__).with_name('fr').joinpath('LC_MESSAGES', 'django.mo').open('a').write('x')\n"
    )
    monkeypatch.setattr(prepare, "LOCALES", tmp_path)
    compiled = messages / "django.mo"
    prepare_texts()
    assert compiled.read_text() == "x"
    prepare_texts()
    assert compiled.read_text() == "x"
    os.utime(compiled, (1, 1))
    prepare_texts()
    assert compiled.read_text() == "xx"


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.json")), ids=lambda path: path.name)
def test_the_data_hold_no_real_number_nor_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert all(FICTIONAL.match(number) for number in PHONE.findall(text))
    assert set(re.findall(r"@([\w.-]+)", text)) <= {"example.org"}
    assert all(host.endswith("example.org") for host in re.findall(r"https?://([\w.-]+)", text))
