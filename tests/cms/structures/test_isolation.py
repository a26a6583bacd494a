"""Partners see and edit only their own structure's pages and media."""

from collections.abc import Callable

from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page

from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import draft_event, publish_event

ClientOf = Callable[[User], Client]
SECRET = "Brouillon secret de A"


def collection_of(structure: StructurePage) -> Collection:
    return Collection.objects.get(name__endswith=f"({structure.pk})")


def test_a_partner_edits_own_pages_and_nobody_elses(
    client_of: ClientOf, partner_a: User, partner_b: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, title=SECRET)
    for path in (f"/admin/pages/{page.pk}/edit/", f"/admin/pages/add/agenda/eventpage/{structure_a.pk}/"):
        assert client_of(partner_a).get(path).status_code == 200
        assert client_of(partner_b).get(path, follow=True).content.decode().count(SECRET) == 0
        assert client_of(partner_b).get(path).status_code in {302, 403, 404}


def test_a_partners_attempts_leave_the_others_page_unchanged(
    client_of: ClientOf, partner_b: User, structure_a: StructurePage
) -> None:
    page = publish_event(structure_a, title=SECRET)
    b = client_of(partner_b)
    for action in ("edit", "delete", "unpublish", "copy", "lock"):
        b.post(f"/admin/pages/{page.pk}/{action}/", {"title": "Pris", "new_title": "Pris", "new_slug": "pris"})
    again = EventPage.objects.get(pk=page.pk)
    assert (again.title, again.live, again.locked) == (SECRET, True, False)
    assert again.latest_revision_id == page.latest_revision_id
    assert not Page.objects.filter(title="Pris").exists()


def test_listings_searches_and_the_page_chooser_hide_others_drafts(
    client_of: ClientOf, partner_a: User, partner_b: User, structure_a: StructurePage
) -> None:
    draft_event(structure_a, title=SECRET)
    paths = (
        "/admin/", f"/admin/pages/{structure_a.pk}/",
        f"/admin/choose-page/{structure_a.pk}/", "/mon-espace/",
    )  # fmt: skip
    for path in paths:
        assert SECRET not in client_of(partner_b).get(path, follow=True).content.decode(), path
    assert SECRET in client_of(partner_a).get(f"/admin/pages/{structure_a.pk}/").content.decode()
    assert SECRET in client_of(partner_a).get(f"/admin/choose-page/{structure_a.pk}/").content.decode()


def test_the_search_of_pages_hides_others_drafts(
    client_of: ClientOf, partner_a: User, partner_b: User, structure_a: StructurePage
) -> None:
    draft_event(structure_a, title=SECRET)
    for path in ("/admin/pages/search/?q=secret", "/admin/choose-page/search/?q=secret"):
        assert SECRET in client_of(partner_a).get(path).content.decode(), path
        assert SECRET not in client_of(partner_b).get(path).content.decode(), path


def test_media_belong_to_the_structure(
    client_of: ClientOf, partner_a: User, partner_b: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    image = Image.objects.create(title=SECRET, file=get_test_image_file(), collection=collection_of(structure_a))
    document = Document.objects.create(title=SECRET, file=get_test_image_file(), collection=collection_of(structure_a))
    a, b = client_of(partner_a), client_of(partner_b)
    assert SECRET in a.get("/admin/images/").content.decode()
    assert SECRET in a.get("/admin/documents/").content.decode()
    assert a.get(f"/admin/images/{image.pk}/").status_code == 200
    for path in ("/admin/images/", "/admin/documents/", "/admin/images/chooser/", "/admin/documents/chooser/"):
        assert SECRET not in b.get(path).content.decode(), path
    for path in (f"/admin/images/{image.pk}/", f"/admin/documents/edit/{document.pk}/"):
        assert b.get(path).status_code in {302, 403, 404}, path
        b.post(path, {"title": "Pris", "collection": collection_of(structure_b).pk})
    image.refresh_from_db()
    document.refresh_from_db()
    assert (image.title, document.title) == (SECRET, SECRET)


def test_a_partner_may_not_publish(client_of: ClientOf, partner_a: User, structure_a: StructurePage) -> None:
    page = draft_event(structure_a, by=partner_a)
    a = client_of(partner_a)
    a.post(f"/admin/pages/{page.pk}/edit/", {"title": "Publié par moi-même", "action-publish": "1"})
    a.post("/admin/bulk/wagtailcore/page/publish/", {"id": page.pk})
    assert not EventPage.objects.get(pk=page.pk).live


def test_partners_find_no_team_menu(
    client_of: ClientOf, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    told = client_of(partner_a).get(f"/admin/pages/{structure_a.pk}/").content.decode()
    assert "/admin/reports/" not in told
    assert "structures/ouvrir/" not in told
    assert "/mon-espace/" in told
    assert "/equipe/structures/ouvrir/" in client_of(moderator).get("/admin/").content.decode()
