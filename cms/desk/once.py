"""A form that is sent twice does its work once: each shown form carries a key, and the second sending finds the first.

A view writes::

    with form_once(user=request.user, key=request.POST.get(KEY), now=now) as turn:
        if turn.result:
            return redirect(turn.result)
        page = make_the_page(…)
        turn.result = reverse("desk:…", args=[page.pk])
    return redirect(turn.result)

and its template `{% include "desk/once.html" %}` with `once_key` = `new_key()` in the context (or the key that came
with a refused form, so that correcting it stays the same form).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction

from cms.accounts.models import User

# The name of the hidden field.
KEY = "once"
# A form left open in a tab longer than that may make a second page.
KEPT = timedelta(days=7)


class FormOnce(models.Model):
    """One form that somebody was shown and sent, and where it led."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    result = models.CharField(max_length=300)
    sent_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list] = [models.UniqueConstraint(fields=["user", "key"], name="form_once")]

    def __str__(self) -> str:
        return f"{self.key} → {self.result}"


@dataclass
class Turn:
    """What the form led to the first time; empty on the first time, and then to be filled in."""

    result: str = ""


def new_key() -> str:
    """Return the key of a form about to be shown. Showing it writes nothing."""
    return str(uuid4())


def key_or_new(text: str | None) -> str:
    """Return the key that a form carried, a new one when it is none."""
    return str(_read(text) or uuid4())


@contextmanager
def form_once(*, user: User, key: str | None, now: datetime) -> Iterator[Turn]:
    """Do what stands inside in one transaction with the form's key: the second sending waits, and gets the result.

    A form without a readable key is done each time. When what stands inside raises or leaves `result` empty, the key
    stays free.
    """
    read = _read(key)
    with transaction.atomic():
        if read is None:
            yield Turn()
            return
        row, first = FormOnce.objects.get_or_create(user=user, key=read, defaults={"result": "", "sent_at": now})
        turn = Turn(row.result)
        yield turn
        if not turn.result:
            row.delete()
        elif first:
            FormOnce.objects.filter(pk=row.pk).update(result=turn.result)


def result_of(*, user: User, key: str | None) -> str:
    """Return where a form that was sent already led, empty when it was not."""
    read = _read(key)
    if read is None:
        return ""
    return FormOnce.objects.filter(user=user, key=read).values_list("result", flat=True).first() or ""


def purge_forms(*, now: datetime) -> int:
    """Forget the forms sent more than KEPT ago; return how many."""
    return FormOnce.objects.filter(sent_at__lt=now - KEPT).delete()[0]


def _read(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text and len(text) <= 36 else None
    except ValueError:
        return None
