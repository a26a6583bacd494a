"""No dead end: with the demo's data, every commune's page names a number, a place and an event to come."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cms.demo.seed import seed_demo
from cms.structures.actions import prepare_platform
from cms.territories.models import Commune
from tests.cms.pages.helpers import dead_ends


@pytest.mark.once
@pytest.mark.long
@pytest.mark.django_db
def test_no_commune_page_is_a_dead_end(client: Client) -> None:
    now = timezone.now()
    call_command("load_territory", "58")
    prepare_platform(now=now)
    seed_demo(now=now)
    insee = list(Commune.objects.of_departement("58").values_list("pk", flat=True))
    assert len(insee) == 309
    assert dead_ends(client, insee) == []
    elsewhere = Commune.objects.exclude(departement="58").order_by("pk").values_list("pk", flat=True)
    assert dead_ends(client, list(elsewhere[::40])) == []
