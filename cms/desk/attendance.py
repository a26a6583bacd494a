"""Combien de personnes ? – from the mail's link without signing in, at the desk by month, and as a table."""

import csv
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from agenda.events.clock import to_local
from agenda.rhythm.attendance import (
    MOST_PEOPLE,
    NotANumber,
    answer_attendance,
    attendance_of_month,
    rows_of_token,
)
from agenda.rhythm.models import Attendance
from agenda.rhythm.months import DeadLink
from agenda.rhythm.next_month import month_after, month_before, parse_month
from cms.accounts.models import User
from cms.desk.coop import coop_text
from cms.desk.permissions import chosen_structure, may_write_for
from cms.foundation.digits import LARGEST_ID, is_digits
from cms.signin.decorators import desk_required
from cms.structures.models import StructurePage
from cms.structures.queries import structures_of


class Line:
    """One sitting in the form: its row, what stands in the field, and what is wrong with it."""

    def __init__(self, row: Attendance, typed: str | None = None, wrong: str = "") -> None:
        """Show what was typed, else what is known."""
        self.row, self.wrong = row, wrong
        self.value = typed if typed is not None else "" if row.people is None else str(row.people)
        self.start = to_local(row.original_start)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Ask about the sittings of one mail; the token in the address is the proof, opening it changes nothing."""
    try:
        structure, rows, user = rows_of_token(token)
    except DeadLink:
        return render(request, "desk/attendance_dead.html", status=404)
    return _form(request, structure, rows, user, {"public": True})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def attendances(request: HttpRequest) -> HttpResponse:
    """Show a structure's sittings of one month with their numbers, to be filled in or corrected."""
    structures = structures_of(request.user)
    if not structures:
        raise Http404
    structure = chosen_structure(structures, request.GET.get("structure", ""))
    month = parse_month(request.GET.get("mois", "")) or timezone.localdate().replace(day=1)
    rows = attendance_of_month(structure, month)
    context = {
        "structures": structures,
        "month": month,
        "before": month_before(month),
        "after": month_after(month) if month < timezone.localdate().replace(day=1) else None,
        "total": sum(row.people or 0 for row in rows),
    }
    return _form(request, structure, rows, request.user, context)  # type: ignore[arg-type]


@require_safe
@desk_required
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the month of one sitting."""
    row = get_object_or_404(Attendance.objects.select_related("event"), pk=min(pk, LARGEST_ID))
    if not may_write_for(request.user, row.event):
        raise Http404
    month = to_local(row.original_start)
    address = f"?structure={row.event.structure.pk}&mois={month:%Y-%m}#seance-{row.pk}"
    return redirect(reverse("desk:attendances") + address)


@require_safe
@desk_required
def table(request: HttpRequest) -> HttpResponse:
    """Hand out the numbers of one month as a table."""
    structures = structures_of(request.user)
    if not structures:
        raise Http404
    structure = chosen_structure(structures, request.GET.get("structure", ""))
    month = parse_month(request.GET.get("mois", "")) or timezone.localdate().replace(day=1)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="frequentation-{month:%Y-%m}.csv"'
    writer = csv.writer(answer, delimiter=";")
    writer.writerow(["Date", "Heure", "Événement", "Personnes"])
    for row in attendance_of_month(structure, month):
        start = to_local(row.original_start)
        number = "" if row.people is None else row.people
        writer.writerow([f"{start:%Y-%m-%d}", f"{start:%H:%M}", _harmless(row.event.title), number])
    return answer


def _harmless(text: str) -> str:
    """Return a title that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


def _form(
    request: HttpRequest, structure: StructurePage, rows: list[Attendance], by: User | None, context: dict[str, Any]
) -> HttpResponse:
    lines = [Line(row) for row in rows]
    if request.method == "POST":
        lines = [_read(row, request.POST.get(f"seance-{row.pk}")) for row in rows]
        if not any(line.wrong for line in lines) and _save(request, structure, lines, by):
            return redirect(request.get_full_path() + "#note")
    wrong = any(line.wrong for line in lines)
    counted = [line.row for line in lines if line.row.people is not None]
    context |= {
        "structure": structure,
        "lines": lines,
        "wrong": wrong,
        "layout": "base.html" if context.get("public") else "desk/base.html",
        "text": coop_text(counted) if counted and not wrong else "",
    }
    return render(request, "desk/attendance.html", context, status=422 if wrong else 200)


def _read(row: Attendance, typed: str | None) -> Line:
    typed = (typed or "").strip()
    if typed and (not is_digits(typed) or len(typed) > 4 or int(typed) > MOST_PEOPLE):
        return Line(row, typed[:20], _("Write a number, 0 if nobody came."))
    return Line(row, typed)


def _save(request: HttpRequest, structure: StructurePage, lines: list[Line], by: User | None) -> bool:
    people = {line.row.pk: int(line.value) if line.value else None for line in lines}
    known = {line.row.pk: line.row.people for line in lines}
    changed = {pk: number for pk, number in people.items() if known[pk] != number}
    try:
        answer_attendance(structure=structure, people=changed, by=by, now=timezone.now())
    except NotANumber:
        return False
    return True
