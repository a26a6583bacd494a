"""Files sent with an unfinished form: kept a day for whoever sent them, then a picture or document of the page."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from cms.accounts.models import User
from cms.desk.events.files import ReadFile

KEPT = timedelta(days=1)
# More than that one person never has open at once; the oldest go.
MOST_KEPT = 20


def _where(kept: "KeptFile", name: str) -> str:
    """Below documents/: neither the application nor the web server gives those out by their address."""
    return f"documents/en-attente/{kept.token}.{name.rsplit('.', 1)[-1]}"


class KeptFile(models.Model):
    """A checked file that no page has yet: it outlives a form sent back, and nobody else sees it."""

    token = models.UUIDField(primary_key=True, default=uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file = models.FileField(_("file"), upload_to=_where)
    name = models.CharField(_("file name"), max_length=100)
    is_pdf = models.BooleanField(default=False)
    kept_at = models.DateTimeField(_("kept at"), db_index=True)

    class Meta:
        verbose_name = _("file not used yet")
        verbose_name_plural = _("files not used yet")
        ordering: ClassVar[list[str]] = ["kept_at", "pk"]

    def __str__(self) -> str:
        return self.name


@transaction.atomic
def keep_file(*, user: User, read: ReadFile, now: datetime) -> KeptFile:
    """Keep a checked file for its sender until the form is finished."""
    kept = KeptFile(user=user, name=read.name, is_pdf=read.is_pdf, kept_at=now)
    kept.file.save(read.name, ContentFile(read.content), save=True)
    old = list(KeptFile.objects.filter(user=user).order_by("-kept_at", "-pk")[MOST_KEPT : 2 * MOST_KEPT])
    for one in old:
        forget_file(kept=one)
    return kept


def kept_file(*, user: User, token: str | UUID | None) -> KeptFile | None:
    """Return a file that this person sent; None for anybody else's, a purged one, and what is no token."""
    try:
        read = UUID(str(token)) if token else None
    except ValueError:
        return None
    return KeptFile.objects.filter(user=user, token=read).first() if read else None


@transaction.atomic
def forget_file(*, kept: KeptFile) -> None:
    """Delete a kept file, its bytes after the commit."""
    storage, name = kept.file.storage, str(kept.file.name)
    # Not by the instance: when the transaction is undone, the form shows its token again.
    KeptFile.objects.filter(pk=kept.pk).delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)


@transaction.atomic
def purge_files(*, now: datetime) -> int:
    """Delete what was kept more than a day ago and never used; return how many. A hundred a run."""
    old = list(KeptFile.objects.filter(kept_at__lt=now - KEPT)[:100])
    for one in old:
        forget_file(kept=one)
    return len(old)


def make_image(*, kept: KeptFile, title: str, collection: Collection, by: User) -> Any:
    """Make the picture of the library that a kept file becomes, in the structure's collection."""
    with kept.file.open("rb") as file:
        content = file.read()
    image = get_image_model()(title=title[:255], collection=collection, uploaded_by_user=by)
    image.file = ImageFile(ContentFile(content), name=kept.name)
    image.file_size = len(content)
    image.save()
    return image


def make_document(*, kept: KeptFile, title: str, collection: Collection, by: User) -> Any:
    """Make the document of the library that a kept file becomes, in the structure's collection."""
    with kept.file.open("rb") as file:
        content = file.read()
    document = get_document_model()(title=title[:255], collection=collection, uploaded_by_user=by)
    document.file = ContentFile(content, name=kept.name)
    document.file_size = len(content)
    document.save()
    return document
