"""The team's one screen "qui appeler": who answers now, the single number, the lines in order and their closures."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agenda.contacts.actions import (
    LineChanged,
    LineRefused,
    close_line,
    ensure_single_line,
    line_version,
    move_line,
    reopen_line,
    set_active,
    write_line,
)
from agenda.contacts.chain import answer
from agenda.contacts.models import Line, LineClosure, LineKind
from agenda.places.vocabulary import SERVICES
from branding.actions import BrandChanged, write_hotline
from branding.models import Brand
from cms.desk.contacts_cards import LineCard, chain_cards, line_card, single_card
from cms.desk.contacts_forms import NEEDS, HotlineForm, LineClosureForm, LineForm
from cms.pages.search import find_commune
from cms.signin.decorators import desk_required
from cms.structures.queries import is_team

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def _team_only(request: HttpRequest) -> None:
    if not is_team(request.user):
        raise Http404


@GET_OR_POST
@desk_required
def contacts(request: HttpRequest) -> HttpResponse:
    """Show everything; POST writes the single number."""
    _team_only(request)
    brand = Brand.load(request)
    shown = {"phone": brand.phone, "hours": brand.phone_hours, "note": brand.phone_note}
    form = HotlineForm(request.POST or None, initial=shown | {f"seen_{name}": text for name, text in shown.items()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            write_hotline(phone=data["phone"], hours=data["hours"], note=data["note"], seen=form.seen, by=request.user)
        except BrandChanged:
            form.show_anew(_changed(single_card(brand)), **{f"seen_{name}": text for name, text in shown.items()})
        except ValidationError as error:
            _add_errors(form, error, {"phone_hours": "hours", "phone_note": "note"})
        else:
            return _done(request)
    return render(request, "desk/contacts.html", _context(request, brand) | {"form": form})


def _context(request: HttpRequest, brand: Brand) -> dict[str, Any]:
    now = timezone.now()
    text = request.GET.get("essai", "").strip()[:80]
    need = request.GET.get("besoin", "")
    need = need if need in SERVICES else ""
    found = find_commune(text) if text else None
    commune = found.commune if found else None
    return {
        "answer": answer(commune=commune, need=need, now=now, brand=brand),
        "commune": commune,
        "choices": (found.choices or found.nearest) if found and not commune else [],
        "text": text,
        "need": need,
        "needs": NEEDS,
        "kinds": chain_cards(brand=brand, today=timezone.localdate(now)),
    }


def _done(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Done: everybody sees it now."))
    return redirect("desk:contacts")


def _changed(card: LineCard) -> str:
    return _(
        "Somebody else has just changed this. What stands there now: %(now)s. Nothing that you wrote is lost:"
        " save once more to replace it with what you see here."
    ) % {"now": card.words}


def _add_errors(form: Any, error: ValidationError, names: dict[str, str] | None = None) -> None:
    for name, texts in (error.message_dict if hasattr(error, "error_dict") else {None: error.messages}).items():
        goal = (names or {}).get(name, name) if name else None
        for text in texts:
            form.add_error(goal if goal in form.fields else None, text)


@GET_OR_POST
@desk_required
def line(request: HttpRequest, line_id: int | None = None) -> HttpResponse:
    """Add a line, or change one."""
    _team_only(request)
    row = get_object_or_404(Line, pk=line_id) if line_id else None
    form = LineForm(request.POST or None, line=row, initial={"kind": request.GET.get("etape", "")})
    if request.method == "POST" and form.is_valid():
        by: Any = request.user
        seen = form.cleaned_data["seen"] if row else None
        try:
            write_line(values=form.values(), line=row, seen=seen, by=by, now=timezone.now())
        except LineChanged:
            row = get_object_or_404(Line, pk=line_id)
            form.show_anew(_changed(line_card(row, Brand.load(request))), seen=line_version(row))
        except LineRefused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            _add_errors(form, error)
        else:
            return _done(request)
    return render(request, "desk/contacts_line.html", {"form": form, "line": row})


@GET_OR_POST
@desk_required
def close(request: HttpRequest, line_id: int | None = None) -> HttpResponse:
    """Close a line for some days; without an id the single number, whose row is made with its first closure."""
    _team_only(request)
    brand = Brand.load(request)
    row = get_object_or_404(Line, pk=line_id) if line_id else Line.objects.filter(kind=LineKind.SINGLE).first()
    form = LineClosureForm(request.POST or None, line=row)
    if request.method == "POST" and form.is_valid():
        closed = row or ensure_single_line(name=brand.programme_name)
        try:
            close_line(line=closed, **form.cleaned_data, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except LineRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request)
    name = row.name if row else brand.programme_name
    return render(request, "desk/contacts_close.html", {"form": form, "name": name})


@require_POST
@desk_required
def act(request: HttpRequest, line_id: int, verb: str) -> HttpResponse:
    """Move a line up or down, put it out of use or back."""
    _team_only(request)
    row = get_object_or_404(Line, pk=line_id)
    now, by = timezone.now(), request.user
    if verb in {"monter", "descendre"}:
        move_line(line=row, up=verb == "monter", by=by, now=now)  # type: ignore[arg-type]
    elif verb in {"suspendre", "reprendre"}:
        set_active(line=row, active=verb == "reprendre", by=by, now=now)  # type: ignore[arg-type]
    else:
        raise Http404
    return _done(request)


@require_POST
@desk_required
def reopen(request: HttpRequest, closure_id: int) -> HttpResponse:
    """Take a closure back."""
    _team_only(request)
    closure = LineClosure.objects.select_related("line").filter(pk=closure_id).first()
    if closure:
        reopen_line(closure=closure, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    return _done(request)
