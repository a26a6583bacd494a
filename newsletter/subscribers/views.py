"""The pages of subscribing, confirming and leaving; opening any of them changes nothing, only a button does."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from newsletter.subscribers import actions, assisted
from newsletter.subscribers.asking import ask
from newsletter.subscribers.forms import SubscribeForm
from newsletter.subscribers.models import Subscriber, SubscriberState
from newsletter.subscribers.tokens import CONFIRM, NOT_ME, UNSUBSCRIBE, read_token


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the form; a complete one leads to the same page whoever is subscribed already."""
    form = SubscribeForm(request.POST if request.method == "POST" else None, initial=_initial(request))
    if request.method == "POST" and form.is_complete:
        ask(request, form, source=request.build_absolute_uri(request.path))
        return redirect("newsletter:asked")
    status = 422 if form.is_bound else 200
    return render(request, "newsletter/subscribe.html", {"form": form}, status=status)


def _initial(request: HttpRequest) -> dict[str, str]:
    """Return the commune that a link of a commune's page may name: `?commune=Nevers`."""
    return {"place": request.GET.get("commune", "")[:80]}


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, and where to look for it."""
    return render(request, "newsletter/asked.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button; pressing it confirms. Mail filters open links, so opening must not."""
    record_id = read_token(CONFIRM, token)
    if record_id is None:
        return render(request, "newsletter/unknown_link.html", {"confirming": True}, status=404)
    if request.method != "POST":
        return render(request, "newsletter/confirm.html")
    try:
        subscriber, anew = actions.confirm(record_id=record_id, now=timezone.now())
    except actions.RequestOutdated:
        return render(request, "newsletter/outdated.html", status=410)
    return render(request, "newsletter/confirmed.html", {"subscriber": subscriber, "anew": anew})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button to who was signed up at a counter; pressing it removes them at once."""
    signup_id = read_token(NOT_ME, token)
    if signup_id is None:
        return render(request, "newsletter/unknown_link.html", status=404)
    if request.method == "POST":
        assisted.dispute(signup_id=signup_id, now=timezone.now())
    return render(request, "newsletter/not_me.html", {"done": request.method == "POST"})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: a POST of any shape leaves, without cookie or redirect; a person gets a page with one button.

    The signed address is the proof, hence no CSRF token: a mail program that posts has none.
    """
    subscriber_id = read_token(UNSUBSCRIBE, token)
    if subscriber_id is None:
        return render(request, "newsletter/unknown_link.html", status=404)
    if request.method != "POST":
        left = Subscriber.objects.filter(pk=subscriber_id, state=SubscriberState.UNSUBSCRIBED).exists()
        return render(request, "newsletter/unsubscribe.html", {"left": left, "mine": f"{request.path}/abonnement"})
    by_hand = _posted(request, "bouton") == "oui"
    actions.unsubscribe(subscriber_id=subscriber_id, source="page" if by_hand else "RFC 8058", now=timezone.now())
    if by_hand:
        return render(request, "newsletter/unsubscribe.html", {"left": True})
    return HttpResponse("OK\n", content_type="text/plain; charset=utf-8")


def _posted(request: HttpRequest, name: str) -> str:
    """Return a posted value, "" for a body that nobody can read: mail programs send odd ones."""
    try:
        return str(request.POST.get(name, ""))
    except (BadRequest, MultiPartParserError, UnicodeError):
        return ""
