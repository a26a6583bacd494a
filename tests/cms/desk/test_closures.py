"""A structure closes its place for some days: at once, without the team, and nobody else's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agenda.places.models import PlacePage
from agenda.places.records import PlaceClosure
from cms.accounts.models import User
from cms.structures.models import StructurePage


@pytest.fixture
def place(structure_a: StructurePage) -> PlacePage:
    """A published place of structure A."""
    page = PlacePage(title="Atelier du Fil", commune=structure_a.commune, hours="Mo-Su 08:00-20:00; PH 08:00-20:00")
    StructurePage.objects.get(pk=structure_a.pk).add_child(instance=page)
    page.save_revision().publish()
    return PlacePage.objects.get(pk=page.pk)


def test_a_closure_is_announced_once_seen_at_once_and_taken_back(
    place: PlacePage, partner_a: User, client_of: Callable[[User], Client]
) -> None:
    client, today = client_of(partner_a), timezone.localdate()
    screen = reverse("desk:closures", args=[place.pk])
    assert screen in client.get(reverse("desk:home")).content.decode()
    days = {"start_date": today.isoformat(), "end_date": (today + timedelta(days=3)).isoformat(), "sentence": "Congés"}
    for _tap in range(2):
        assert client.post(screen, days).status_code == 302
    closure = PlaceClosure.objects.get()
    assert closure.author == partner_a
    public = Client().get(place.permanent_path, follow=True).content.decode()
    assert "Fermé jusqu’au" in public
    assert "Congés" in public
    assert "Congés" in client.get(screen).content.decode()
    assert client.post(screen, {"retirer": closure.pk}).status_code == 302
    assert "Congés" not in Client().get(place.permanent_path, follow=True).content.decode()


def test_a_mistake_is_told_and_nothing_is_announced(
    place: PlacePage, partner_a: User, client_of: Callable[[User], Client]
) -> None:
    client, today = client_of(partner_a), timezone.localdate()
    screen = reverse("desk:closures", args=[place.pk])
    backwards = {"start_date": today.isoformat(), "end_date": (today - timedelta(days=3)).isoformat()}
    answer = client.post(screen, backwards)
    assert "Le dernier jour est avant le premier." in answer.content.decode()
    assert client.post(screen, {}).status_code == 200
    assert not PlaceClosure.objects.exists()


def test_the_partners_home_leads_straight_to_a_places_hours(
    place: PlacePage, partner_a: User, client_of: Callable[[User], Client]
) -> None:
    home = client_of(partner_a).get(reverse("desk:home")).content.decode()
    assert f'/mon-espace/lieux/{place.pk}/#id_hours">Modifier les horaires' in home


def test_the_place_of_another_structure_does_not_exist(
    place: PlacePage, partner_b: User, client_of: Callable[[User], Client]
) -> None:
    assert client_of(partner_b).get(reverse("desk:closures", args=[place.pk])).status_code == 404
