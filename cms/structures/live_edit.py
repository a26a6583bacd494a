"""Changes fields of a published page at once, beside whatever draft of it waits (design §3.2).

Wagtail's own publishing would end the round of moderation that the page stands in and forget a scheduled
publication; and the draft, approved later, would undo the change, since it restores every field.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page, Revision, TaskState
from wagtail.signals import page_published

from cms.accounts.models import User
from cms.structures.models import StructureContent


class NotLive(ValueError):
    """The page is not published: change it directly."""


@transaction.atomic
def change_live(*, page: StructureContent, values: Mapping[str, Any], by: User | None, now: datetime) -> None:
    """Give a live page new values of fields, published at once; every revision that may still be published gets them.

    A draft that waits (begun, in moderation, scheduled) stays where it is with the same values in it. The page that
    was given is refreshed. Nothing is validated here and nothing is logged: the caller knows what the change means.

    Raises:
        NotLive: there is nothing published to change.
    """
    row = Page.objects.select_for_update().get(pk=page.pk)
    live = type(page).objects.get(pk=page.pk)
    if not live.live:
        raise NotLive
    draft = row.latest_revision if live.has_unpublished_changes else None
    # Wagtail takes the youngest revision for the latest, and stamps its own by a clock that may run before `now`.
    now = max(now, row.latest_revision.created_at) if row.latest_revision else now
    for name, value in values.items():
        setattr(live, name, value)
    changed = {name: live.serializable_data()[name] for name in values}
    revision = _new_revision(live, live.serializable_data(), by, now)
    live.live_revision, live.latest_revision = revision, revision
    if draft is not None:
        # Written anew, so that it stays the latest.
        live.latest_revision = _new_revision(live, {**draft.content, **changed}, draft.user, now, draft.object_str)
        live.latest_revision.approved_go_live_at = draft.approved_go_live_at
        live.latest_revision.save(update_fields=["approved_go_live_at"])
        Revision.objects.filter(pk=draft.pk).update(approved_go_live_at=None)
        TaskState.objects.filter(revision=draft, status=TaskState.STATUS_IN_PROGRESS).update(
            revision=live.latest_revision
        )
    _change_scheduled(live, changed)
    live.latest_revision_created_at = live.last_published_at = now
    live.save(clean=False)
    page_published.send(sender=type(live), instance=live, revision=revision)
    live.update_aliases(revision=revision, _content=revision.content)
    page.refresh_from_db()


@transaction.atomic
def change_draft(*, page: StructureContent, values: Mapping[str, Any]) -> None:
    """Give the latest revision of a page that is not live new values of fields, in place; the row is changed too."""
    latest = Page.objects.select_for_update().get(pk=page.pk).latest_revision
    current = type(page).objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(current, name, value)
    current.save(clean=False)
    data = current.serializable_data()
    if latest is not None:
        latest.content = {**latest.content, **{name: data[name] for name in values}}
        latest.save(update_fields=["content"])
    page.refresh_from_db()


def _new_revision(
    page: StructureContent, content: dict[str, Any], by: User | None, now: datetime, name: str = ""
) -> Revision:
    content = {**content, "latest_revision_created_at": now.isoformat()}
    return Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        user=by,
        created_at=now,
        content=content,
        object_str=name or str(page),
    )


def _change_scheduled(page: StructureContent, changed: Mapping[str, Any]) -> None:
    """Write the values into older revisions that are approved for a later hour."""
    for revision in page.revisions.filter(approved_go_live_at__isnull=False).exclude(pk=page.latest_revision_id):
        revision.content = {**revision.content, **changed}
        revision.save(update_fields=["content"])
