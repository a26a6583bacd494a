"""The reception desk: who may come in, one call, one mail, what is done on a structure's behalf, and the counts."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from agenda.calls.models import Call, CallOutcome
from agenda.contacts.actions import ensure_single_line
from agenda.contacts.chain import answer
from agenda.contacts.models import Absence, Shift
from agenda.events.models import Notice
from agenda.guidance.machine import machine_text
from agenda.places.closures import close_place
from agenda.places.models import PlacePage
from agenda.places.records import CorrectionOrigin, PlaceClosure, PlaceCorrection
from agenda.places.stops import PlaceStop
from branding.models import Brand
from cms.accounts.models import User
from cms.foundation import mail
from cms.foundation.wording import long_day
from cms.structures.actions import RECEPTION_GROUP, Platform, prepare_platform
from cms.structures.models import StructurePage
from cms.structures.queries import is_reception, reception_people
from cms.territories.models import Commune
from tests.cast import PASSWORD, draft_event, publish_event, submit
from tests.factories.entries import bulk_entries
from tests.factories.places import bulk_places

ClientOf = Callable[[User], Client]


def number_in(page: str) -> str:
    found = re.search(r'name="number" value="(\d+)"', page)
    assert found
    return found[1]


# Who may come in.


def test_preparing_twice_keeps_one_group_without_any_right(platform: Platform, agent: User) -> None:
    prepare_platform(now=timezone.now())
    group = agent.groups.get(name=RECEPTION_GROUP)
    assert not group.permissions.exists()
    assert not group.page_permissions.exists()
    assert is_reception(agent)
    assert list(reception_people()) == [agent]


def test_who_only_answers_the_phone_lands_on_the_desk_after_signing_in(agent: User) -> None:
    client = Client()
    assert client.get("/accueil/").status_code == 302
    for following in ("/admin/", "/mon-espace/"):
        form = {"username": agent.email, "password": PASSWORD, "next": following}
        signed = client.post("/connexion/mot-de-passe/", form, follow=True)
        assert signed.redirect_chain[-1][0] == "/accueil/"
    assert "autofocus" in signed.content.decode()


PAGES = ("/accueil/", "/accueil/appels/", "/accueil/equipe/", "/accueil/appels.csv", "/accueil/planning/",
         "/accueil/repondeur/")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_for_a_partner_the_desk_does_not_exist(client_of: ClientOf, partner_a: User, path: str) -> None:
    assert client_of(partner_a).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_a_receptionist_reaches_nothing_of_structures_and_team(
    desk: Client, structure_a: StructurePage, partner_a: User
) -> None:
    draft = draft_event(structure_a, by=partner_a)
    submit(draft, by=partner_a)
    event = publish_event(structure_a, title="Publié")
    for path in (
        f"/equipe/relire/{draft.pk}/", f"/mon-espace/evenements/{event.pk}/prevenir/",
        f"/mon-espace/evenements/{event.pk}/copier/", "/accueil/equipe/", "/accueil/appels.csv",
        f"/accueil/evenements/{draft.pk}/changement/",
    ):  # fmt: skip
        assert desk.get(path).status_code == 404, path
    assert desk.post(f"/equipe/relire/{draft.pk}/publier/", {}).status_code == 404
    edited = desk.get(f"/admin/pages/{draft.pk}/edit/")
    assert edited.status_code in {302, 404}
    draft.refresh_from_db()
    assert not draft.live


# One call.


def test_looking_changes_no_row_and_one_press_notes_one_call(
    desk: Client, communes: dict[str, Commune], place: PlacePage
) -> None:
    page = desk.get("/accueil/?q=nevers+impots").content.decode()
    assert not Call.objects.exists()
    assert "Maison du numérique" in page
    form = {"number": number_in(page), "commune": "58194", "need": "demarches", "outcome": "referred"}
    for _press in range(2):
        sent = desk.post("/accueil/noter/", form)
        assert sent.status_code == 302
    call = Call.objects.get()
    assert (call.commune_id, call.need, call.outcome) == ("58194", "demarches", CallOutcome.REFERRED)
    again = desk.get(sent["Location"]).content.decode()
    assert "Appel noté" in again
    assert re.search(r'id="q"[^>]*value=""[^>]*autofocus', again)
    desk.post("/accueil/annuler/", {"number": call.pk})
    assert not Call.objects.exists()


@pytest.mark.parametrize("number", ["", "abc", "9" * 30])
def test_a_call_without_its_number_is_refused_kindly(desk: Client, number: str) -> None:
    sent = desk.post("/accueil/noter/", {"number": number, "outcome": "answered"}, follow=True)
    assert sent.status_code == 200
    assert not Call.objects.exists()


def test_several_communes_are_links_and_an_unknown_one_gets_spellings(
    desk: Client, communes: dict[str, Commune]
) -> None:
    page = desk.get("/accueil/?q=58500+imprimer").content.decode()
    assert 'data-key="2"' in page
    assert "commune=58079" in page
    assert "besoin=acces" in page
    assert "Clamecy" in desk.get("/accueil/?q=clamcy").content.decode()
    assert "Aucune commune ne ressemble" in desk.get("/accueil/?q=xyzzy").content.decode()


# One mail.


def test_the_answer_is_sent_once_and_the_address_is_gone_with_the_mail(
    desk: Client, communes: dict[str, Commune], place: PlacePage, mail_queue: type[Email],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page = desk.get("/accueil/?q=nevers+impots").content.decode()
    form = {"number": number_in(page), "commune": "58194", "besoin": "demarches", "address": "simone@example.org"}
    desk.post("/accueil/envoyer/", form)
    again = desk.post("/accueil/envoyer/", form, follow=True).content.decode()
    assert "déjà été envoyée à cette adresse" in again
    waiting = mail_queue.objects.get()
    assert "Maison du numérique" in waiting.message
    assert "/commune/58194/" in waiting.message
    monkeypatch.setattr(Email, "dispatch", lambda self, **kwargs: 0)
    assert mail.send_waiting(clock=timezone.now) == 1
    assert not mail_queue.objects.exists()


def test_after_an_address_that_was_misheard_the_right_one_gets_its_mail_from_the_same_screen(
    desk: Client, communes: dict[str, Commune], mail_queue: type[Email]
) -> None:
    for address in ("faux@example.org", "vrai@example.org"):
        form = {"number": "1000000000000123", "commune": "58194", "address": address}
        assert "L’e-mail part tout de suite" in desk.post("/accueil/envoyer/", form, follow=True).content.decode()
    assert [mail.to for mail in mail_queue.objects.order_by("pk")] == [["faux@example.org"], ["vrai@example.org"]]


def test_a_mail_that_is_not_kept_is_tried_again_and_its_address_never_logged(
    desk: Client, communes: dict[str, Commune], mail_queue: type[Email], monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    desk.post("/accueil/envoyer/", {"number": "7", "commune": "58194", "address": "simone@example.org"})

    def refuse(self: Email, **kwargs: object) -> None:
        raise OSError("550 simone@example.org unknown")

    monkeypatch.setattr(Email, "dispatch", refuse)
    now = timezone.now()
    for _try in range(mail.MOST_RETRIES + 1):
        assert mail.send_waiting(clock=lambda now=now: now) == 0
        now += timedelta(hours=5)
    assert not mail_queue.objects.exists()
    assert "simone" not in caplog.text


def test_an_agent_sends_no_more_than_so_many_mails_an_hour(
    desk: Client, communes: dict[str, Commune], mail_queue: type[Email], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.reception.mails.MAILS_AN_HOUR", 2)
    for number in range(1, 5):
        desk.post("/accueil/envoyer/", {"number": number, "commune": "58194", "address": "simone@example.org"})
    desk.post("/accueil/envoyer/", {"number": 9, "commune": "58194", "address": "a@example.org, b@example.org"})
    assert mail_queue.objects.count() == 2


# On a structure's behalf.


def test_a_phone_and_hours_are_corrected_at_once_under_the_desk_s_name(
    desk: Client, agent: User, place: PlacePage
) -> None:
    path = f"/accueil/lieux/{place.pk}/corriger/?commune=58194&besoin=demarches"
    shown = desk.get(path)
    assert shown.status_code == 200
    hours = shown.context["form"]["hours"].value()
    sent = desk.post(path, {"phone": "01 99 00 55 55", "hours": hours})
    assert sent["Location"].startswith("/accueil/?commune=58194&besoin=demarches&")
    place.refresh_from_db()
    assert place.phone == "+33199005555"
    assert place.hours == "Mo-Fr 09:00-12:00"
    correction = PlaceCorrection.objects.get()
    assert (correction.origin, correction.author, set(correction.after)) == (
        CorrectionOrigin.RECEPTION,
        agent,
        {"phone"},
    )
    assert desk.post(path, {"phone": "01 99 00", "hours": hours}).status_code == 200
    assert desk.post(path, {"phone": "01 99 00 55 55", "hours": "quand il fait beau"}).status_code == 200
    assert PlaceCorrection.objects.count() == 1


def test_a_closure_and_a_notice_are_told_to_the_structure_with_who_what_and_how_to_undo(
    desk: Client, place: PlacePage, structure_a: StructurePage, partner_a: User, partner_b: User,
    mail_queue: type[Email],
) -> None:  # fmt: skip
    today = timezone.localdate()
    form = {"start_date": today.isoformat(), "end_date": "", "sentence": "Travaux"}
    for _press in range(2):
        desk.post(f"/accueil/lieux/{place.pk}/fermeture/", form)
    assert PlaceClosure.objects.get().end_date == today
    event = publish_event(structure_a)
    path = f"/accueil/evenements/{event.pk}/changement/"
    assert "type=cancelled" in desk.get(path).content.decode()
    for _press in range(2):
        sent = desk.post(f"{path}?type=cancelled&commune=58194", {"sentence": "Animatrice malade"})
    assert sent["Location"].startswith("/accueil/?commune=58194&")
    assert Notice.objects.get().kind == "cancelled"
    told = list(mail_queue.objects.filter(subject__contains="nnoncé").order_by("pk"))
    assert [mail.to for mail in told] == [[partner_a.email]] * 2
    closure, notice = (mail.message for mail in told)
    assert "Odile Brun" in closure
    assert "Travaux" in closure
    # Within a sentence no day has a capital letter.
    assert f"le {long_day(today)}\n" in closure
    assert f"/mon-espace/lieux/{place.pk}/fermetures/" in closure
    assert f"/mon-espace/evenements/{event.pk}/prevenir/" in notice


# Counts, people.


def test_the_month_is_counted_paged_and_taken_away_by_the_team_only(
    desk: Client, client_of: ClientOf, moderator: User, communes: dict[str, Commune]
) -> None:
    for outcome in ("answered", "unanswered"):
        Call.objects.create(commune=communes["Nevers"], need="demarches", outcome=outcome, at=timezone.now())
    page = desk.get("/accueil/appels/").content.decode()
    assert "Nevers" in page
    assert "appels.csv" not in page
    team = client_of(moderator)
    assert "appels.csv" in team.get("/accueil/appels/").content.decode()
    rows = team.get("/accueil/appels.csv").content.decode("utf-8-sig").splitlines()
    assert rows[0] == "date;heure;code_insee;commune;besoin;issue"
    assert len(rows) == 3
    assert team.get("/accueil/appels/?mois=2026-13").status_code == 404
    assert team.get("/accueil/appels/?mois=2020-01").status_code == 200


def test_the_team_invites_a_person_and_takes_the_role_away(
    client_of: ClientOf, moderator: User, mail_queue: type[Email]
) -> None:
    team = client_of(moderator)
    form = {"first_name": "Rémi", "last_name": "Vial", "email": "remi@example.org"}
    assert team.post("/accueil/equipe/", form).status_code == 302
    person = User.objects.get(email="remi@example.org")
    assert is_reception(person)
    assert not person.has_perm("wagtailadmin.access_admin")
    assert "/accueil/" in mail_queue.objects.get(to="remi@example.org").message
    line = ensure_single_line(name="Numéro unique")
    turn = {"line": line, "weekday": 0, "start_time": time(9), "end_time": time(12)}
    Shift.objects.create(person=person, **turn)
    Shift.objects.create(person=moderator, **turn)
    today = timezone.localdate()
    Absence.objects.create(person=moderator, start_date=today, end_date=today, replaced_by=person)
    told = team.post(f"/accueil/equipe/{person.pk}/retirer/", follow=True).content.decode()
    assert not is_reception(User.objects.get(pk=person.pk))
    assert "Plus personne ne tient ses tours" in told.replace("\N{NO-BREAK SPACE}", " ")
    assert Shift.objects.get().person == moderator
    assert Absence.objects.get().replaced_by is None


# Figures.


def test_the_answer_costs_the_same_number_of_queries_whatever_there_is(
    desk: Client, communes: dict[str, Commune], place: PlacePage
) -> None:
    bulk_places(6, list(communes.values()))
    bulk_entries(3, list(communes.values()))
    desk.get("/accueil/?q=nevers+impots")
    with CaptureQueriesContext(connection) as few:
        desk.get("/accueil/?q=nevers+impots")
    bulk_places(30, list(communes.values()))
    bulk_entries(40, list(communes.values()))
    with CaptureQueriesContext(connection) as many:
        desk.get("/accueil/?q=nevers+impots")
    assert len(many) == len(few)
    assert len(many) < 40


def test_the_answer_shows_a_closure_and_a_bus_where_it_stops(
    desk: Client, communes: dict[str, Commune], place: PlacePage, structure_a: StructurePage
) -> None:
    today = timezone.localdate()
    close_place(
        place=place, start_date=today, end_date=today + timedelta(days=3), sentence="Travaux", by=None,
        now=timezone.now(),
    )  # fmt: skip
    bus = PlacePage(title="Bus du numérique", commune=communes["Clamecy"], itinerance=["itinerant"])
    StructurePage.objects.get(pk=structure_a.pk).add_child(instance=bus)
    bus.stops = [PlaceStop(commune=communes["Nevers"], spot="place Carnot", hours="24/7")]
    bus.save_revision().publish()
    page = desk.get("/accueil/?q=nevers").content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    assert "(Travaux)" in page
    assert "Fermé jusqu’au" in page
    assert "Prochain passage : Nevers, place Carnot, maintenant" in page


# Rota and machine.


def test_hours_that_nobody_holds_are_warned_of_and_the_public_answer_follows(
    desk: Client, agent: User, moderator: User, partner_a: User
) -> None:
    Brand(phone="01 99 00 12 34", phone_hours="Mo-Fr 09:00-12:00,14:00-17:00").save()
    monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    path = f"/accueil/planning/?semaine={monday.isoformat()}"
    assert not desk.get(path).context["week"][0].gaps  # without any turn the hours are taken as held
    turn = {"what": "turn", "person": agent.pk, "weekday": "0", "start_time": "09:00", "end_time": "12:00"}
    for _press in range(2):
        assert desk.post("/accueil/planning/", turn).status_code == 302
    assert Shift.objects.count() == 1
    week = desk.get(path).context["week"]
    assert [gap.replace("\N{NO-BREAK SPACE}", " ") for gap in week[0].gaps] == ["de 14 h à 17 h"]
    ten = timezone.make_aware(datetime.combine(monday, time(10)))
    assert answer(commune=None, need="", now=ten, brand=Brand.load()).now is not None
    away = {"what": "absence", "person": agent.pk, "start_date": monday, "end_date": monday, "replaced_by": ""}
    desk.post("/accueil/planning/", away)
    assert len(desk.get(path).context["week"][0].gaps) == 2
    assert answer(commune=None, need="", now=ten, brand=Brand.load()).now is None
    desk.post("/accueil/planning/", away | {"replaced_by": moderator.pk})
    shown = desk.get(path)
    assert len(shown.context["week"][0].gaps) == 1
    assert "remplacé par Camille Roy" in shown.content.decode()
    assert answer(commune=None, need="", now=ten, brand=Brand.load()).now is not None
    # Who does not answer the phone cannot be put on the rota.
    assert desk.post("/accueil/planning/", turn | {"person": partner_a.pk}).status_code == 200
    desk.post(f"/accueil/planning/absences/{Absence.objects.get().pk}/annuler/")
    desk.post(f"/accueil/planning/tours/{Shift.objects.get().pk}/retirer/")
    assert not Shift.objects.exists()
    assert not Absence.objects.exists()
    assert desk.get("/accueil/planning/?semaine=hier").status_code == 404


def test_the_machine_says_what_the_desk_wrote_for_the_day_at_most_45_seconds(desk: Client) -> None:
    today = timezone.localdate()
    shown = desk.get("/accueil/repondeur/")
    composed = shown.context["text"]
    assert "repondeur.txt" in shown.content.decode()
    too_long = desk.post("/accueil/repondeur/", {"text": "mot " * 111})
    assert too_long.status_code == 200
    assert "secondes" in too_long.content.decode()
    assert desk.post("/accueil/repondeur/", {"text": "Bonjour, nous sommes fermés."}).status_code == 302
    assert machine_text(day=today, now=timezone.now(), brand=Brand.load()) == "Bonjour, nous sommes fermés."
    assert desk.get("/accueil/repondeur/").context["is_written"]
    desk.post("/accueil/repondeur/", {"automatic": "1"})
    assert desk.get("/accueil/repondeur/").context["text"] == composed
    tomorrow = today + timedelta(days=1)
    desk.post(f"/accueil/repondeur/?jour={tomorrow.isoformat()}", {"text": "Demain, fermé."})
    assert desk.get("/accueil/repondeur/").context["text"] == composed
    assert desk.get("/accueil/repondeur/?jour=2020-01-01").status_code == 404
