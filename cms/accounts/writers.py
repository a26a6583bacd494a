"""Who writes when a mailbox is shared: the name typed after signing in stands in every entry of the history.

The name is the request's, not the domain's: a middleware sets it for the time of a request, and whatever our actions
or Wagtail's write into their logs meanwhile carries it (`data["written_by"]`).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models.signals import pre_save
from wagtail.models import BaseLogEntry, ModelLogEntry, PageLogEntry

WRITER_CHARS = 80
_writer: ContextVar[str] = ContextVar("writer", default="")


@contextmanager
def writing(name: str) -> Iterator[None]:
    """Sign the log entries of this block with `name`."""
    mark = _writer.set(name)
    try:
        yield
    finally:
        _writer.reset(mark)


def sign_as(name: str) -> None:
    """Change the name within a block of `writing`, until its end."""
    _writer.set(name)


def clean_writer(typed: str) -> str:
    """Return a name as it is kept: one line, no blanks around, WRITER_CHARS at most; "" when nothing is left."""
    return " ".join(part for part in typed.split() if part.isprintable())[:WRITER_CHARS].strip()


def writer_of(data: Mapping[str, Any] | None) -> str:
    """Return who wrote, of a log entry's data; "" when the account itself says it."""
    return str((data or {}).get("written_by", ""))


def sign_entry(*, instance: BaseLogEntry, **_kwargs: Any) -> None:
    """Add the name to a new log entry."""
    name = _writer.get()
    if name and instance.pk is None and "written_by" not in (instance.data or {}):
        instance.data = {**(instance.data or {}), "written_by": name}


def connect() -> None:
    """Sign the entries of pages and of everything else."""
    for model in (PageLogEntry, ModelLogEntry):
        pre_save.connect(sign_entry, sender=model, dispatch_uid=f"written-by-{model.__name__}")
