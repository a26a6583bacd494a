"""What a town hall takes from its commune's page: a card for the wall, texts for signs, telephones and bulletins."""

from datetime import timedelta
from typing import NoReturn

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
from cms.pages.month import LONG_WHERE, Line, lines_between
from cms.pages.text_forms import LIMITS, SIGN, last_day
from cms.pages.texts import DATELESS, closed_days, told_texts
from cms.pages.views import unknown_commune
from cms.territories.models import Commune

# A change is public within a minute.
FRESH_SECONDS = 60
# In millimetres of the card's sheet, measured in print: what is left for dates without places, what a place, a date and
# each further line take; the place list's own heading and margins are in CARD_ROOM.
CARD_ROOM = 92.0
CARD_PLACE = 23.0
CARD_PLACES_SAVE = 11.0
CARD_DATE = 13.2
CARD_MORE = 5.5
CARD_LONG_TITLE = 48


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
    called = answer(commune=found, need="", now=now, brand=Brand.load(request))
    closed = [words for words, _last in closed_days(called.paper, today)]
    context = around_context(found, now)
    shown = _fitting(lines, len(context["places"]), len(closed) + (2 if called.whose else 0))
    context |= {
        "call": called.paper,
        "closed": closed,
        "whose": called.whose,
        "lines": shown,
        "left_out": len(lines) - len(shown),
        "km": around.km,
        "today": today,
        "until": last_day(today),
    }
    return render(request, "pages/commune_card.html", context)


def _fitting(lines: list[Line], places: int, told: int) -> list[Line]:
    """Return the lines that fit under so many places, with so many further lines in the number's box."""
    room = CARD_ROOM - CARD_MORE * told
    if places:
        room += CARD_PLACES_SAVE - CARD_PLACE * places
    shown = []
    for line in lines:
        room -= CARD_DATE + CARD_MORE * ((len(line.title) > CARD_LONG_TITLE) + (len(line.where) > LONG_WHERE))
        if room < 0:
            break
        shown.append(line)
    return shown


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
