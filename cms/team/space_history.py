"""What was done with a space, when and by whom: the audit lines of its structure's page, with the people's names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from wagtail.models import PageLogEntry

from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.structures.people import Role

A_PAGE = 20
# What the page says in sentences of its own.
OURS = ("cms.structures.", "wagtail.publish", "wagtail.unpublish")
# Saved drafts say nothing about the space, and are many.
LEFT_OUT = ("wagtail.create", "wagtail.edit")


@dataclass(frozen=True)
class Line:
    """One thing that was done; `people` names whom it was done to."""

    action: str
    label: str
    at: datetime
    by: str
    people: str
    role: str
    data: dict[str, Any]


def history_of(structure: StructurePage, wanted_page: str | None) -> tuple[PageOfList, list[Line]]:
    """Return one page of the space's history, the latest first, and its lines; four queries."""
    found = PageLogEntry.objects.filter(page_id=structure.pk).exclude(action__in=LEFT_OUT).select_related("user")
    page = Paginator(found.order_by("-timestamp", "-pk"), A_PAGE).get_page(wanted_page)
    entries = list(page)
    names = _names(entries)
    return page, [_line(entry, names) for entry in entries]


def _subject(entry: PageLogEntry) -> int | None:
    """Return whom an audit line is about; lines of earlier releases say "partner"."""
    data = entry.data or {}
    pk = data.get("person") or data.get("partner")
    return pk if isinstance(pk, int) else None


def _names(entries: list[PageLogEntry]) -> dict[int, str]:
    wanted = {pk for entry in entries if (pk := _subject(entry))}
    return {user.pk: user.get_full_name() or user.get_username() for user in User.objects.filter(pk__in=wanted)}


def _line(entry: PageLogEntry, names: dict[int, str]) -> Line:
    data = entry.data or {}
    role = data.get("role", "")
    return Line(
        action=entry.action.rpartition(".")[2] if entry.action.startswith(OURS) else "",
        label=str(entry.message),
        at=entry.timestamp,
        by=_author(entry),
        people=names.get(_subject(entry) or 0, ""),
        role=str(Role(role).label) if role in Role.values else "",
        data=data,
    )


def _author(entry: PageLogEntry) -> str:
    return (entry.user.get_full_name() or entry.user.get_username()) if entry.user else ""
