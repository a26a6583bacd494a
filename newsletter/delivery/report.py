"""A letter under way, for the team: who did not receive it and why, pause, go on, stop, send once more."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cms.accounts.models import User
from newsletter.delivery import actions
from newsletter.delivery.buttons import do, letter_action, team_only
from newsletter.delivery.queries import progress, reason_of, unreceived, words_of
from newsletter.issues.models import Issue

ROWS_A_PAGE = 50


@require_safe
@team_only
def report(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Tell who did not receive the letter, and why."""
    issue = get_object_or_404(Issue, pk=issue_id)
    # "p": what Wagtail's own list of pages writes.
    page = Paginator(unreceived(issue), ROWS_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "issue": issue,
        "page": page,
        "rows": [(row, reason_of(row), words_of(row)) for row in page],
        "progress": progress(issue),
        "resendable": actions.resendable(issue, now=timezone.now()),
    }
    return render(request, "newsletter/admin/report.html", context)


@letter_action
def pause(user: User, issue: Issue) -> str:
    """Stop before the next mail."""
    actions.pause_issue(issue_id=issue.pk, by=user, now=timezone.now())
    return _("The sending is paused. Nobody receives anything until you go on.")


@letter_action
def resume(user: User, issue: Issue) -> str:
    """Go on."""
    actions.resume_issue(issue_id=issue.pk, by=user, now=timezone.now())
    return _("The sending goes on.")


@letter_action
def try_now(user: User, issue: Issue) -> str:
    """Do not wait for the next try."""
    actions.try_server_now(issue_id=issue.pk, now=timezone.now())
    return _("We are trying again now.")


@letter_action
def stop(user: User, issue: Issue) -> str:
    """Give up the rest for good."""
    count = actions.stop_sending(issue_id=issue.pk, by=user, now=timezone.now())
    words = ngettext(
        "The sending is over: %(count)d mail was given up.",
        "The sending is over: %(count)d mails were given up.",
        count,
    )
    return words % {"count": count}


@require_POST
def resend(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Send once more to those whose mail was refused, or to those who perhaps did not receive it."""
    state = request.POST.get("state", "")

    def again(user: User, issue: Issue) -> str:
        count = actions.resend(issue_id=issue.pk, state=state, by=user, now=timezone.now())
        if not count:
            return _("There is nobody to send it to again.")
        return ngettext(
            "It is being sent again to %(count)d person.", "It is being sent again to %(count)d people.", count
        ) % {"count": count}

    return do(request, issue_id, again)
