"""What was decided, and taking it back; what shows already and was looked at; requests to organise together."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agenda.events.coorganisers import CoOrganiser
from agenda.events.coorganising import DecisionRefused, decide
from cms.accounts.models import User
from cms.foundation.digits import whole_number
from cms.moderation.actions import ReasonMissing, look
from cms.moderation.models import Decision, Look
from cms.moderation.permissions import may_moderate
from cms.moderation.reasons import LABELS, REASONS, full_reason
from cms.moderation.undo import NotUndoable, undo_decision
from cms.team.forms import BackForm
from cms.team.history import decisions_of, entries_of, to_lines
from cms.team.moderating import for_moderators, page_for
from cms.team.queue_rows import word_of

A_PAGE = 30


@require_safe
@for_moderators
def listing(request: HttpRequest) -> HttpResponse:
    """List the decisions, the latest first."""
    user: User = request.user  # type: ignore[assignment]
    found = Paginator(decisions_of(user), A_PAGE).get_page(request.GET.get("page"))
    told = [(decision, full_reason(decision.reason_code, decision.sentence)) for decision in found]
    return render(request, "team/decisions.html", {"decisions": found, "told": told})


@require_safe
@for_moderators
def history(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show all that happened to a page."""
    page = page_for(request.user, page_id)  # type: ignore[arg-type]
    found = Paginator(entries_of(page), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "kind": word_of(page.content_type.model), "entries": found, "lines": to_lines(found)}
    return render(request, "team/history.html", context)


@require_POST
@for_moderators
def undo(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Take a decision back, having asked why where its author must read it, and show its page again."""
    user: User = request.user  # type: ignore[assignment]
    decision = get_object_or_404(Decision.objects.select_related("page"), pk=decision_id)
    # The button sends no answer yet: the question comes first.
    form = BackForm(request.POST if "sentence" in request.POST else None)
    given = form.cleaned_data if form.is_valid() else {}
    try:
        undo_decision(decision=decision, by=user, now=timezone.now(), **given)
    except PermissionDenied as problem:
        raise Http404 from problem
    except ReasonMissing:
        reasons = [(code, LABELS[code], text) for code, text in REASONS.items()]
        context = {"decision": decision, "form": form, "reasons": reasons}
        return render(request, "team/undo.html", context, status=422 if form.is_bound else 200)
    except NotUndoable:
        messages.warning(request, _("Nothing was changed: something else happened to this page since."))
    except ValidationError as problem:
        messages.error(request, "; ".join(problem.messages))
    else:
        messages.success(request, _("Taken back: everything is as before your decision."))
    return redirect("team:review", page_id=decision.page_id)


@require_POST
@for_moderators
def looked(request: HttpRequest, look_id: int) -> HttpResponse:
    """Note that the person has looked at what shows already."""
    user: User = request.user  # type: ignore[assignment]
    found = get_object_or_404(Look.objects.select_related("page"), pk=look_id)
    try:
        look(look=found, by=user, now=timezone.now())
    except PermissionDenied as problem:
        raise Http404 from problem
    messages.success(request, _("Noted: you have looked at “%(title)s”.") % {"title": found.page.title})
    return _back(request)


@require_POST
@for_moderators
def together(request: HttpRequest, request_id: int) -> HttpResponse:
    """Accept or refuse a request to organise together in the owner's stead."""
    user: User = request.user  # type: ignore[assignment]
    found = get_object_or_404(CoOrganiser.objects.select_related("event", "structure"), pk=request_id)
    if not may_moderate(user, found.event):
        raise Http404
    accept = request.POST.get("answer") == "yes"
    try:
        decide(request=found, accept=accept, by=user, now=timezone.now())
    except DecisionRefused as problem:
        messages.warning(request, str(problem))
    else:
        words = _("“%(who)s” is shown as co-organiser.") if accept else _("The request of “%(who)s” is refused.")
        messages.success(request, words % {"who": found.structure.title})
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """Lead back to the page looked at, where it was looked at there; else to the queue."""
    page_id = whole_number(request.POST.get("page"))
    return redirect("team:review", page_id=page_id) if page_id else redirect("team:queue")
