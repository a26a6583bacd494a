"""Who answers the phone, their browser, and a place with its structure."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.structures.actions import Platform, add_receptionist
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import PASSWORD

ClientOf = Callable[[User], Client]


@pytest.fixture
def agent(platform: Platform) -> User:
    user = add_receptionist(email="odile@example.org", first_name="Odile", last_name="Brun", now=timezone.now())
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def desk(client_of: ClientOf, agent: User) -> Client:
    return client_of(agent)


@pytest.fixture
def place(structure_a: StructurePage, communes: dict[str, Commune]) -> PlacePage:
    page = PlacePage(
        title="Maison du numérique", address="3 rue du Port", commune=communes["Nevers"], services=["demarches"],
        phone="+33199001201", hours="Mo-Fr 09:00-12:00", latitude=46.99, longitude=3.16,
    )  # fmt: skip
    StructurePage.objects.get(pk=structure_a.pk).add_child(instance=page)
    page.save_revision().publish()
    return PlacePage.objects.get(pk=page.pk)
