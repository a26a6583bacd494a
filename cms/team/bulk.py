"""Approves several pages at once, each exactly as the queue showed it; what cannot be is told, the others pass."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from cms.accounts.models import User
from cms.foundation.digits import whole_number
from cms.moderation.actions import AlreadyDecided, ChangedMeanwhile, approve_page
from cms.moderation.models import Decision
from cms.moderation.permissions import may_moderate
from cms.team.moderating import for_moderators
from cms.team.review import problem_sentence

MOST = 40


@dataclass(frozen=True)
class Result:
    """What became of one page: published or scheduled by `decision`, or left as it was because of `problem`."""

    page: Page
    decision: Decision | None = None
    problem: str = ""


@require_POST
@for_moderators
def approve_many(request: HttpRequest) -> HttpResponse:
    """Approve what was ticked, one transaction each, and tell of each what became of it."""
    user: User = request.user  # type: ignore[assignment]
    ticked = dict.fromkeys(request.POST.getlist("item"))
    if not ticked:
        messages.warning(request, _("Tick what you want to publish first."))
        return redirect("team:queue")
    if len(ticked) > MOST:
        messages.warning(request, _("At most %(most)s at once: nothing was changed.") % {"most": MOST})
        return redirect("team:queue")
    results = [made for item in ticked if (made := _approve(item, user)) is not None]
    done = sum(1 for result in results if result.decision)
    context = {"results": results, "done": done, "left": len(results) - done}
    return render(request, "team/bulk.html", context)


def _approve(item: str, user: User) -> Result | None:
    """Approve "<page>:<revision>"; None for what does not exist for the person."""
    page_id, _colon, revision = item.partition(":")
    number, revision_id = whole_number(page_id), whole_number(revision)
    page = Page.objects.filter(pk=number, depth__gt=2).first() if number and revision_id else None
    if page is None or revision_id is None or not may_moderate(user, page):
        return None
    try:
        made = approve_page(page=page, revision_id=revision_id, by=user, now=timezone.now())
    except PermissionDenied:
        return None
    except (AlreadyDecided, ChangedMeanwhile, ValidationError) as problem:
        return Result(page, problem=problem_sentence(problem))
    page.refresh_from_db()
    return Result(page, decision=made)
