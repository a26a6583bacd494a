"""What a town hall takes from its commune's page: a card for the wall, texts for signs, telephones and bulletins."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agenda.contacts.chain import answer
from branding.models import Brand
from cms.pages.commune import around_context
from cms.pages.contact import box_of
from cms.pages.month import fitting, lines_between
from cms.pages.texts import LIMITS, commune_texts, last_day
from cms.pages.views import unknown_commune
from cms.territories.models import Commune

FRESH_SECONDS = 3600
# A card holds the number, three places and these lines; fewer than on the month's sheet.
CARD_LINES = 6


def _commune(insee: str) -> Commune | None:
    return Commune.objects.select_related("epci").filter(pk=insee.upper()).first()


@require_safe
def card(request: HttpRequest, insee: str) -> HttpResponse:
    """Show the card of a commune: one sheet with the number, three places and the dates of the month to come."""
    found = _commune(insee)
    if found is None:
        return unknown_commune(request, insee)
    now = timezone.now()
    today = timezone.localdate(now)
    around, lines = lines_between(found, today, last_day(today) + timedelta(days=1))
    lines = [line for line in lines if not line.is_off]
    shown = lines[: min(CARD_LINES, fitting(lines))]
    called = answer(commune=found, need="", now=now, brand=Brand.load(request))
    context: dict[str, Any] = around_context(found, now) | {
        "call": box_of(called),
        "whose": called.whose,
        "lines": shown,
        "left_out": len(lines) - len(shown),
        "km": around.km,
        "today": today,
        "until": last_day(today),
    }
    return render(request, "pages/commune_card.html", context)


@require_safe
def texts(request: HttpRequest, insee: str) -> HttpResponse:
    """Show the texts of a commune, to copy."""
    found = _commune(insee)
    if found is None:
        return unknown_commune(request, insee)
    now = timezone.now()
    made = commune_texts(found, now, Brand.load(request))
    today = timezone.localdate(now)
    rows = [
        {
            "limit": limit,
            "text": made[limit],
            "length": len(made[limit]),
            "url": f"{settings.PUBLIC_URL}{reverse('pages:commune_text_file', args=[found.pk, limit])}",
        }
        for limit in LIMITS
    ]
    context = {"commune": found, "rows": rows, "today": today, "until": last_day(today)}
    return render(request, "pages/commune_texts.html", context)


@require_safe
def text_file(request: HttpRequest, insee: str, limit: int) -> HttpResponse:
    """Give one text alone at a fixed address, for signs that fetch it."""
    found = _commune(insee)
    if found is None or limit not in LIMITS:
        raise Http404(_("There are texts of 160, 300 and 1200 characters."))
    made = commune_texts(found, timezone.now(), Brand.load(request))
    response = HttpResponse(made[limit], content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response
