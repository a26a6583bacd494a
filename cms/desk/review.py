"""The team's light screen of moderation: what the public would read, what changed, publish or send back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page, TaskState

from cms.desk import rows
from cms.desk.facts import changes_of, facts_of
from cms.desk.forms import ReasonForm, whole_number
from cms.moderation.actions import AlreadyDecided, ChangedMeanwhile, approve_page, send_back_page
from cms.moderation.queries import last_decision, open_decision
from cms.signin.decorators import desk_required
from cms.structures.queries import is_team


def _page_for(request: HttpRequest, page_id: int) -> Page:
    """Return the page for a moderator; for everybody else it does not exist."""
    if not is_team(request.user):
        raise Http404
    return get_object_or_404(Page, pk=page_id, depth__gt=2)


@require_safe
@desk_required
def review(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the page as it would be published."""
    return _show(request, _page_for(request, page_id), ReasonForm())


def _show(request: HttpRequest, page: Page, form: ReasonForm, status: int = 200) -> HttpResponse:
    draft = page.specific.get_latest_revision_as_object()
    decision = open_decision(page)
    context = {
        "page": page,
        "draft": draft,
        "kind": rows.kind_of(page.content_type),
        "structure": page.get_parent(),
        "decision": decision,
        "last": None if decision else last_decision(page),
        "facts": facts_of(draft),
        "changes": changes_of(page, draft) if page.live else None,
        "history": rows.history(page),
        "edit_url": rows.edit_url(page.pk),
        "form": form,
    }
    return render(request, "desk/review.html", context, status=status)


@require_POST
@desk_required
def publish(request: HttpRequest, page_id: int) -> HttpResponse:
    """Publish what was read."""
    page = _page_for(request, page_id)
    try:
        approve_page(page=page, revision_id=whole_number(request.POST.get("revision")), by=request.user)  # type: ignore[arg-type]
    except (AlreadyDecided, ChangedMeanwhile, ValidationError) as problem:
        return _told(request, page, problem)
    page.refresh_from_db()
    if page.live and not page.has_unpublished_changes:
        messages.success(request, _("“%(title)s” is published.") % {"title": page.title})
    else:
        messages.success(request, _("“%(title)s” is approved and waits for its date.") % {"title": page.draft_title})
    return redirect("desk:home")


@require_POST
@desk_required
def send_back(request: HttpRequest, page_id: int) -> HttpResponse:
    """Send the page back with a reason."""
    page = _page_for(request, page_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, page, form, status=422)
    try:
        send_back_page(
            page=page,
            revision_id=whole_number(request.POST.get("revision")),
            reason=form.cleaned_data["reason"],
            by=request.user,  # type: ignore[arg-type]
        )
    except (AlreadyDecided, ChangedMeanwhile, ValidationError) as problem:
        return _told(request, page, problem)
    messages.success(request, _("“%(title)s” went back to its author.") % {"title": page.draft_title})
    return redirect("desk:home")


def _told(request: HttpRequest, page: Page, problem: Exception) -> HttpResponse:
    """Tell the second of two moderators, and show the page as it stands now."""
    if isinstance(problem, AlreadyDecided):
        messages.warning(request, _decided_sentence(problem.decision))
    elif isinstance(problem, ChangedMeanwhile):
        messages.warning(request, _("The page has changed since you opened it: please read it again before deciding."))
    else:
        messages.error(request, "; ".join(getattr(problem, "messages", [str(problem)])))
    return redirect("desk:review", page_id=page.pk)


def _decided_sentence(decision: TaskState | None) -> str:
    if decision is None or decision.finished_at is None:
        return _("This page does not wait any more: its author took it back.")
    who = decision.finished_by.get_full_name() or decision.finished_by.get_username() if decision.finished_by else "?"
    values = {"who": who, "when": timezone.localtime(decision.finished_at).strftime("%H:%M")}
    if decision.status == TaskState.STATUS_APPROVED:
        return _("Nothing was changed: %(who)s already published this page at %(when)s.") % values
    return _("Nothing was changed: %(who)s already sent this page back at %(when)s.") % values
