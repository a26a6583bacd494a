"""The team's screen of the requests held back: how many, send them all, forget them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from newsletter.permissions import require_team
from newsletter.subscribers.brake import HeldRequest, forget_held, release_held


@require_http_methods(["GET", "HEAD", "POST"])
def held_requests(request: HttpRequest) -> HttpResponse:
    """Show how many wait and since when; each of two buttons settles them."""
    require_team(request)
    verb = request.POST.get("verb", "")
    if verb == "send":
        release_held(now=timezone.now(), everything=True)
        messages.success(request, _("Up to a hundred mails are on their way."))
    elif verb == "forget":
        forget_held()
        messages.success(request, _("These requests are forgotten. Nobody was written to."))
    if request.method == "POST":
        return redirect("held_requests")
    oldest = HeldRequest.objects.order_by("pk").first()
    context = {"count": HeldRequest.objects.count(), "since": oldest.at if oldest else None}
    return render(request, "newsletter/admin/held.html", context)
