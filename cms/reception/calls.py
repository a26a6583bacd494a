"""What the calls tell: today's and a month's counts by outcome, need and commune, and the month as a table."""

import csv
import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agenda.calls.models import Call, CallOutcome
from agenda.calls.queries import Counts, calls_between, counts, counts_by_commune
from agenda.places.vocabulary import SERVICES
from cms.foundation.wording import month_name
from cms.reception.last_call import last_call
from cms.reception.permissions import for_reception, for_team
from cms.reception.views import show

COMMUNES_A_PAGE = 25
MOST_ROWS = 50_000
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@require_safe
@for_reception
def calls(request: HttpRequest) -> HttpResponse:
    """Show today's and the month's counts; `?mois=2026-11` for another month."""
    now = timezone.now()
    today = timezone.localdate(now)
    first = _month(request.GET.get("mois", ""), today)
    start, end = _span(first)
    day_start = _midnight(today)
    context: dict[str, Any] = {
        "today": _told(counts(start=day_start, end=_midnight(today + timedelta(days=1)))),
        "month": _told(counts(start=start, end=end)),
        "month_words": month_name(first),
        "month_key": f"{first:%Y-%m}",
        "earlier": f"{first - timedelta(days=1):%Y-%m}",
        "later": f"{_next_month(first):%Y-%m}" if _next_month(first) <= today else "",
        "communes": Paginator(counts_by_commune(start=start, end=end), COMMUNES_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "last": last_call(request, now),
    }
    return show(request, "reception/calls.html", context)


def _told(found: Counts) -> dict[str, Any]:
    """Return the counts in words."""
    outcomes = dict(CallOutcome.choices)
    return {
        "total": found.total,
        "outcomes": [(outcomes[code], found.outcomes.get(code, 0)) for code in CallOutcome.values],
        "needs": [(need_word(code), number) for code, number in found.needs.items()],
    }


def need_word(code: str) -> str:
    """Return a need in everyday words."""
    return SERVICES[code].everyday if code in SERVICES else "Besoin non précisé"


@require_safe
@for_team
def table(request: HttpRequest) -> HttpResponse:
    """Answer a month's calls as CSV: hour, commune, need, outcome; nobody stands in it."""
    first = _month(request.GET.get("mois", ""), timezone.localdate())
    start, end = _span(first)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="appels-{first:%Y-%m}.csv"'
    response.write("\ufeff")  # spreadsheets take the file for Latin-1 without it
    writer = csv.writer(response, delimiter=";", lineterminator="\r\n")
    writer.writerow(["date", "heure", "code_insee", "commune", "besoin", "issue"])
    outcomes = dict(CallOutcome.choices)
    rows = calls_between(start=start, end=end).order_by("at", "pk").select_related("commune")[:MOST_ROWS]
    for call in rows.iterator(chunk_size=1000):
        writer.writerow(_row(call, outcomes))
    return response


def _row(call: Call, outcomes: dict[Any, Any]) -> list[str]:
    local = timezone.localtime(call.at)
    commune = call.commune
    # The hour is enough for figures; a minute might remind somebody of a caller.
    return [
        f"{local:%Y-%m-%d}",
        f"{local:%H} h",
        commune.pk if commune else "",
        commune.name if commune else "",
        need_word(call.need),
        str(outcomes[call.outcome]),
    ]


def _month(text: str, today: date) -> date:
    """Return the first day of the month asked for, this month when none is.

    Raises:
        Http404: the text is no month.
    """
    if not text:
        return today.replace(day=1)
    found = _MONTH.fullmatch(text)
    if not found:
        raise Http404
    return date(int(found[1]), int(found[2]), 1)


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _span(first: date) -> tuple[datetime, datetime]:
    return _midnight(first), _midnight(_next_month(first))
