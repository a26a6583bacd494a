"""Gives a page that comes into another structure's space pictures and documents of its own there."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import ForeignKey
from django.http import HttpRequest
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.signals import post_page_move

from cms.accounts.models import User
from cms.structures.models import StructureContent, StructurePage
from cms.structures.people import Space


def connect() -> None:
    """Follow pages that are moved, by whatever way."""
    post_page_move.connect(_moved, dispatch_uid="isolation-media-moved")


def after_copy(request: HttpRequest, _page: Page, new_page: Page) -> None:
    """Follow a page that was copied in Wagtail's editor (hook `after_copy_page`)."""
    by: Any = request.user
    rehouse_media(page=new_page, by=by)


def _moved(instance: Page, **_kwargs: Any) -> None:
    rehouse_media(page=instance, by=None)


@transaction.atomic
def rehouse_media(*, page: Page, by: User | None) -> int:
    """Replace each picture and document of another structure by a copy in the page's own structure; return how many.

    One structure's people would otherwise change, delete or read the title of what is the other's. What the public
    reads is changed with the draft, and stays published as it was.
    """
    row = Page.objects.get(pk=page.pk).specific
    if not isinstance(row, StructureContent):
        return 0
    structure = StructurePage.objects.ancestor_of(row).select_related("space__collection").last()
    space = getattr(structure, "space", None)
    if space is None:
        return 0
    copies: dict[tuple[str, int], Any] = {}
    draft = row.get_latest_revision_as_object()
    public = _rehouse(row, space, copies) if row.live else []
    if public:
        type(row).objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in public})
    if _rehouse(draft, space, copies):
        revision = draft.save_revision(user=by, clean=False)
        if row.live and not row.has_unpublished_changes:
            revision.publish(user=by, skip_permission_checks=True)
    if copies:
        log(instance=row, action="cms.isolation.rehouse_media", user=by, data={"copies": len(copies)})
    return len(copies)


def _rehouse(page: StructureContent, space: Space, copies: dict[tuple[str, int], Any]) -> list[str]:
    """Point the page, in memory, at copies of what is another structure's; return the columns that changed."""
    changed = []
    for field in page._meta.get_fields():
        if not isinstance(field, ForeignKey) or field.related_model not in {get_image_model(), get_document_model()}:
            continue
        medium = getattr(page, field.name)
        if medium is None or not Space.objects.filter(collection=medium.collection_id).exclude(pk=space.pk).exists():
            continue
        key = (field.related_model._meta.label, medium.pk)
        if key not in copies:
            copies[key] = _copy(medium, space)
        setattr(page, field.name, copies[key])
        changed.append(field.attname)
    return changed


def _copy(medium: Any, space: Space) -> Any:
    """Return a copy of a picture or a document, file included, in the structure's own collection."""
    with medium.file.open("rb") as file:
        content = file.read()
    copy = type(medium).objects.get(pk=medium.pk)
    copy.pk, copy.collection = None, space.collection
    copy.file = ContentFile(content, name=medium.file.name.rsplit("/", 1)[-1])
    copy.save(force_insert=True)
    return copy
