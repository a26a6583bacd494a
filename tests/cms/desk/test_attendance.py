"""How many people came: a number from the mail or at the desk, and the text in the order of the Coop's form."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from agenda.rhythm.attendance import ask_attendance
from agenda.rhythm.models import Attendance
from cms.accounts.models import User
from cms.foundation.holidays import is_working_day
from cms.structures.models import StructurePage
from tests.cast import publish_event

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def sitting(structure_a: StructurePage, partner_a: User, mail_queue: type[Email]) -> Attendance:
    """A sitting of structure A, yesterday, asked about."""
    now = timezone.now()
    while not is_working_day(timezone.localdate(now)):
        now += timedelta(days=1)
    start = datetime.combine(timezone.localdate(now) - timedelta(days=1), datetime.min.time()).replace(hour=14)
    publish_event(structure_a, title="=Café numérique", start=start, by=partner_a)
    mail_queue.objects.all().delete()
    assert ask_attendance(now=now) == 1
    return Attendance.objects.get()


def link(mail_queue: type[Email]) -> str:
    found = re.search(r"/combien/\S+", mail_queue.objects.get().message)
    assert found
    return found[0]


def test_the_link_takes_a_number_and_gives_the_text_for_the_coop(
    client: Client, sitting: Attendance, mail_queue: type[Email], partner_a: User
) -> None:
    html = client.get(link(mail_queue)).content.decode()
    sitting.refresh_from_db()
    assert sitting.people is None
    assert "La Coop" not in html
    assert "C’est noté" not in html
    html = client.post(link(mail_queue), {f"seance-{sitting.pk}": " 12 "}, follow=True).content.decode()
    assert "C’est noté, merci." in html
    kept = Attendance.objects.get()
    assert kept.people == 12
    assert kept.answered_by == partner_a
    text = html[html.index('id="coop"') :]
    order = [
        "Titre de l’atelier",
        "Nombre de participants\N{NO-BREAK SPACE}: 12",
        "Date",
        "Durée",
        "Lieu",
        "Matériel",
        "Thématiques",
        "Niveau",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "2\N{NO-BREAK SPACE}h" in text
    assert "Salle des fêtes, 58000 Nevers" in text


@pytest.mark.parametrize("typed", ["douze", "-1", "²", "99999", "5001", "1.5"])
def test_what_is_no_number_is_told_and_nothing_is_lost(
    client: Client, sitting: Attendance, mail_queue: type[Email], typed: str
) -> None:
    answer = client.post(link(mail_queue), {f"seance-{sitting.pk}": typed})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Écrivez un nombre" in html
    assert f'value="{typed}"' in html
    sitting.refresh_from_db()
    assert sitting.people is None


def test_nought_is_a_number_and_an_emptied_field_takes_it_back(
    client: Client, sitting: Attendance, mail_queue: type[Email]
) -> None:
    for typed, kept in (("0", 0), ("", None)):
        client.post(link(mail_queue), {f"seance-{sitting.pk}": typed})
        sitting.refresh_from_db()
        assert sitting.people == kept


def test_the_desk_shows_a_month_and_hands_out_a_table(
    client_of: ClientOf, sitting: Attendance, partner_a: User, partner_b: User, structure_a: StructurePage
) -> None:
    mine, other = client_of(partner_a), client_of(partner_b)
    answer = mine.get(f"/mon-espace/frequentation/{sitting.pk}/", follow=True)
    assert "=Café numérique" in answer.content.decode()
    address = answer.redirect_chain[-1][0].partition("#")[0]
    mine.post(address, {f"seance-{sitting.pk}": "7"})
    csv = mine.get(address.replace("/frequentation/", "/frequentation/mois.csv")).content.decode()
    assert csv.splitlines()[-1].endswith("'=Café numérique;7")
    assert other.get(f"/mon-espace/frequentation/{sitting.pk}/").status_code == 404
    assert other.get(address).status_code == 404
    other.post(f"/mon-espace/frequentation/?mois={sitting.original_start:%Y-%m}", {f"seance-{sitting.pk}": "1"})
    sitting.refresh_from_db()
    assert sitting.people == 7


def test_a_link_that_is_none_says_what_to_do(client: Client, db: None) -> None:
    assert client.get("/combien/abc/").status_code == 404
    assert client.post("/combien/a:b:c/", {"seance-1": "3"}).status_code == 404
