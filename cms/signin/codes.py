"""Pages of the second factor: giving the code, setting the application up, the backup codes to print."""

from typing import Any
from urllib.parse import quote, urlencode

import segno
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_otp.plugins.otp_totp.models import TOTPDevice

from branding.models import Brand
from cms.accounts.actions import CodeRefused, begin_second_factor, confirm_second_factor
from cms.accounts.links import safe_path
from cms.foundation.throttle import free_at
from cms.signin.forms import CodeForm
from cms.signin.second_factor import (
    TooManyTries,
    accept,
    count_try,
    device_of,
    give_code,
    has_given_code,
    needs_code,
    tries_key,
)


def _begun(request: HttpRequest) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=request.user, confirmed=False).first()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the moment, or a backup code; who has no application yet is led to set it up."""
    next_path = safe_path(request.POST.get("next") or request.GET.get("next"))
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if has_given_code(request) or not (needs_code(request.user) or device_of(request.user)):
        return redirect(next_path or "desk:home")
    query = "?" + urlencode({"next": next_path}) if next_path else ""
    if device_of(request.user) is None:
        return redirect(reverse("signin:set_up") + query)
    form = CodeForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "next": next_path}
    if request.method == "POST" and form.is_valid():
        try:
            if give_code(request, code=form.cleaned_data["code"], now=timezone.now()):
                return redirect(next_path or "desk:home")
        except TooManyTries:
            context["free"] = free_at(key=tries_key(request.user))
            return render(request, "signin/code.html", context, status=429)
        form.add_error("code", _("This code is not right, or no longer. Type the one that is shown now."))
    return render(request, "signin/code.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Set the application up in two steps: show the key (begun by a button), then read the first code."""
    next_path = safe_path(request.POST.get("next") or request.GET.get("next"))
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not needs_code(request.user):
        raise Http404
    if device_of(request.user) and not has_given_code(request):
        return redirect("signin:second_factor")
    query = "?" + urlencode({"next": next_path}) if next_path else ""
    if request.method == "POST" and "begin" in request.POST:
        begin_second_factor(user=request.user)
        return redirect(reverse("signin:set_up") + query)
    device, form = _begun(request), CodeForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "next": next_path, "key": _typed_key(device) if device else ""}
    if device and request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            count_try(request.user, now=now)
            codes = confirm_second_factor(device=device, code=form.cleaned_data["code"], now=now)
        except TooManyTries:
            context["free"] = free_at(key=tries_key(request.user))
            return render(request, "signin/set_up.html", context, status=429)
        except CodeRefused:
            form.add_error("code", _("This code is not right, or no longer. Type the one that is shown now."))
        else:
            accept(request, device)
            return render(request, "signin/backup_codes.html", {"codes": codes, "next": next_path})
    return render(request, "signin/set_up.html", context)


def _typed_key(device: TOTPDevice) -> str:
    """Return the key as people type it: base 32, in groups of four."""
    key = _parts(device)["secret"]
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def _parts(device: TOTPDevice) -> dict[str, str]:
    query = device.config_url.partition("?")[2]
    return dict(part.split("=", 1) for part in query.split("&"))


@never_cache
@require_safe
def qr(request: HttpRequest) -> HttpResponse:
    """Draw the key that is being set up; nobody else's, and no longer once it is in use."""
    device = _begun(request) if request.user.is_authenticated else None
    if device is None:
        raise Http404
    label = f"{Brand.load().short_name}:{request.user.get_username()}"
    query = urlencode({"secret": _parts(device)["secret"], "issuer": Brand.load().short_name})
    address = f"otpauth://totp/{quote(label)}?{query.replace('+', '%20')}"
    drawing = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=False)
    head, _sep, tail = drawing.partition("<svg ")
    return HttpResponse(f'{head}<svg xmlns="http://www.w3.org/2000/svg" {tail}', content_type="image/svg+xml")
