"""The team keeps the programme's calendar: the list, one light form, taking an item out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agenda.programme.actions import ChangedMeanwhile, ItemValues, programme_collection, publish_item, remove_item
from agenda.programme.dates import MOST_DATES
from agenda.programme.models import ProgrammeDate
from agenda.programme.pages import ProgrammePage
from agenda.programme.wording import when
from cms.accounts.models import User
from cms.desk.events.files import FileRefused, read_file
from cms.desk.events.uploads import KeptFile, forget_file, keep_file, kept_file, make_document
from cms.desk.once import KEY, SentMeanwhile, content_of, form_once, key_or_new, new_key, sent_before
from cms.foundation.digits import LARGEST_ID, whole_number
from cms.team.guards import for_team
from cms.team.programme_forms import MORE_ROWS, DateForm, DateRows, ItemForm, initial_dates

A_PAGE = 30
READS_AND_WRITES = require_http_methods(["GET", "HEAD", "POST"])
# Another row of dates is asked for: nothing is checked, nothing is published.
MORE = "more"


def _by(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


@require_safe
@for_team
def listing(request: HttpRequest) -> HttpResponse:
    """List all dates: to come, or over (`?quand=passe`)."""
    now = timezone.now()
    is_past = request.GET.get("quand") == "passe"
    dates = ProgrammeDate.objects.past(now) if is_past else ProgrammeDate.objects.coming(now)
    dates = dates.select_related("item").prefetch_related("item__epcis", "item__structures")
    page = Paginator(dates, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"row": row, "item": row.item, "when": when(row), "whom": _whom(row)} for row in page],
        "is_past": is_past,
        "query": "quand=passe" if is_past else "",
    }
    return render(request, "team/programme.html", context)


# A line names so many; the form shows all.
NAMED = 3


def _whom(row: ProgrammeDate) -> str:
    """Return whom a date concerns, in a few words: "toutes les structures", or the first names and how many more."""
    item = row.item
    names = [epci.name for epci in item.epcis.all()] or [one.title for one in item.structures.all()]
    if not names:
        return item.get_audience_display()
    more = len(names) - NAMED
    shown = ", ".join(sorted(names)[:NAMED])
    return _("%(names)s and %(more)s more") % {"names": shown, "more": more} if more > 0 else shown


@READS_AND_WRITES
@for_team
def add(request: HttpRequest) -> HttpResponse:
    """Publish a new item."""
    return _form(request, None)


@READS_AND_WRITES
@for_team
def edit(request: HttpRequest, page_id: int) -> HttpResponse:
    """Change an item; the new version is published at once."""
    return _form(request, _page(page_id))


def _page(page_id: int) -> ProgrammePage:
    page: ProgrammePage = get_object_or_404(
        ProgrammePage.objects.select_related("document"), pk=min(page_id, LARGEST_ID)
    )
    return page


def _form(request: HttpRequest, page: ProgrammePage | None) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        rows = DateRows(prefix="date", initial=initial_dates(page) if page else None)
        return _shown(request, page, ItemForm(page=page, initial=_initial(page)), rows)
    if MORE in request.POST:
        return _shown(request, page, *_with_more_rows(request, page), kept=_kept(request, None, now))
    form = ItemForm(request.POST, page=page)
    rows = DateRows(request.POST, prefix="date")
    # All are read, so that all that is wrong is told at once.
    is_right = all([form.is_valid(), rows.is_valid()])
    kept = _kept(request, form, now)
    if is_right and form.is_valid() and _publish(request, page, Typed(form, rows, kept), now):
        messages.success(request, _("Published: “%(title)s”.") % {"title": form.cleaned_data["title"]})
        return redirect("team:programme")
    return _shown(request, page, form, rows, kept=kept, status=422)


def _shown(
    request: HttpRequest,
    page: ProgrammePage | None,
    form: ItemForm,
    rows: Any,
    *,
    kept: KeptFile | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "form": form,
        "rows": rows,
        "kept": kept,
        "once_key": key_or_new(request.POST.get(KEY)) if request.method == "POST" else new_key(),
        "seen": _seen(request, page, form),
    }
    return render(request, "team/programme_form.html", context, status=status)


def _seen(request: HttpRequest, page: ProgrammePage | None, form: ItemForm) -> Any:
    """Return the revision that the person has before them; only a conflict that was told moves it."""
    if page is None:
        return ""
    told = form.is_bound and form.has_error(NON_FIELD_ERRORS)
    return page.latest_revision_id if request.method != "POST" or told else request.POST.get("seen", "")


def _initial(page: ProgrammePage | None) -> dict[str, Any]:
    if page is None:
        return {}
    names = ("title", "kind", "where", "link", "text", "is_cancelled", "audience")
    return {
        **{name: getattr(page, name) for name in names},
        "epcis": [one.pk for one in page.epcis.all()],
        "structures": [one.pk for one in page.structures.all()],
    }


def _with_more_rows(request: HttpRequest, page: ProgrammePage | None) -> tuple[ItemForm, Any]:
    """Return the form as it was typed, with further empty rows of dates; nothing is checked yet."""
    typed = request.POST
    many = {"epcis", "structures"}
    form = ItemForm(page=page)
    form.initial = {name: typed.getlist(name) if name in many else typed.get(name) for name in form.fields}
    total = min(whole_number(typed.get("date-TOTAL_FORMS"), most=MOST_DATES) or 0, MOST_DATES)
    names = DateForm.base_fields
    rows = DateRows(
        prefix="date", initial=[{name: typed.get(f"date-{n}-{name}", "") for name in names} for n in range(total)]
    )
    rows.extra = MORE_ROWS
    return form, rows


def _kept(request: HttpRequest, form: ItemForm | None, now: datetime) -> KeptFile | None:
    """Return the file that was sent, now or with an earlier sending of the form; nobody chooses a file twice."""
    sent = request.FILES.get("upload")
    if not sent:
        return kept_file(user=_by(request), token=request.POST.get("kept"))
    try:
        return keep_file(user=_by(request), read=read_file(sent, name=sent.name or "", size=sent.size or 0), now=now)
    except FileRefused as refusal:
        if form is not None:
            form.add_error("upload", str(refusal))
        return None


@dataclass(frozen=True)
class Typed:
    """What was sent and is right: the form, its rows of dates, the file."""

    form: ItemForm
    rows: Any
    kept: KeptFile | None


def _publish(request: HttpRequest, page: ProgrammePage | None, typed: Typed, now: datetime) -> bool:
    """Publish what was typed; False with the reason on the form."""
    by, key, content = _by(request), request.POST.get(KEY), content_of(request)
    seen = whole_number(request.POST.get("seen")) or 0
    before = sent_before(user=by, key=key)
    if before and before.page_id:
        # The browser's "back" and a correction: what the first sending made is changed.
        page, seen = ProgrammePage.objects.filter(pk=before.page_id).first(), before.revision_id or 0
    try:
        with form_once(user=by, key=key, content=content, before=before, now=now) as turn:
            if not turn.result:
                values = _values(page, typed, by)
                made = publish_item(page=page, values=values, by=by, now=now, seen=seen if page else None)
                if typed.kept:
                    forget_file(kept=typed.kept)
                turn.wrote(made, reverse("team:programme"))
    except ChangedMeanwhile:
        words = _("Somebody else changed this item meanwhile. Read it again; sent once more, yours replaces theirs.")
        typed.form.add_error(None, words)
        return False
    except SentMeanwhile as meanwhile:
        typed.form.add_error(None, str(meanwhile))
        return False
    return True


def _values(page: ProgrammePage | None, typed: Typed, by: User) -> ItemValues:
    data = typed.form.cleaned_data
    document = None if page is None or data.get("drop_document") else page.document
    if kept := typed.kept:
        document = make_document(kept=kept, title=kept.name, collection=programme_collection(), by=by)
    names = ("title", "kind", "where", "link", "text", "audience", "epcis", "structures")
    return ItemValues(
        dates=typed.rows.dates(), document=document, is_cancelled=data.get("is_cancelled", False),
        **{name: data[name] for name in names},
    )  # fmt: skip


@READS_AND_WRITES
@for_team
def remove(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say what taking an item out does, then do it."""
    page = _page(page_id)
    if request.method == "POST":
        with transaction.atomic():
            remove_item(page=page, by=_by(request), now=timezone.now())
        messages.success(request, _("Taken out: “%(title)s”.") % {"title": page.title})
        return redirect("team:programme")
    return render(request, "team/programme_remove.html", {"page": page})
