"""Signing in through the département's OpenID Connect provider (ProConnect): to it and back."""

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.accounts import oidc
from cms.accounts.links import safe_path
from cms.foundation.networks import network_of
from cms.foundation.throttle import take_turn
from cms.signin.entering import enter
from cms.signin.second_factor import PROVIDER_FACTOR_KEY

log = logging.getLogger(__name__)

TURNS, TURNS_SECONDS = 60, 15 * 60


def _check(request: HttpRequest) -> None:
    if not oidc.is_offered():
        raise Http404


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Lead to the provider. A link and no form: our policy lets forms lead nowhere else (`form-action 'self'`)."""
    _check(request)
    now = timezone.now()
    if not take_turn(key=f"oidc:{network_of(request)}", limit=TURNS, seconds=TURNS_SECONDS, now=now):
        return _refused(request, "busy", 429)
    try:
        return redirect(oidc.begin(request, next_path=safe_path(request.GET.get("next"))))
    except oidc.ProviderError as error:
        log.warning("OpenID Connect: %s", error)
        return _refused(request, "down", 503)


@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Let in whom the provider vouches for, if the address is known here."""
    _check(request)
    try:
        state, code = request.GET.get("state", ""), request.GET.get("code", "")
        arrival = oidc.come_back(request, state=state, code=code)
    except oidc.PersonUnknown:
        return redirect("signin:provider_unknown")
    except oidc.ProviderError as error:
        log.warning("OpenID Connect: %s", error)
        return _refused(request, "failed", 502)
    response = enter(request, arrival.user, next_path=arrival.next_path, now=timezone.now())
    oidc.keep_proof(request, arrival)
    if arrival.acr and arrival.acr in settings.OIDC_SECOND_FACTOR_ACR:
        request.session[PROVIDER_FACTOR_KEY] = True
    return response


@never_cache
@require_safe
def unknown(request: HttpRequest) -> HttpResponse:
    """Say that no account has that address, and whom to ask."""
    _check(request)
    return _refused(request, "unknown", 403)


def _refused(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "signin/provider.html", {"why": why, "provider": oidc.is_offered()}, status=status)
