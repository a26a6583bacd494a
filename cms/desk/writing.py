"""The one view behind the light forms of news, places and the structure's page: save, look, send, two people."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from cms.accounts.models import User
from cms.desk.events.saving import InTheirHands, SomebodyElse, in_their_hands
from cms.desk.once import KEY, Before, SentMeanwhile, content_of, form_once, key_or_new, new_key, sent_before
from cms.desk.pages_form import LightForm, merge
from cms.desk.permissions import chosen_structure, moderated_structure
from cms.desk.saving import Hold, save_changes, save_new, use_picture
from cms.desk.submitting import NotSubmittable, Outcome, submit_page
from cms.foundation.digits import whole_number
from cms.foundation.wording import short_day
from cms.moderation.deadlines import answer_due
from cms.structures.models import StructurePage
from cms.structures.queries import structures_of

# What a form's buttons ask for. What waits for the team is changed by sending it again, or taken back first.
SEND, SAVE, PREVIEW, TAKE_BACK, TAKE_BACK_AND_PREVIEW = "send", "save", "preview", "take_back", "take_back_preview"
VERBS = frozenset({SEND, SAVE, PREVIEW, TAKE_BACK, TAKE_BACK_AND_PREVIEW})


@dataclass(frozen=True)
class Sheet:
    """One light form: its fields, its template, and the empty page that it begins in a structure's space."""

    form: type[LightForm]
    template: str
    begin: Callable[[StructurePage], Page]


@dataclass
class Asked:
    """What one request is about."""

    sheet: Sheet
    structure: StructurePage
    page: Page | None
    by: User
    now: datetime
    verb: str = ""
    seen: int = 0
    before: Before | None = None
    more: dict[str, Any] = field(default_factory=dict)


def structure_of_form(request: HttpRequest) -> StructurePage:
    """Return the structure that a new page is for: the one in the address, else the person's first.

    Raises:
        Http404: the person neither writes for it nor moderates it.
    """
    wanted = request.GET.get("structure", "")
    structures = structures_of(request.user)
    if not structures or (wanted and wanted not in {str(one.pk) for one in structures}):
        return moderated_structure(request.user, wanted)
    return chosen_structure(structures, wanted)


def write(request: HttpRequest, sheet: Sheet, structure: StructurePage, page: Page | None = None) -> HttpResponse:
    """Show the form of a page, new without `page`; save, show as the public would read it, or send it to the team."""
    user: Any = request.user
    asked = Asked(sheet, structure, page, user, timezone.now())
    key = key_or_new(request.POST.get(KEY))
    if request.method == "POST":
        asked.seen = whole_number(request.POST.get("seen")) or 0
        asked.before = sent_before(user=user, key=key)
        if asked.before is not None:
            if asked.before.content == content_of(request):
                return redirect(asked.before.result)
            _go_on(asked, asked.before)
    draft: Page = asked.page.get_latest_revision_as_object() if asked.page else sheet.begin(structure)
    if request.method != "POST":
        asked.seen = (page.latest_revision_id or 0) if page else 0
        return _show(request, asked, sheet.form(instance=draft, user=user, now=asked.now), key)
    verb = request.POST.get("verb", "")
    asked.verb = verb if verb in VERBS else SEND
    form = sheet.form(
        request.POST, request.FILES, instance=draft, user=user, now=asked.now, sending=asked.verb == SEND
    )  # fmt: skip
    return _try(request, asked, form, key)


def _go_on(asked: Asked, before: Before) -> None:
    """Take a form sent again after "back" for a change of the page that it wrote, as it wrote it."""
    if before.page_id is None or (asked.page is not None and asked.page.pk != before.page_id):
        return
    if asked.page is None:
        kind = type(asked.sheet.begin(asked.structure))
        asked.page = get_object_or_404(kind.objects.child_of(asked.structure), pk=before.page_id)
    asked.seen = before.revision_id or 0


def _try(request: HttpRequest, asked: Asked, form: LightForm, key: str) -> HttpResponse:
    """Keep what is right; whatever stands in the way is told with everything typed still there."""
    status = 200
    if form.is_valid():
        try:
            return redirect(_keep(request, asked, form, key))
        except SomebodyElse as other:
            return _show_both(request, asked, form, other.latest)
        except InTheirHands:
            asked.more["sent_meanwhile"], status = True, 409
        except (NotSubmittable, SentMeanwhile) as refusal:
            form.add_error(None, str(refusal))
    return _show(request, asked, form, key, status)


def _keep(request: HttpRequest, asked: Asked, form: LightForm, key: str) -> str:
    """Save, and send if asked; return where it leads, which is the same for a form that comes twice."""
    content = content_of(request)
    with form_once(user=asked.by, key=key, content=content, before=asked.before, now=asked.now) as turn:
        if turn.result:
            return turn.result
        page: Page = form.instance
        if form.kept:
            title = form.cleaned_data.get(form.picture_alt) or page.title
            use_picture(
                page=page, field=form.picture_of, kept=form.kept, title=title, structure=asked.structure, by=asked.by
            )
        if asked.page is None:
            save_new(page=page, structure=asked.structure, by=asked.by)
        else:
            hold = Hold.SENT_AGAIN if asked.verb == SEND else Hold.TAKEN_BACK if _takes_back(asked) else Hold.KEPT
            save_changes(page=page, by=asked.by, now=asked.now, seen=asked.seen, hold=hold)
        outcome = submit_page(page=page, by=asked.by, now=asked.now) if asked.verb == SEND else None
        shows = asked.verb in {PREVIEW, TAKE_BACK_AND_PREVIEW}
        home = f"{reverse('desk:home')}?structure={asked.structure.pk}"
        turn.wrote(page, reverse("desk:preview", args=[page.pk]) if shows else home)
    if not shows:
        messages.success(request, _what_became(page.title, outcome, asked.now))
    return turn.result


def _takes_back(asked: Asked) -> bool:
    return asked.verb in {TAKE_BACK, TAKE_BACK_AND_PREVIEW}


def _what_became(title: str, outcome: Outcome | None, now: datetime) -> str:
    if outcome is Outcome.PUBLISHED:
        return _("“%(title)s” is published.") % {"title": title}
    if outcome is Outcome.WAITING:
        values = {"title": title, "day": short_day(answer_due(now))}
        return _("“%(title)s” is sent. The team answers by e-mail, on %(day)s at the latest.") % values
    return _("“%(title)s” is saved. Nobody else sees it: send it when it is ready.") % {"title": title}


def _show_both(request: HttpRequest, asked: Asked, form: LightForm, latest: Revision) -> HttpResponse:
    """Show the form again with what both people wrote: the other's where this person changed nothing."""
    theirs: Page = latest.as_object()
    own = Revision.objects.for_instance(theirs).filter(pk=asked.seen).first()
    both = merge(form, base=own.as_object() if own else theirs, theirs=theirs)
    again = asked.sheet.form(instance=theirs, user=asked.by, now=asked.now)
    if form.kept and "picture_token" in again.fields:
        again.initial.update({"picture_token": form.kept.pk, "picture_rights": True})
        again.kept = form.kept
    asked.seen = latest.pk
    asked.more = {"other": latest, "both": both}
    return _show(request, asked, again, new_key())


def _show(request: HttpRequest, asked: Asked, form: LightForm, key: str, status: int = 200) -> HttpResponse:
    page = asked.page
    context = {
        "form": form,
        "structure": asked.structure,
        "page": page,
        "once_key": key,
        "seen": asked.seen,
        "waits": in_their_hands(page) if page else False,
        "live": bool(page and page.live),
        "back": f"{reverse('desk:home')}?structure={asked.structure.pk}",
        "reason": _reason(page),
        **asked.more,
    }
    return render(request, asked.sheet.template, context, status=status)


def _reason(page: Page | None) -> str:
    """Return why the page came back, if it did."""
    state = page.current_workflow_state if page else None
    if state is None or state.status != state.STATUS_NEEDS_CHANGES or state.current_task_state is None:
        return ""
    return str(state.current_task_state.comment)
