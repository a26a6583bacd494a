"""What a town hall takes from its commune's page: a card for the wall, texts for signs, telephones and bulletins."""

from datetime import timedelta
from typing import Any, NoReturn

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
from cms.pages.month import fitting, lines_between
from cms.pages.text_forms import LIMITS, SIGN, last_day
from cms.pages.texts import DATELESS, closed_days, told_texts
from cms.pages.views import unknown_commune
from cms.territories.models import Commune

# A change is public within a minute.
FRESH_SECONDS = 60


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
    shown = lines[: fitting(lines)]
    called = answer(commune=found, need="", now=now, brand=Brand.load(request))
    context: dict[str, Any] = around_context(found, now) | {
        "call": called.paper,
        "closed": [words for words, _last in closed_days(called.paper, today)],
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
    """Show the texts of a commune, to copy, each with the last day that it is good for."""
    found = _commune(insee)
    if found is None:
        return unknown_commune(request, insee)
    made = told_texts(found, timezone.now(), Brand.load(request))
    rows = [
        {
            "limit": limit or SIGN,
            "key": f"{limit}" if limit else "160-sans-date",
            "dateless": limit == DATELESS,
            "text": told.text,
            "length": len(told.text),
            "until": told.until,
            "url": settings.PUBLIC_URL + _file_path(found, limit),
        }
        for limit, told in made.items()
        # Without a date to tell, both texts for signs are the same.
        if limit != DATELESS or told.text != made[SIGN].text
    ]
    return render(request, "pages/commune_texts.html", {"commune": found, "rows": rows})


def _file_path(commune: Commune, limit: int) -> str:
    if limit == DATELESS:
        return reverse("pages:commune_dateless_text_file", args=[commune.pk])
    return reverse("pages:commune_text_file", args=[commune.pk, limit])


@require_safe
def text_file(request: HttpRequest, insee: str, limit: int) -> HttpResponse:
    """Give one text alone at a fixed address, for signs that fetch it."""
    return _text_file(request, insee, limit) if limit in LIMITS else _no_such_text()


@require_safe
def dateless_text_file(request: HttpRequest, insee: str) -> HttpResponse:
    """Give the sign's text without a date alone at a fixed address."""
    return _text_file(request, insee, DATELESS)


def _text_file(request: HttpRequest, insee: str, limit: int) -> HttpResponse:
    found = _commune(insee)
    if found is None:
        return _no_such_text()
    made = told_texts(found, timezone.now(), Brand.load(request))
    response = HttpResponse(made[limit].text, content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response


def _no_such_text() -> NoReturn:
    raise Http404(_("There are texts of 160, 300 and 1200 characters."))
