"""The team's light screen of moderation: what the public would read, what changed, publish or send back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page, Revision, TaskState

from agenda.events.models import Notice
from cms.accounts.models import User
from cms.desk.forms import whole_number
from cms.moderation.actions import AlreadyDecided, ChangedMeanwhile, approve_page, send_back_page
from cms.moderation.models import Decision, DecisionKind, Look, LookKind
from cms.moderation.queries import last_decision, open_decision
from cms.moderation.reading import readers_of, take_in_hand
from cms.moderation.reasons import LABELS, REASONS
from cms.moderation.waiting import structure_of
from cms.structures.queries import is_team
from cms.team.addresses import form_path
from cms.team.facts import changes_of, facts_of, picture_of
from cms.team.forms import BackForm, filters_of
from cms.team.history import lines_of, undoable_of
from cms.team.moderating import for_moderators, page_for
from cms.team.queue import PAGE, queue_keys
from cms.team.queue_rows import name_of, word_of

SHOWN = 12
# How far the way to the next page looks; beyond, it begins again with the most urgent.
LOOK_AHEAD = 200


@require_safe
@for_moderators
def review(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the page as it would be published."""
    return _show(request, page_for(request.user, page_id), BackForm())  # type: ignore[arg-type]


def _show(request: HttpRequest, page: Page, form: BackForm, status: int = 200) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    now = timezone.now()
    draft = page.specific.get_latest_revision_as_object()
    state = open_decision(page)
    reading = readers_of([page.pk], now).get(page.pk)
    history, undo = lines_of(page, SHOWN), undoable_of(user, now)
    context = {
        "page": page,
        "draft": draft,
        "kind": word_of(page.content_type.model),
        "structure": structure_of(page),
        "decision": state,
        "waiting": getattr(page, "waiting", None) if state else None,
        "last": None if state else last_decision(page),
        "facts": facts_of(draft),
        "picture": picture_of(draft),
        "changes": _changes(page, draft),
        "history": history,
        "looks": _looks(page),
        "reading": reading,
        "read_by_other": reading is not None and reading.user_id != user.pk,
        # Behind a shared mailbox: whoever said who they are at the last sending.
        "written_by": next((line.written_by for line in history if line.written_by), ""),
        "edit_url": form_path(page),
        "admin_url": reverse("wagtailadmin_pages:edit", args=[page.pk]) if is_team(user) else "",
        "form": form,
        "reasons": [(code, LABELS[code], text) for code, text in REASONS.items()],
        "query": request.GET.urlencode(),
        "undoable": undo,
        # One banner: the one that takes the decision back says it already.
        "told_above": undo is not None and undo.page_id == page.pk,
    }
    return render(request, "team/review.html", context, status=status)


def _changes(page: Page, draft: Page) -> Any:
    """Return what differs from what the public reads, or read before a trusted structure published; None when new."""
    if page.live and page.live_revision_id != page.latest_revision_id:
        return changes_of(page.specific, draft)
    done = Decision.objects.filter(page=page, kind=DecisionKind.TRUSTED, undone_at=None).order_by("-pk").first()
    if done is None or done.revision_id != page.live_revision_id or done.previous_live is None:
        return None
    before: Revision = done.previous_live
    return changes_of(before.as_object(), draft)


def _looks(page: Page) -> list[dict[str, Any]]:
    """Return what of the page is still to be looked at, notices with their words."""
    looks = list(Look.objects.filter(page=page, looked_at=None).select_related("by").order_by("at", "pk")[:SHOWN])
    notices = Notice.objects.in_bulk([look.reference for look in looks if look.kind == LookKind.NOTICE])
    return [{"look": look, "notice": notices.get(look.reference) if look.kind == "notice" else None} for look in looks]


@require_POST
@for_moderators
def publish(request: HttpRequest, page_id: int) -> HttpResponse:
    """Publish what was read, and lead to the next page."""
    user: User = request.user  # type: ignore[assignment]
    page, now = page_for(user, page_id), timezone.now()
    following = _following(request, page, now)
    try:
        approve_page(page=page, revision_id=whole_number(request.POST.get("revision")), by=user, now=now)
    except PermissionDenied as problem:
        raise Http404 from problem
    except (AlreadyDecided, ChangedMeanwhile, ValidationError) as problem:
        return _told(request, page, problem)
    page.refresh_from_db()
    if page.live and not page.has_unpublished_changes:
        messages.success(request, _("“%(title)s” is published.") % {"title": page.title})
    else:
        messages.success(request, _("“%(title)s” is approved and waits for its date.") % {"title": page.draft_title})
    return redirect(following)


@require_POST
@for_moderators
def send_back(request: HttpRequest, page_id: int) -> HttpResponse:
    """Send the page back with a reason, and lead to the next page."""
    user: User = request.user  # type: ignore[assignment]
    page, now = page_for(user, page_id), timezone.now()
    form = BackForm(request.POST)
    if not form.is_valid():
        return _show(request, page, form, status=422)
    following = _following(request, page, now)
    try:
        send_back_page(
            page=page,
            revision_id=whole_number(request.POST.get("revision")),
            reason_code=form.cleaned_data["reason_code"],
            sentence=form.cleaned_data["sentence"],
            by=user,
            now=now,
        )
    except PermissionDenied as problem:
        raise Http404 from problem
    except (AlreadyDecided, ChangedMeanwhile, ValidationError) as problem:
        return _told(request, page, problem)
    messages.success(request, _("“%(title)s” went back to its author.") % {"title": page.draft_title})
    return redirect(following)


@require_POST
@for_moderators
def read(request: HttpRequest, page_id: int) -> HttpResponse:
    """Note who reads the page; a script sends it on opening and leaves a colleague's note, the button takes over."""
    user: User = request.user  # type: ignore[assignment]
    page = page_for(user, page_id)
    by_script = request.POST.get("script") == "1"
    take_in_hand(page=page, by=user, now=timezone.now(), even_if_taken=not by_script)
    if by_script:
        return HttpResponse(status=204)
    return redirect(_review_url(page.pk, request))


def _review_url(page_id: int, request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return reverse("team:review", args=[page_id]) + (f"?{query}" if query else "")


def _following(request: HttpRequest, page: Page, now: datetime) -> str:
    """Return the address of the page that comes next in the list that the person goes through, else the list's."""
    keys = queue_keys(request.user, filters_of(request.GET), now)[:LOOK_AHEAD]  # type: ignore[arg-type]
    ids = [key for what, key, _rank, _moment in keys if what == PAGE]
    at = ids.index(page.pk) if page.pk in ids else -1
    rest = ids[at + 1 :] + ids[: max(at, 0)]
    readers = readers_of(rest, now)
    free = [other for other in rest if other not in readers or readers[other].user_id == request.user.pk]
    if free:
        return _review_url(free[0], request)
    query = request.GET.urlencode()
    return reverse("team:queue") + (f"?{query}" if query else "")


def _told(request: HttpRequest, page: Page, problem: Exception) -> HttpResponse:
    """Tell the second of two moderators, and show the page as it stands now."""
    level = messages.ERROR if isinstance(problem, ValidationError) else messages.WARNING
    messages.add_message(request, level, problem_sentence(problem))
    return redirect(_review_url(page.pk, request))


def problem_sentence(problem: Exception) -> str:
    """Say why a decision was not taken."""
    if isinstance(problem, AlreadyDecided):
        return _decided_sentence(problem.decision)
    if isinstance(problem, ChangedMeanwhile):
        return _("The page has changed since you opened it: please read it again before deciding.")
    return "; ".join(getattr(problem, "messages", [str(problem)]))


def _decided_sentence(decision: TaskState | None) -> str:
    if decision is None or decision.finished_at is None:
        return _("This page does not wait any more: its author took it back.")
    values = {
        "who": name_of(decision.finished_by) or "?",
        "when": timezone.localtime(decision.finished_at).strftime("%H:%M"),
    }
    if decision.status == TaskState.STATUS_APPROVED:
        return _("Nothing was changed: %(who)s already published this page at %(when)s.") % values
    return _("Nothing was changed: %(who)s already sent this page back at %(when)s.") % values
