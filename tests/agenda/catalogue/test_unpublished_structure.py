"""What stands below an unpublished structure is nobody's to read, whatever Wagtail's router says."""

import pytest
from django.test import Client

from agenda.events.models import EventPage
from cms.news.models import NewsPage
from cms.structures.models import StructurePage
from tests.agenda.conftest import MakeEvent

pytestmark = pytest.mark.django_db


def test_events_and_news_of_an_unpublished_structure_are_not_served(
    client: Client, make_event: MakeEvent, structure: StructurePage
) -> None:
    event = make_event(publish=True)
    news = StructurePage.objects.get(pk=structure.pk).add_child(instance=NewsPage(title="Nouveau", summary="Un local."))
    addresses = [event.get_url(), news.get_url()]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    assert NewsPage.objects.published().count() == EventPage.objects.published().count() == 1
    StructurePage.objects.get(pk=structure.pk).unpublish()
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert NewsPage.objects.published().count() == EventPage.objects.published().count() == 0
