"""Qui appeler, où aller: the page, the block for other people's pages, and the answering machine's text."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from agenda.guidance.machine import machine_text as text_of_the_day
from agenda.places.vocabulary import SERVICES
from branding.models import Brand
from cms.pages.contact import NEEDS, guidance_context, phone_box
from cms.pages.search import Found, find_commune
from cms.territories.models import Commune

# What the team changes is public everywhere within a minute.
FRESH_SECONDS = 60
# Holds the number, two places and one appointment at 320 pixels wide; for a need, also what it is and nearer places.
EMBED_HEIGHT = 860
NEED_HEIGHT = 980
# Loaded from anywhere, into anything, and asks nobody else.
EMBED_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)


def _fresh(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response


@require_safe
def who_to_call(request: HttpRequest) -> HttpResponse:
    """Answer for `commune` (INSEE) and `besoin` (a code); `lieu` is typed by people and becomes `commune`."""
    now = timezone.now()
    need = request.GET.get("besoin", "")
    need = need if need in SERVICES else ""
    text = request.GET.get("lieu", "").strip()[:80]
    found = find_commune(text) if text else Found()
    if found.commune:
        return HttpResponseRedirect(_address(found.commune, need))
    insee = request.GET.get("commune", "").strip().upper()[:80]
    commune = Commune.objects.select_related("epci").filter(pk=insee).first() if insee else None
    context: dict[str, Any] = {"needs": NEEDS, "need": need, "text": text, "commune": commune, "found": found}
    context["today"] = timezone.localdate(now)
    if commune and not text:
        context |= guidance_context(commune, need, now, Brand.load(request)) | {"text": commune.name}
        context["embed"] = embed_line(commune, need)
        return _fresh(render(request, "pages/who_to_call.html", context))
    if insee and not text:
        found = find_commune(insee)
        context |= {"text": insee, "found": found}
    near = [found.commune] if found.commune else found.choices or found.nearest
    context |= {
        "choices": [(choice, _address(choice, need)) for choice in near],
        "call": phone_box(request, now),
        "commune": None,
    }
    return _fresh(render(request, "pages/who_to_call.html", context, status=404 if insee and not text else 200))


def _address(commune: Commune, need: str) -> str:
    query = {"commune": commune.pk} | ({"besoin": need} if need else {})
    return f"{reverse('pages:who_to_call')}?{urlencode(query)}"


@require_safe
@xframe_options_exempt
def embed(request: HttpRequest, insee: str) -> HttpResponse:
    """Show the answer alone, to stand in a frame on somebody else's page; `besoin` (a code) as on the page."""
    now = timezone.now()
    commune = Commune.objects.select_related("epci").filter(pk=insee.upper()).first()
    context: dict[str, Any] = {"site": settings.PUBLIC_URL, "commune": commune}
    if commune:
        context |= guidance_context(commune, request.GET.get("besoin", ""), now, Brand.load(request))
    response = render(request, "pages/embed_who_to_call.html", context, status=200 if commune else 404)
    response["Content-Security-Policy"] = EMBED_POLICY
    return _fresh(response)


def embed_line(commune: Commune, need: str = "") -> SafeString:
    """Return the one line that a town hall pastes into its page, for a need ("": any)."""
    return format_html(
        # Not CSS: many editors of town halls' pages strip it.
        '<iframe src="{}{}{}" title="Qui appeler, où aller : {}" width="100%" height="{}" frameborder="0" '
        'loading="lazy"></iframe>',
        settings.PUBLIC_URL,
        reverse("pages:embed_who_to_call", args=[commune.pk]),
        f"?{urlencode({'besoin': need})}" if need else "",
        commune.name,
        NEED_HEIGHT if need else EMBED_HEIGHT,
    )


@require_safe
def machine_text(request: HttpRequest) -> HttpResponse:
    """Give what the answering machine says today, to be read out or recorded."""
    now = timezone.now()
    text = text_of_the_day(day=timezone.localdate(now), now=now, brand=Brand.load(request))
    return _fresh(HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8"))
