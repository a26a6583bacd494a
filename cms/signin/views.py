"""The way in: a link by e-mail, opened by a button; a password for who has chosen one; and the way out."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from cms.accounts.forms import SignInForm
from cms.accounts.links import LinkDead, LinkUnknown, ask_for_link, open_link, owner_of, safe_path
from cms.accounts.oidc import is_offered, leave_address
from cms.foundation.networks import network_of
from cms.foundation.throttle import forget_turns, free_at, take_turn
from cms.signin.entering import enter
from cms.signin.forms import AddressForm

MINUTES = 60
# A whole office may stand behind one network; who fills strangers' mailboxes needs many more.
ASKED_BY_NETWORK, ASKED_FOR_ADDRESS, ASKED_SECONDS = 30, 3, 15 * MINUTES
# Wrong passwords: for one name from one network, and from one network for whatever names.
TRIES_AT_NAME, TRIES_FROM_NETWORK, TRIES_SECONDS = 6, 40, 15 * MINUTES


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Ask for the address, and have a link sent to it; the answer is the same whether it is known or not."""
    next_path = safe_path(request.POST.get("next") or request.GET.get("next"))
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect(next_path or "desk:home")
        return _home(request, AddressForm(initial={"next": next_path}), next_path)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _home(request, form, next_path)
    now, email = timezone.now(), form.cleaned_data["email"]
    keys = ((f"link-network:{network_of(request)}", ASKED_BY_NETWORK), (f"link:{email.lower()}", ASKED_FOR_ADDRESS))
    for key, limit in keys:
        if not take_turn(key=key, limit=limit, seconds=ASKED_SECONDS, now=now):
            return _home(request, form, next_path, free=free_at(key=key), status=429)
    ask_for_link(email=email, next_path=next_path, now=now)
    return redirect("signin:sent")


def _home(request: HttpRequest, form: AddressForm, next_path: str, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    query = "?" + urlencode({"next": next_path}) if next_path else ""
    context = {"form": form, "query": query, "provider": is_offered(), **more}
    return render(request, "signin/home.html", context, status=status)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a link has left, if the address is known."""
    return render(request, "signin/sent.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button; let in who presses it. Looking at the page uses nothing up: mail filters open every link."""
    now = timezone.now()
    if request.method != "POST":
        found = owner_of(token)
        if found and found.user == request.user:
            return redirect(found.next_path or "desk:home")
        return render(request, "signin/link.html", {"is_other": request.user.is_authenticated})
    try:
        opened = open_link(token=token, now=now)
    except LinkUnknown:
        return render(request, "signin/dead.html", {"is_known": False}, status=410)
    except LinkDead as dead:
        return render(request, "signin/dead.html", {"is_known": True, "is_sent": dead.is_sent}, status=410)
    # Who proved to read the mailbox is not kept out by what others tried under the name.
    _forgive(opened.user.email, opened.user.get_username())
    is_shared_device = bool(request.POST.get("shared_device"))
    return enter(request, opened.user, next_path=opened.next_path, now=now, remember=not is_shared_device)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Let in who has chosen a password."""
    next_path = safe_path(request.POST.get("next") or request.GET.get("next"))
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect(next_path or "desk:home")
        return _password(request, SignInForm(request), next_path)
    now = timezone.now()
    free = _too_many(request, request.POST.get("username", ""), now)
    if free:
        return _password(request, SignInForm(request), next_path, free=free, status=429)
    form = SignInForm(request, data=request.POST)
    if not form.is_valid():
        return _password(request, form, next_path)
    user = form.get_user()
    forget_turns(key=_tries_key(request.POST.get("username", ""), network_of(request)))
    return enter(request, user, next_path=next_path, now=now, remember=bool(form.cleaned_data.get("remember")))


def _password(request: HttpRequest, form: SignInForm, next_path: str, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    query = "?" + urlencode({"next": next_path}) if next_path else ""
    context = {"form": form, "next": next_path, "query": query, **more}
    return render(request, "signin/password.html", context, status=status)


def _tries_key(name: str, network: str) -> str:
    return f"password:{name.strip().lower()[:254]}:{network}"


def _too_many(request: HttpRequest, name: str, now: datetime) -> datetime | None:
    """Count one try; return when to come back if there were too many, for this name from here or from here at all.

    Never for the name alone: anybody could then lock anybody out.
    """
    network = network_of(request)
    for key, limit in ((f"password-network:{network}", TRIES_FROM_NETWORK), (_tries_key(name, network), TRIES_AT_NAME)):
        if not take_turn(key=key, limit=limit, seconds=TRIES_SECONDS, now=now):
            return free_at(key=key)
    return None


def _forgive(*names: str) -> None:
    for name in names:
        forget_turns(key=f"link:{name.lower()}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ask, then end the session; who came through the provider is led to its own way out.

    A page of its own and no redirect: our policy lets forms lead nowhere else (`form-action 'self'`).
    """
    if request.method != "POST":
        return render(request, "signin/sign_out.html")
    leave = leave_address(request) if request.user.is_authenticated else ""
    logout(request)
    response = render(request, "signin/signed_out.html", {"leave": leave})
    if leave:
        response.headers["Refresh"] = f"1; url={leave}"
    return response


@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Say that the other tab, where somebody was writing, may be used again."""
    return render(request, "signin/done.html")


def from_admin(request: HttpRequest, **_parts: Any) -> HttpResponse:
    """Lead from Wagtail's own sign-in and password pages to ours."""
    next_path = safe_path(request.GET.get("next"))
    if request.method == "POST":
        raise PermissionDenied
    return redirect(reverse("signin:home") + ("?" + urlencode({"next": next_path}) if next_path else ""))
