"""An agent takes back what they announced or noted a moment ago; nobody else's deeds, and the structure is told."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from agenda.calls.actions import claim_sending, note_call
from agenda.calls.models import Call, SentAnswer
from agenda.events.models import Notice
from agenda.places.corrections import correct_place
from agenda.places.models import PlacePage
from agenda.places.records import CorrectionOrigin, PlaceClosure
from cms.accounts.models import User
from cms.structures.actions import add_receptionist
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import publish_event

ClientOf = Callable[[User], Client]


@pytest.fixture
def colleague(agent: User, client_of: ClientOf) -> Client:
    other = add_receptionist(email="yann@example.org", first_name="Yann", last_name="Lecat", now=timezone.now())
    return client_of(other)


def test_a_correction_is_taken_back_by_who_made_it_only(
    desk: Client, colleague: Client, agent: User, place: PlacePage
) -> None:
    correction = correct_place(
        place=place,
        values={"phone": "01 99 00 55 55"},
        origin=CorrectionOrigin.RECEPTION,
        by=agent,
        now=timezone.now(),
    )
    assert correction
    path, shown = f"/accueil/annuler/correction/{correction.pk}/", f"/accueil/?fait=correction-{correction.pk}"
    assert path in desk.get(f"{shown}&commune=58194").content.decode()
    assert path in desk.get(shown).content.decode()
    assert colleague.post(path).status_code == 404
    assert path not in colleague.get(shown).content.decode()
    for _tap in range(2):
        assert desk.post(f"{path}?commune=58194")["Location"] == "/accueil/?commune=58194"
    place.refresh_from_db()
    assert place.phone == "+33199001201"
    assert path not in desk.get(shown).content.decode()


def test_a_closure_and_a_notice_are_taken_back_and_the_structure_is_told_once(
    desk: Client, colleague: Client, place: PlacePage, structure_a: StructurePage, partner_a: User,
    mail_queue: type[Email],
) -> None:  # fmt: skip
    today = timezone.localdate().isoformat()
    desk.post(f"/accueil/lieux/{place.pk}/fermeture/", {"start_date": today, "end_date": "", "sentence": "Travaux"})
    event = publish_event(structure_a)
    desk.post(f"/accueil/evenements/{event.pk}/changement/?type=cancelled", {"sentence": ""})
    for path in (
        f"/accueil/annuler/fermeture/{PlaceClosure.objects.get().pk}/",
        f"/accueil/annuler/avis/{Notice.objects.get().pk}/",
    ):
        assert colleague.post(path).status_code == 404
        assert desk.get(path).status_code == 405
        for _tap in range(2):
            assert desk.post(path).status_code == 302
    assert PlaceClosure.objects.get().undone_at
    assert Notice.objects.get().undone_at
    told = mail_queue.objects.filter(subject__startswith="Retiré", to=partner_a.email)
    assert told.count() == 2
    assert all("Odile Brun" in mail.message for mail in told)


def test_after_an_hour_it_is_the_structure_s_to_take_back(desk: Client, agent: User, place: PlacePage) -> None:
    today = timezone.localdate()
    closure = PlaceClosure.objects.create(
        place=place, start_date=today, end_date=today, author=agent, at=timezone.now() - timedelta(minutes=61)
    )
    assert desk.post(f"/accueil/annuler/fermeture/{closure.pk}/").status_code == 404
    assert desk.post("/accueil/annuler/autre/1/").status_code == 404
    assert desk.get(f"/accueil/?fait=fermeture-{'9' * 40}").status_code == 200


def test_an_agent_takes_back_their_own_last_call_and_nobody_else_s(desk: Client, colleague: Client) -> None:
    desk.post("/accueil/noter/", {"number": "1000000000000001", "outcome": "answered"})
    assert "Annuler cet appel" in desk.get("/accueil/appels/").content.decode()
    assert "Annuler cet appel" not in colleague.get("/accueil/appels/").content.decode()
    colleague.post("/accueil/annuler/", {"number": "1000000000000001"})
    # Another person's cookie in the same browser says nothing.
    colleague.cookies["dernier-appel"] = desk.cookies["dernier-appel"].value
    colleague.post("/accueil/annuler/", {"number": "1000000000000001"})
    assert Call.objects.count() == 1
    desk.post("/accueil/annuler/", {"number": "1000000000000001"})
    assert not Call.objects.exists()


def test_an_older_call_of_the_same_screen_stays(desk: Client) -> None:
    for number in ("1000000000000001", "1000000000000002"):
        desk.post("/accueil/noter/", {"number": number, "outcome": "answered"})
    desk.post("/accueil/annuler/", {"number": "1000000000000001"})
    assert Call.objects.count() == 2


def test_the_database_does_not_know_who_noted_a_call(desk: Client, communes: dict[str, Commune]) -> None:
    desk.post("/accueil/noter/", {"number": "1000000000000001", "commune": "58194", "outcome": "answered"})
    assert "1000000000000001" not in str(dict(desk.session.items()))


@pytest.mark.postgres
def test_a_screen_sends_one_mail_and_is_forgotten_after_a_day(db: None) -> None:
    now: datetime = timezone.now()
    assert claim_sending(number=7, address="faux@example.org", now=now)
    assert claim_sending(number=7, address="vrai@example.org", now=now)
    assert not claim_sending(number=7, address=" Vrai@example.org", now=now)
    assert claim_sending(number=8, address="vrai@example.org", now=now + timedelta(days=2))
    assert SentAnswer.objects.count() == 1
    assert {field.name for field in SentAnswer._meta.get_fields()} == {"number", "at"}
    assert note_call(commune=None, need="", outcome="answered", now=now).pk
