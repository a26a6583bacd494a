"""The team's screens about places; for everybody else they do not exist."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agenda.catalogue.models import Entry
from agenda.catalogue.sweep import find_drift
from agenda.places.corrections import correct_place
from agenda.places.models import PlacePage
from agenda.places.records import CorrectionOrigin, DistinctPlaces, PlaceMerge, PlaceRecord
from branding.models import Brand
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import publish_event
from tests.factories.places_life import make_place

ClientOf = Callable[[User], Client]
SCREENS = ("duplicates", "hand_over", "corrections", "stale_places", "stranded")


@pytest.fixture
def team(moderator: User, client_of: ClientOf) -> Client:
    """The moderator's browser."""
    return client_of(moderator)


def test_partners_have_no_such_screens(structure_a: StructurePage, partner_a: User, client_of: ClientOf) -> None:
    """What is not yours does not exist."""
    client = client_of(partner_a)
    for name in SCREENS:
        assert client.get(reverse(f"desk:{name}")).status_code == 404


def test_the_teams_tools_lead_to_every_screen(team: Client, structure_a: StructurePage) -> None:
    """And each opens, empty or not."""
    home = team.get(reverse("desk:tools")).content.decode()
    assert reverse("desk:duplicates") in home
    for name in SCREENS:
        assert team.get(reverse(f"desk:{name}")).status_code == 200


def test_a_pair_is_merged_undone_or_called_distinct(team: Client, structure_a: StructurePage) -> None:
    """One button each."""
    one, other = make_place(structure_a), make_place(structure_a)
    url = reverse("desk:duplicates")
    assert "Même nom" in team.get(url).content.decode()
    team.post(url, {"answer": "same", "one": one.pk, "other": other.pk})
    assert not PlacePage.objects.get(pk=other.pk).live
    assert "Annuler la fusion" in team.get(url).content.decode()
    team.post(url, {"undo": PlaceMerge.objects.get().pk})
    assert PlacePage.objects.get(pk=other.pk).live
    team.post(url, {"answer": "distinct", "one": one.pk, "other": other.pk})
    assert DistinctPlaces.objects.count() == 1


def test_a_place_of_the_register_is_handed_over_with_its_code_and_events(
    team: Client, structure_a: StructurePage, partner_a: User
) -> None:
    """Its people are told; the address does not change."""
    register = StructurePage.objects.get(is_register=True)
    place = make_place(register, title="Atelier Le Fil", commune=structure_a.commune)
    event, code = publish_event(structure_a, place=place), place.code
    url = reverse("desk:hand_over")
    assert f"Remettre à {structure_a.title}" in team.get(url).content.decode()
    mail.outbox.clear()
    for _twice in range(2):
        team.post(url, {"place": place.pk, "structure": structure_a.pk})
    moved = PlacePage.objects.get(pk=place.pk)
    assert moved.is_child_of(StructurePage.objects.get(pk=structure_a.pk))
    assert moved.code == code
    assert Entry.objects.get(page=event).description["place"]["code"] == code
    assert sorted(message.to[0] for message in mail.outbox) == ["alice@example.org", "lefil@example.org"]
    assert not len(find_drift(thorough=True))


def test_a_correction_is_taken_back(team: Client, structure_a: StructurePage) -> None:
    """Old and new stand there."""
    place = make_place(structure_a)
    origin = CorrectionOrigin.RECEPTION
    correction = correct_place(
        place=place, values={"phone": "01 99 00 12 34"}, origin=origin, by=None, now=timezone.now()
    )
    assert correction
    shown = team.get(reverse("desk:corrections")).content.decode().replace("\u00a0", " ")
    assert "01 99 00 00 01" in shown
    assert "01 99 00 12 34" in shown
    team.post(reverse("desk:corrections"), {"undo": correction.pk})
    assert PlacePage.objects.get(pk=place.pk).phone == "+33199000001"


@pytest.mark.parametrize("name", ["unpublish", "delete"])
def test_the_editor_leads_to_the_question_where_events_go(team: Client, structure_a: StructurePage, name: str) -> None:
    """Nothing has happened to the place by then."""
    place = make_place(structure_a)
    publish_event(structure_a, place=place)
    answer = team.post(reverse(f"wagtailadmin_pages:{name}", args=[place.pk]))
    assert answer["Location"] == reverse("desk:close_place", args=[place.pk])
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", name])
    assert team.post(f"{bulk}?id={place.pk}")["Location"] == answer["Location"]
    assert PlacePage.objects.get(pk=place.pk).live


def test_a_place_closes_once_every_event_has_somewhere_to_go(team: Client, structure_a: StructurePage) -> None:
    """One choice for all, another one for a single event."""
    place, other = make_place(structure_a), make_place(structure_a, title="Médiathèque")
    stays, moves = publish_event(structure_a, place=place), publish_event(structure_a, place=place)
    url = reverse("desk:close_place", args=[place.pk])
    assert "2 rendez-vous sont prévus ici" in team.get(url).content.decode().replace("\u00a0", " ")
    team.post(url, {})
    assert PlacePage.objects.get(pk=place.pk).live
    team.post(url, {"way-all": "address", f"way-{moves.pk}": "place", f"to-{moves.pk}": other.pk})
    assert not PlacePage.objects.get(pk=place.pk).live
    assert Entry.objects.get(page=stays).description["place"]["name"] == "Atelier du quai"
    assert Entry.objects.get(page=moves).description["place"]["name"] == "Médiathèque"
    assert not len(find_drift(thorough=True))


def test_events_in_a_place_closed_some_other_way_are_listed(team: Client, structure_a: StructurePage) -> None:
    """Until somebody says where they go."""
    place = make_place(structure_a)
    publish_event(structure_a, place=place)
    place.unpublish()
    assert "1 rendez-vous est" in team.get(reverse("desk:tools")).content.decode()
    assert "Atelier du quai" in team.get(reverse("desk:stranded")).content.decode()
    team.post(reverse("desk:close_place", args=[place.pk]), {"way-all": "called_off"})
    assert "dans un lieu fermé</strong>" not in team.get(reverse("desk:tools")).content.decode()


@pytest.mark.postgres
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_costs_the_same_with_more_places(team: Client, structure_a: StructurePage, name: str) -> None:
    """Twins, old, corrected and with an event in a place that closed: every list has rows."""
    register = StructurePage.objects.filter(is_register=True).first()
    counts = []
    for number in (1, 2):
        for twin in range(2 * number):
            place = make_place(register or structure_a, title=f"Atelier {number}")
            PlacePage.objects.filter(pk=place.pk).update(updated_date=None)
            PlaceRecord.objects.filter(page=place).update(first_published_at=timezone.now() - timedelta(days=300))
            new = f"+331990010{number}{twin}"
            origin = CorrectionOrigin.RECEPTION
            correct_place(place=place, values={"phone": new}, origin=origin, by=None, now=timezone.now())
        gone = make_place(structure_a, title=f"Parti {number}", address="1 rue Haute", phone="")
        publish_event(structure_a, place=gone)
        gone.unpublish()
        team.get(reverse(f"desk:{name}"))
        with CaptureQueriesContext(connection) as captured:
            assert team.get(reverse(f"desk:{name}")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_mail_about_a_correction_is_answered_to_the_team_and_names_no_agent(
    structure_a: StructurePage, moderator: User
) -> None:
    """It says how the old value comes back, and that is true: the answer reaches the team."""
    Brand.objects.update_or_create(pk=1, defaults={"contact_email": "equipe@example.org"})
    User.objects.filter(pk=moderator.pk).update(first_name="Odile", last_name="Brun")
    moderator.refresh_from_db()
    place = make_place(structure_a)
    mail.outbox.clear()
    values = {"phone": "01 99 00 12 34"}
    correct_place(place=place, values=values, origin=CorrectionOrigin.RECEPTION, by=moderator, now=timezone.now())
    sent = mail.outbox[0]
    text = sent.body.replace("\u00a0", " ")
    assert sent.reply_to == ["equipe@example.org"]
    assert "répondez à cet e-mail : l’équipe remettra l’ancienne valeur" in text
    assert "Par : le poste d’accueil" in text
    assert "Odile" not in text


def test_the_closing_screen_shows_the_appointments_then_the_nearest_places(
    team: Client, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    """Whoever decides sees what is at stake, and where people could go."""
    place = make_place(structure_a, latitude=46.99, longitude=3.16)
    make_place(structure_b, title="A - Très loin", address="1 rue Basse", phone="")
    make_place(structure_a, title="Z - Tout près", address="2 rue Haute", phone="", latitude=46.991, longitude=3.16)
    publish_event(structure_a, place=place, title="Premiers clics")
    shown = team.get(reverse("desk:close_place", args=[place.pk])).content.decode()
    order = [shown.index(words) for words in ("Premiers clics", "Va dans un autre lieu", "Z - Tout près", "A - Très")]
    assert order == sorted(order)
    assert "Les plus proches d’abord" in shown
