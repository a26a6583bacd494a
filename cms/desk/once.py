"""A form that is sent twice does its work once; sent again with something corrected, it corrects what it made.

Each shown form carries a key. The same content under the same key leads to the first result; other content under the
same key — the browser's "back", a correction, "send" — is a change of the page that the first sending wrote. A view
writes::

    content = content_of(request)
    before = sent_before(user=request.user, key=key)
    if before and before.content == content:
        return redirect(before.result)
    page, seen = (before.page_id, before.revision_id) if before else (None, …)
    with form_once(user=request.user, key=key, content=content, before=before, now=now) as turn:
        if turn.result:
            return redirect(turn.result)
        page = make_or_change_the_page(…)
        turn.wrote(page, reverse("desk:…", args=[page.pk]))
    return redirect(turn.result)

and its template `{% include "desk/once.html" %}` with `once_key` = `new_key()` in the context (or the key that came
with a refused form, so that correcting it stays the same form).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.accounts.models import User

# The name of the hidden field.
KEY = "once"
# A form left open in a tab longer than that may make a second page.
KEPT = timedelta(days=7)
# What differs between two sendings of one content.
NOT_CONTENT = frozenset({"csrfmiddlewaretoken", KEY})


class SentMeanwhile(ValueError):
    """The same form came at the same instant with other content; the message is for the person."""


class FormOnce(models.Model):
    """One form that somebody was shown and sent: what it held, what it wrote, and where it led."""

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    # sha256 of everything typed, in hexadecimal: what was typed itself is not kept here.
    content = models.CharField(max_length=64)
    # A page that is deleted frees the key: sending the form again makes it anew.
    page = models.ForeignKey(Page, null=True, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveBigIntegerField(null=True)
    result = models.CharField(max_length=300)
    sent_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list] = [models.UniqueConstraint(fields=["user", "key"], name="form_once")]

    def __str__(self) -> str:
        return f"{self.key} → {self.result}"


@dataclass(frozen=True)
class Before:
    """What an earlier sending of the form held, the page and revision it wrote, and where it led."""

    content: str
    page_id: int | None
    revision_id: int | None
    result: str


@dataclass
class Turn:
    """What the form led to when the same content came before; empty otherwise, and then to be filled in."""

    result: str = ""
    page: Page | None = None

    def wrote(self, page: Page, result: str) -> None:
        """Note the page that was written, with its latest revision, and where the form leads."""
        self.page, self.result = page, result


def content_of(request: HttpRequest) -> str:
    """Return what tells one content of a form from another: the sha256 of its fields, and of its files' names, sizes.

    A double click sends the same twice.
    """
    fields = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_CONTENT)
    files = sorted((name, file.name, file.size) for name, files in request.FILES.lists() for file in files)
    return sha256(repr((fields, files)).encode(errors="surrogatepass")).hexdigest()


def new_key() -> str:
    """Return the key of a form about to be shown. Showing it writes nothing."""
    return str(uuid4())


def key_or_new(text: str | None) -> str:
    """Return the key that a form carried, a new one when it is none."""
    return str(_read(text) or uuid4())


@contextmanager
def form_once(
    *, user: User, key: str | None, now: datetime, content: str = "", before: Before | None = None
) -> Iterator[Turn]:
    """Do what stands inside in one transaction with the form's key: the second sending waits, and gets the result.

    `before` is what the caller found and builds on (`sent_before`). A form without a readable key is done each time.
    When what stands inside raises or leaves `result` empty, the key stays as it was.

    Raises:
        SentMeanwhile: another sending of the same form, of other content, was faster; nothing is done.
    """
    read = _read(key)
    with transaction.atomic():
        if read is None:
            yield Turn()
            return
        row, first = FormOnce.objects.select_for_update().get_or_create(
            user=user, key=read, defaults={"content": content, "result": "", "sent_at": now}
        )
        if not first and row.content != content and _before(row) != before:
            raise SentMeanwhile(_("This form was being sent already. Please read it again, then send it."))
        turn = Turn(row.result if row.content == content else "")
        done = bool(turn.result)
        yield turn
        if first and not turn.result:
            row.delete()
        elif not done and turn.result:
            row.content, row.result, row.sent_at = content, turn.result, now
            row.page_id = turn.page.pk if turn.page else None
            row.revision = turn.page.latest_revision_id if turn.page else None
            row.save()


def sent_before(*, user: User, key: str | None) -> Before | None:
    """Return what a form that was sent already held, wrote and led to; None when it was not sent."""
    read = _read(key)
    row = FormOnce.objects.filter(user=user, key=read).first() if read else None
    return _before(row) if row else None


def _before(row: FormOnce) -> Before:
    return Before(row.content, row.page_id, row.revision, row.result)


def purge_forms(*, now: datetime) -> int:
    """Forget the forms sent more than KEPT ago; return how many."""
    return FormOnce.objects.filter(sent_at__lt=now - KEPT).delete()[0]


def _read(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text and len(text) <= 36 else None
    except ValueError:
        return None
