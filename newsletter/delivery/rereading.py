"""The board's buttons for who rereads a letter: an address for somebody, and its end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.accounts.models import User
from newsletter.delivery.buttons import do, team_only
from newsletter.issues.models import Issue
from newsletter.permissions import require_team
from newsletter.reviews import actions
from newsletter.reviews.models import ReviewLink


@require_POST
@team_only
def review(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Make an address for the person named; without a name nothing is made."""
    get_object_or_404(Issue, pk=issue_id)
    name = " ".join(request.POST.get("name", "").replace("\x00", "").split())
    if not name:
        messages.error(request, _("Write the name of the person who will reread the letter."))
        return redirect("letter:board", issue_id)

    def invite(user: User, issue: Issue) -> str:
        actions.invite_reviewer(issue_id=issue.pk, name=name, by=user, now=timezone.now())
        return _("The address for %(name)s is below: copy it into a mail to them.") % {"name": name}

    try:
        return do(request, issue_id, invite)
    except actions.TooManyLinks:
        messages.error(request, _("Twenty people have an address already: take one back first."))
        return redirect("letter:board", issue_id)


@require_POST
@team_only
def revoke(request: HttpRequest, issue_id: int, link_id: int) -> HttpResponse:
    """Close an address."""
    link = get_object_or_404(ReviewLink, pk=link_id, issue_id=issue_id)
    actions.revoke_link(link_id=link.pk, by=require_team(request), now=timezone.now())
    messages.success(request, _("The address given to %(name)s does not work any more.") % {"name": link.name})
    return redirect("letter:board", issue_id)
