"""The link of a reminder: no more of them, or again, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newsletter.month.mails import DeadLink, reader_of_token
from newsletter.month.reminders import is_stopped, stop_reminders, want_reminders


# The token in the address is the proof; whoever has it needs no cookie (mail programs' own browsers keep none).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then send no more reminders; opening the link changes nothing."""
    try:
        reader = reader_of_token(token)
    except DeadLink:
        return render(request, "newsletter/unknown_link.html", status=404)
    if request.method == "POST":
        if request.POST.get("rappels") == "oui":
            want_reminders(reader=reader)
        else:
            stop_reminders(reader=reader, now=timezone.now())
        return redirect(request.path)
    return render(request, "newsletter/reminders.html", {"stopped": is_stopped(reader)})
