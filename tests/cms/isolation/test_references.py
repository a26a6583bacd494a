"""A page points only at what its author could have chosen; what is not theirs has no title for them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.accounts.models import User
from cms.isolation.scope import may_read_document, nameable_pages
from cms.news.models import NewsPage
from cms.structures.models import StructurePage
from tests.cast import draft_event, draft_news, publish_event
from tests.isolation.marks import small_png

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def _image(structure: StructurePage, name: str = "photo.png", title: str = "Une photo") -> Any:
    image = get_image_model()(title=title, collection=structure.space.collection)
    image.file = ImageFile(ContentFile(small_png()), name=name)
    image.save()
    return image


def _saved(client: Client, news: NewsPage, body: str = "<p>Bonjour</p>", **more: Any) -> bool:
    """Post the edit form; tell whether it was accepted."""
    stated = ContentstateConverter(["link", "image", "document-link"]).from_database_format(body)
    data = {
        "title": news.title, "summary": news.summary, "body": stated, "image": "", "image_alt": "",
        "newsletter_sentence": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    response = client.post(f"/admin/pages/{news.pk}/edit/", data | more)
    assert response.status_code in {200, 302}
    # Refused, it must not say either what it is that may not be chosen.
    assert "Photo secrète" not in response.content.decode()
    return bool(response.status_code == 302)


def test_a_picture_of_somebody_else_is_refused(
    client_of: Callable[[User], Client], structure_a: StructurePage, structure_b: StructurePage, partner_a: User
) -> None:
    client, news = client_of(partner_a), draft_news(structure_a, by=partner_a)
    assert _saved(client, news, image=_image(structure_a).pk, image_alt="Un bus")
    secret = _image(structure_b, title="Photo secrète")
    assert not _saved(client, news, image=secret.pk, image_alt="Un bus")


def test_a_link_leads_to_public_pages_and_own_drafts_only(
    client_of: Callable[[User], Client], structure_a: StructurePage, structure_b: StructurePage, partner_a: User
) -> None:
    client, news = client_of(partner_a), draft_news(structure_a, by=partner_a)
    own, public, hidden = draft_event(structure_a), publish_event(structure_b), draft_event(structure_b, title="Secret")
    link = '<p><a linktype="page" id="{}">ici</a></p>'
    assert _saved(client, news, link.format(own.pk))
    assert _saved(client, news, link.format(public.pk))
    assert not _saved(client, news, link.format(hidden.pk))


def test_what_stood_there_before_may_stay(
    client_of: Callable[[User], Client], structure_a: StructurePage, structure_b: StructurePage, partner_a: User
) -> None:
    news = draft_news(structure_a, by=partner_a)
    news.image, news.image_alt = _image(structure_b), "Prêtée par la médiathèque"
    news.save_revision()
    assert _saved(client_of(partner_a), news, image=news.image.pk, image_alt=news.image_alt)


def test_a_public_page_whose_draft_has_another_title_is_not_offered(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, moderator: User
) -> None:
    event = publish_event(structure_b)
    assert nameable_pages(partner_a).filter(pk=event.pk).exists()
    event.title = "Titre encore secret"
    event.save_revision()
    assert not nameable_pages(partner_a).filter(pk=event.pk).exists()
    assert nameable_pages(moderator).filter(pk=event.pk).exists()


def test_the_poster_of_a_draft_is_read_by_its_structure_and_the_team(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User, moderator: User
) -> None:
    poster = get_document_model()(title="Affiche", collection=structure_b.space.collection)
    poster.file.save("affiche.pdf", ContentFile(b"%PDF-1.4"))
    poster.save()
    event = draft_event(structure_b, poster=poster)
    assert [may_read_document(user, poster) for user in (partner_a, partner_b, moderator)] == [False, True, True]
    event.get_latest_revision().publish()
    assert may_read_document(partner_a, poster)


def test_the_address_of_a_picture_cannot_be_guessed(structure_a: StructurePage) -> None:
    one, other = _image(structure_a), _image(structure_a)
    assert one.file.name != other.file.name
    assert len(one.file.name.rpartition("/")[2]) >= len("photo.png") + 24
    assert one.get_rendition("width-10").file.name.rpartition("/")[2].startswith(one.file.name.rpartition("/")[2][:24])


def test_the_admin_api_gives_own_pictures_only(
    client_of: Callable[[User], Client], structure_a: StructurePage, structure_b: StructurePage, partner_a: User
) -> None:
    mine = _image(structure_a)
    _image(structure_b)
    said = json.loads(client_of(partner_a).get("/admin/api/main/images/").content)
    assert [one["id"] for one in said["items"]] == [mine.pk]


@pytest.mark.parametrize("path", ["/admin/reports/workflow/", "/admin/tag-autocomplete/?term=a", "/admin/users/"])
def test_what_is_not_on_the_list_is_not_there(
    client_of: Callable[[User], Client], partner_a: User, moderator: User, path: str
) -> None:
    assert client_of(partner_a).get(path).status_code == 404
    assert client_of(moderator).get(path).status_code != 404
