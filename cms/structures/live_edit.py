"""Changes fields of a published page at once, beside whatever draft of it waits (design §3.2).

Wagtail's own publishing would end the round of moderation that the page stands in and forget a scheduled
publication; and the draft, approved later, would undo the change, since it restores every field.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from modelcluster.models import get_all_child_relations
from wagtail.models import COMMENTS_RELATION_NAME, Page, Revision, TaskState
from wagtail.signals import page_published

from cms.accounts.models import User
from cms.structures.models import StructureContent


class NotLive(ValueError):
    """The page is not published: change it directly."""


@transaction.atomic
def change_live(
    *,
    page: StructureContent,
    values: Mapping[str, Any],
    by: User | None,
    now: datetime,
    only_where: Mapping[str, Any] | None = None,
) -> None:
    """Give a live page new values of fields, published at once; every revision that may still be published gets them.

    A draft that waits (begun, in moderation, scheduled) stays where it is with the same values in it, or only if its
    fields hold `only_where` (as JSON keeps them). The page that was given is refreshed. Nothing is validated here and
    nothing is logged: the caller knows what the change means.

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
    data = live.serializable_data()
    changed = {name: data[name] for name in values}
    _publish_row(live, draft, {} if draft and not _holds(draft, only_where) else changed, by, now)
    _patch(
        live.revisions.filter(approved_go_live_at__isnull=False).exclude(pk=live.latest_revision_id),
        changed,
        only_where,
    )
    page.refresh_from_db()


def _publish_row(
    live: StructureContent, draft: Revision | None, changed: Mapping[str, Any], by: User | None, now: datetime
) -> None:
    """Publish the page as its row stands; a draft is written anew after it, so that it stays the latest."""
    revision = _new_revision(live, live.serializable_data(), by, now)
    live.live_revision, live.latest_revision = revision, revision
    if draft is not None:
        latest = _new_revision(live, {**draft.content, **changed}, draft.user, now, draft.object_str)
        latest.approved_go_live_at = draft.approved_go_live_at
        latest.save(update_fields=["approved_go_live_at"])
        Revision.objects.filter(pk=draft.pk).update(approved_go_live_at=None)
        TaskState.objects.filter(revision=draft, status=TaskState.STATUS_IN_PROGRESS).update(revision=latest)
        live.latest_revision = latest
    live.latest_revision_created_at = live.last_published_at = now
    live.save(clean=False)
    page_published.send(sender=type(live), instance=live, revision=revision)
    live.update_aliases(revision=revision, _content=revision.content)


@transaction.atomic
def change_drafts(*, page: StructureContent, values: Mapping[str, Any], only_where: Mapping[str, Any]) -> None:
    """Give what is not published of a page new values, in place, where its fields hold `only_where`.

    That is the latest and every scheduled revision, and the row itself of a page that is not live.
    """
    row = Page.objects.select_for_update().get(pk=page.pk)
    current = type(page).objects.get(pk=page.pk)
    matches = all(current.serializable_data()[name] == value for name, value in only_where.items())
    for name, value in values.items():
        setattr(current, name, value)
    data = current.serializable_data()
    if not row.live and matches:
        current.save(clean=False)
    waiting = Q(pk=row.latest_revision_id) | Q(approved_go_live_at__isnull=False)
    revisions = row.revisions.filter(waiting).exclude(pk=row.live_revision_id)
    _patch(revisions, {name: data[name] for name in values}, only_where)
    page.refresh_from_db()


@transaction.atomic
def publish_again(*, page: StructureContent, by: User | None, now: datetime) -> None:
    """Publish a page that was unpublished as it then stood; a draft that waited waits again."""
    row = Page.objects.select_for_update().get(pk=page.pk)
    current = type(page).objects.get(pk=page.pk)
    if current.live:
        return
    latest = row.latest_revision
    now = max(now, latest.created_at) if latest else now
    draft = latest if latest and _says(current, latest.content) != _says(current, current.serializable_data()) else None
    current.live, current.expired, current.has_unpublished_changes = True, False, draft is not None
    _publish_row(current, draft, {}, by, now)
    page.refresh_from_db()


def _says(page: StructureContent, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what people write of a page from its serialised form, rows below it (stops) included.

    Their keys and numbers are left out: a revision does not know those that its own publication gave them.
    """
    kind = type(page)
    names = {field.name for field in kind._meta.local_fields if not field.primary_key} | {"title", "slug"}
    said: dict[str, Any] = {name: data.get(name) for name in names}
    for relation in get_all_child_relations(kind):
        name = relation.get_accessor_name()
        if name == COMMENTS_RELATION_NAME:
            continue
        left_out = {"pk", "sort_order", relation.field.name}
        said[name] = [{k: v for k, v in row.items() if k not in left_out} for row in data.get(name) or ()]
    return cast("dict[str, Any]", json.loads(json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True)))


def _holds(revision: Revision, wanted: Mapping[str, Any] | None) -> bool:
    return all(revision.content.get(name) == value for name, value in (wanted or {}).items())


def _patch(revisions: Iterable[Revision], changed: Mapping[str, Any], wanted: Mapping[str, Any] | None) -> None:
    for revision in revisions:
        if _holds(revision, wanted):
            revision.content = {**revision.content, **changed}
            revision.save(update_fields=["content"])


def _new_revision(
    page: StructureContent, content: dict[str, Any], by: User | None, now: datetime, name: str = ""
) -> Revision:
    return Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        user=by,
        created_at=now,
        content={**content, "latest_revision_created_at": now.isoformat()},
        object_str=name or str(page),
    )
