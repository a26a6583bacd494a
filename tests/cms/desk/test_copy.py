"""The address of the former copy screen, in old mails and bookmarks, leads to the form that starts from last time."""

from collections.abc import Callable

from django.test import Client

from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import publish_event

ClientOf = Callable[[User], Client]


def test_the_former_address_leads_to_the_form_that_starts_from_last_time(
    client_of: ClientOf, partner_a: User, partner_b: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a)
    path = f"/mon-espace/evenements/{event.pk}/copier/"
    assert client_of(partner_a).get(path).headers["Location"] == f"/mon-espace/evenements/ajouter/?comme={event.pk}"
    assert client_of(partner_b).get(path).status_code == 404
