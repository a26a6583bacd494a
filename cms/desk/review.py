"""Where the moderation's screen stood before it moved to the team's: old links in mails still lead to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from cms.signin.decorators import desk_required


@require_safe
@desk_required
def review(request: HttpRequest, page_id: int) -> HttpResponse:
    """Lead to the screen of today, which says itself what is not the person's."""
    return redirect("team:review", page_id=page_id)
