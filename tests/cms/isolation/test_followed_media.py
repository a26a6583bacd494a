"""A page that comes into another structure's space brings no picture or document of the first one's along."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import publish_event
from tests.isolation.marks import small_png

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(structure_b: StructurePage) -> EventPage:
    """A published event of B with a picture and a poster of B's library."""
    space = structure_b.space
    image = get_image_model()(title="Photo de B", collection=space.collection)
    image.file = ImageFile(ContentFile(small_png()), name="b.png")
    image.save()
    poster = get_document_model()(title="Affiche de B", collection=space.collection)
    poster.file = ContentFile(b"%PDF-1.4", name="b.pdf")
    poster.save()
    event = publish_event(structure_b)
    event.image, event.image_alt, event.image_rights, event.poster = image, "Un bus", True, poster
    event.save_revision().publish()
    return EventPage.objects.get(pk=event.pk)


def owners(page: Any) -> set[int]:
    return {page.image.collection_id, page.poster.collection_id}


def test_a_moved_page_has_copies_of_its_own(event: EventPage, structure_a: StructurePage) -> None:
    first, read = event.image, event.image.file.read()
    event.move(structure_a, pos="last-child")
    moved = EventPage.objects.get(pk=event.pk)
    own = {structure_a.space.collection_id}
    assert owners(moved) == owners(moved.get_latest_revision_as_object()) == own
    assert moved.live
    assert not moved.has_unpublished_changes
    assert moved.image.file.name != first.file.name
    assert moved.image.file.read() == read
    assert get_image_model().objects.get(pk=first.pk).collection_id != moved.image.collection_id


def test_a_draft_stays_a_draft_when_its_page_is_moved(event: EventPage, structure_a: StructurePage) -> None:
    public, draft = event.title, event.get_latest_revision_as_object()
    draft.title = "Pas encore"
    draft.save_revision()
    EventPage.objects.get(pk=event.pk).move(structure_a, pos="last-child")
    moved = EventPage.objects.get(pk=event.pk)
    assert moved.title == public
    assert moved.get_latest_revision_as_object().title == "Pas encore"
    assert owners(moved) == owners(moved.get_latest_revision_as_object()) == {structure_a.space.collection_id}
    assert get_image_model().objects.count() == 2


def test_a_page_copied_in_wagtails_editor_has_copies_of_its_own(
    client_of: Callable[[User], Client], moderator: User, event: EventPage, structure_a: StructurePage
) -> None:
    data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": structure_a.pk}
    answer = client_of(moderator).post(reverse("wagtailadmin_pages:copy", args=[event.pk]), data)
    assert answer.status_code == 302, answer.content.decode()
    copy = EventPage.objects.child_of(structure_a).get()
    assert owners(copy.get_latest_revision_as_object()) == {structure_a.space.collection_id}
    assert owners(EventPage.objects.get(pk=event.pk)) == {event.image.collection_id}


def test_a_page_that_stays_at_home_keeps_its_media(event: EventPage, structure_b: StructurePage) -> None:
    EventPage.objects.get(pk=event.pk).move(structure_b, pos="first-child")
    assert EventPage.objects.get(pk=event.pk).image_id == event.image_id
    assert get_image_model().objects.count() == 1
