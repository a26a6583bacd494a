"""A structure's poster is public with its event, and only then."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from agenda.events.models import EventPage
from tests.agenda.conftest import MakeEvent

pytestmark = pytest.mark.django_db


def test_a_poster_is_served_with_its_published_event_only(client: Client, make_event: MakeEvent) -> None:
    poster = get_document_model().objects.create(title="Affiche", file=ContentFile(b"%PDF-1.4", name="affiche.pdf"))
    event = make_event(poster=poster)
    assert client.get(poster.url).status_code == 404
    event.save_revision().publish()
    assert client.get(poster.url).status_code == 200
    EventPage.objects.get(pk=event.pk).unpublish()
    assert client.get(poster.url).status_code == 404


def test_no_document_is_served_by_its_file_name(client: Client) -> None:
    poster = get_document_model().objects.create(title="Affiche", file=ContentFile(b"%PDF-1.4", name="secrete.pdf"))
    assert client.get(f"/media/{poster.file.name}").status_code == 404
