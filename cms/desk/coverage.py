"""La carte des manques: the month's map for the team, the sheet for the committee, the month as CSV."""

import csv
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agenda.coverage.drawing import draw_atlas
from agenda.coverage.gaps import CommuneGap, MonthGaps, Reach, gaps_of_months, month_gaps
from agenda.coverage.months import Month, months_from, months_of_year, months_offered
from agenda.coverage.partners import partners_by_epci
from cms.foundation.digits import is_digits
from cms.signin.decorators import desk_required
from cms.structures.queries import is_team

FIRST = 10
A_PAGE = 50
# The sheet's six months: what was, what is, and what is announced.
SHEET_BACK, SHEET_MONTHS = 3, 6
# Order of the table (`?tri=`): what the link says; by name is how the communes come.
SORT_WORDS = (
    ("distance", _("distance")),
    ("appels", _("calls without an answer")),
    ("habitants", _("residents")),
    ("commune", _("name")),
)


def _team_only(request: HttpRequest) -> None:
    """Let nobody else know that the page exists.

    Raises:
        Http404: the person does not moderate.
    """
    if not is_team(request.user):
        raise Http404


def _asked_month(request: HttpRequest) -> Month:
    """Return the month of `?mois=2026-11`, this one by default; raises Http404 for what is no month."""
    this = Month.of(timezone.now())
    try:
        return Month.read(request.GET["mois"], near=this) if request.GET.get("mois") else this
    except ValueError as error:
        raise Http404 from error


@require_safe
@desk_required
def coverage(request: HttpRequest) -> HttpResponse:
    """Show the month's map, what it says in a sentence, whom to serve first, and every commune in a table."""
    _team_only(request)
    month = _asked_month(request)
    gaps = month_gaps(month)
    sort = request.GET.get("tri", "distance")
    if sort not in dict(SORT_WORDS):
        raise Http404
    now = timezone.now()
    offered = months_offered(now)
    if month not in offered:
        offered = sorted([*offered, month])
    atlas = draw_atlas(gaps.communes)
    context = {
        "gaps": gaps,
        "over": month.end <= now,
        "offered": offered,
        "before": month.plus(-1) if month.plus(-1) in offered else None,
        "after": month.plus(1) if month.plus(1) in offered else None,
        "atlas": atlas,
        "groups": atlas.groups(gaps) if atlas else [],
        "blank": atlas.blank(gaps) if atlas else [],
        "dots": atlas.dots(gaps) if atlas else [],
        "labels": atlas.labels(gaps) if atlas else [],
        "first": gaps.serve_first()[:FIRST],
        "table": Paginator(_sorted(gaps, sort), A_PAGE).get_page(request.GET.get("page")),
        "sort": sort,
        # Folded on a phone as on a screen, unless one is reading it.
        "reading": "tri" in request.GET or "page" in request.GET,
        "sorts": SORT_WORDS,
        "query": urlencode({"mois": str(month), "tri": sort}),
        "partners": partners_by_epci(now=now),
    }
    return render(request, "desk/coverage.html", context)


def _sorted(gaps: MonthGaps, sort: str) -> list[CommuneGap]:
    """Return every commune in the order asked for."""
    if sort == "distance":
        return gaps.worst_first()
    if sort == "appels":
        return sorted(gaps.worst_first(), key=lambda gap: -gap.unanswered)
    if sort == "habitants":
        return sorted(gaps.communes, key=lambda gap: -gap.population)
    return list(gaps.communes)


@require_safe
@desk_required
def coverage_sheet(request: HttpRequest) -> HttpResponse:
    """Show the sheet for the committee: six months, or a year's twelve, and the figures by EPCI, on one A4."""
    _team_only(request)
    now = timezone.now()
    year = request.GET.get("annee", "")
    if year:
        this = Month.of(now)
        if not (is_digits(year, 4) and abs(int(year) - this.year) <= 2):
            raise Http404
        months = months_of_year(int(year))
    else:
        months = months_from(_asked_month(request).plus(-SHEET_BACK), SHEET_MONTHS)
    found = gaps_of_months(months)
    atlas = draw_atlas(found[0].communes)
    context: dict[str, Any] = {
        "months": [
            {
                "gaps": gaps,
                "groups": atlas.groups(gaps) if atlas else [],
                "blank": atlas.blank(gaps) if atlas else [],
                "dots": atlas.dots(gaps) if atlas else [],
                "running": gaps.month.end > now,
            }
            for gaps in found
        ],
        "first": months[0],
        "last": months[-1],
        "year": year,
        "atlas": atlas,
        "key": [{"reach": reach} for reach in Reach],
        "some_empty": any(gaps.is_empty for gaps in found),
        "partners": partners_by_epci(now=now),
        "now": now,
    }
    return render(request, "desk/coverage_sheet.html", context)


@require_safe
@desk_required
def coverage_csv(request: HttpRequest) -> HttpResponse:
    """Return the month as a table for a spreadsheet: UTF-8 with its mark and semicolons, as French ones expect."""
    _team_only(request)
    gaps = month_gaps(_asked_month(request))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"carte-des-manques-{settings.DEPARTEMENT}-{gaps.month}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        ["mois", "code_insee", "commune", "intercommunalite", "habitants", "classe", "metres", "commune_servie",
         "appels_sans_reponse"]
    )  # fmt: skip
    for gap in gaps.worst_first():
        metres = "" if gap.metres is None else gap.metres
        words = str(_("no data yet") if gaps.is_empty else gap.reach.words).replace("\u00a0", " ")
        writer.writerow(
            [gaps.month, gap.insee, gap.name, gap.epci, gap.population, words, metres,
             gap.nearest, gap.unanswered]
        )  # fmt: skip
    return response
