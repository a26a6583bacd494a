"""Telling the public of a change: three taps, at once, undoable, told to the team, only by the event's people."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from agenda.catalogue.sweep import find_drift
from agenda.events.clock import to_instant
from agenda.events.models import EventPage, Notice
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import next_week, publish_event

ClientOf = Callable[[User], Client]


def entry_of(event: EventPage) -> "object":
    return EventPage.objects.get(pk=event.pk).entry


def test_an_event_is_cancelled_in_three_taps(client_of: ClientOf, partner_a: User, structure_a: StructurePage) -> None:
    event = publish_event(structure_a)
    a = client_of(partner_a)
    first = re.search(r'href="(/mon-espace/evenements/\d+/prevenir/)"', a.get("/mon-espace/").content.decode())
    assert first
    second = re.search(r'href="([^"]+/cancelled/)"', a.get(first[1]).content.decode())
    assert second
    assert "<form" in a.get(second[1]).content.decode()
    assert not Notice.objects.exists()
    assert a.post(second[1], {"sentence": ""}).status_code == 302
    assert entry_of(event).status == "cancelled"
    assert len(find_drift(thorough=True)) == 0


def test_one_sitting_of_several_is_cancelled_in_three_taps(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a, start=next_week(), more=(next_week(days=14), next_week(days=21)))
    a = client_of(partner_a)
    page = a.get(f"/mon-espace/evenements/{event.pk}/prevenir/").content.decode()
    links = re.findall(r'href="([^"]+/cancelled/\?seance=[^"]+)"', page)
    assert len(links) == 3
    a.post(links[1], {"sentence": "Salle fermée"})
    states = [(o.state, o.note) for o in entry_of(event).occurrences.all()]
    assert states == [("scheduled", ""), ("cancelled", "Salle fermée"), ("scheduled", "")]


def test_a_changed_hour_shows_at_once_and_is_taken_back_by_one_button(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a)
    a = client_of(partner_a)
    path = f"/mon-espace/evenements/{event.pk}/prevenir/moved/"
    day = next_week(days=8).date()
    a.post(path, {"sentence": "", "new_date": day.isoformat(), "new_start": "10:00", "new_end": "12:00"})
    assert entry_of(event).occurrences.get().starts_at == to_instant(next_week(10, days=8))
    told = a.get(f"/mon-espace/evenements/{event.pk}/prevenir/").content.decode()
    undo = re.search(r'action="(/mon-espace/avis/\d+/retirer/)"', told)
    assert undo
    assert a.get(undo[1]).status_code == 405
    a.post(undo[1])
    assert entry_of(event).occurrences.get().starts_at == to_instant(next_week())


def test_a_form_that_cannot_be_says_what_is_wrong_and_gives_nothing(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a)
    a = client_of(partner_a)
    base = f"/mon-espace/evenements/{event.pk}/prevenir/"
    day = next_week(days=8).date()
    for kind, data in (
        ("moved", {"sentence": ""}),
        ("moved", {"new_date": day, "new_start": "16:00", "new_end": "08:00"}),
        ("moved", {"new_date": day - timedelta(days=30), "new_start": "14:00", "new_end": "16:00"}),
        ("postponed", {"new_date": day, "new_start": "", "new_end": ""}),
        ("sentence", {"sentence": ""}),
        ("cancelled", {"sentence": "x" * 201}),
    ):
        response = a.post(f"{base}{kind}/", data)
        assert response.status_code == 200, kind
        assert "À corriger" in response.content.decode()
    assert not Notice.objects.exists()
    for path in (f"{base}nonsense/", f"{base}cancelled/?seance=2020-01-01T10:00", f"{base}cancelled/?seance=x"):
        assert a.get(path).status_code == 404, path


def test_only_the_events_people_and_the_team_may_tell(
    client_of: ClientOf, partner_b: User, moderator: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a)
    path = f"/mon-espace/evenements/{event.pk}/prevenir/cancelled/"
    assert client_of(partner_b).post(path, {"sentence": ""}).status_code == 404
    assert Client().post(path, {"sentence": ""}).status_code == 403  # kept, to be sent after signing in
    assert not Notice.objects.exists()
    assert client_of(moderator).post(path, {"sentence": ""}).status_code == 302
    notice = Notice.objects.get()
    assert client_of(partner_b).post(f"/mon-espace/avis/{notice.pk}/retirer/").status_code == 404
    notice.refresh_from_db()
    assert notice.undone_at is None


def test_a_double_tap_says_it_once(client_of: ClientOf, partner_a: User, structure_a: StructurePage) -> None:
    event = publish_event(structure_a)
    a = client_of(partner_a)
    path = f"/mon-espace/evenements/{event.pk}/prevenir/cancelled/"
    a.post(path, {"sentence": "L’animatrice est malade."})
    a.post(path, {"sentence": "L’animatrice est malade."})
    assert Notice.objects.count() == 1


def test_an_unpublished_event_is_changed_not_announced(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a)
    event.unpublish()
    a = client_of(partner_a)
    assert "modifiez-le directement" in a.get(f"/mon-espace/evenements/{event.pk}/prevenir/").content.decode()
    assert a.post(f"/mon-espace/evenements/{event.pk}/prevenir/cancelled/", {"sentence": ""}).status_code == 404


def test_the_form_warns_before_full_takes_a_cancellations_place(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a, start=next_week(), more=(next_week(days=14),))
    a = client_of(partner_a)
    base = f"/mon-espace/evenements/{event.pk}/prevenir/"
    date = f"?seance={next_week().isoformat(timespec='minutes')}"
    assert "déjà annoncée" not in a.get(f"{base}full/{date}").content.decode()
    a.post(f"{base}cancelled/{date}", {"sentence": "Salle fermée"})
    warned = a.get(f"{base}full/{date}").content.decode()
    assert "Cette date est déjà annoncée « annulée »" in warned.replace("&nbsp;", " ")
    assert "Salle fermée" in warned
    assert "déjà annoncée" not in a.get(f"{base}full/?seance={next_week(days=14).isoformat()[:16]}").content.decode()
    a.post(f"{base}full/{date}", {"sentence": ""})
    assert [notice.kind for notice in event.notices.standing()] == ["full"]


def test_a_dates_row_says_what_is_announced_and_offers_verbs(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a, start=next_week(), more=(next_week(days=14),))
    a = client_of(partner_a)
    base = f"/mon-espace/evenements/{event.pk}/prevenir/"
    a.post(f"{base}cancelled/?seance={next_week().isoformat()[:16]}", {"sentence": "Salle fermée"})
    page = a.get(base).content.decode()
    first, second = page.split('<ul class="rows desk-dates">')[1].split("</ul>")[0].split("</li>")[:2]
    assert ">Annulé</span>" in first
    assert "Retirer cet avis" in first
    assert "/cancelled/" not in first
    for verb in (">Annuler<", ">Changer l’heure ou le jour<", ">Annoncer complet<", ">Reporter<"):
        assert verb in second
    assert "badge" not in second
    for verb in ("Tout annuler", "Tout annoncer complet", "Tout reporter", "Donner une information"):
        assert verb in page


def test_a_move_to_the_hour_that_people_know_is_refused(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a)
    day = next_week().date().isoformat()
    data = {"sentence": "", "new_date": day, "new_start": "14:00", "new_end": "16:00"}
    response = client_of(partner_a).post(f"/mon-espace/evenements/{event.pk}/prevenir/moved/", data)
    assert "Rien n’a changé" in response.content.decode()
    assert not Notice.objects.exists()
