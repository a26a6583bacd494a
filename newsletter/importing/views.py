"""The team's screen for taking over a list of subscribers: the file, what it would do, the button."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cms.structures.spreadsheets import UnreadableTable, check_size
from newsletter.importing.plan import Outcome
from newsletter.importing.runs import ListChanged, NothingToImport, SubscriberImport, apply_list, read_list
from newsletter.permissions import require_team

A_PAGE = 100


class ListForm(forms.Form):
    """The list."""

    file = forms.FileField(
        label=gettext_lazy("Your table"),
        help_text=gettext_lazy("Excel (.xlsx) or CSV, 2 MB and 5,000 rows at most."),
        validators=[check_size],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file, look at it and lead to what it would do; nobody is subscribed yet."""
    user = require_team(request)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            run = read_list(file_name=sent.name, content=sent.read(), by=user, now=timezone.now())
        except UnreadableTable as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("subscriber_import:report", run.pk)
    recent = SubscriberImport.objects.filter(applied_at__isnull=False).defer("rows")[:8]
    context = {"form": form, "recent": recent}
    return render(request, "newsletter/admin/import.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show what each row would do, do it on a press of the button, then show what was done."""
    require_team(request)
    run = get_object_or_404(SubscriberImport, pk=import_id)
    if request.method == "POST":
        _apply(request, import_id)
        return redirect("subscriber_import:report", run.pk)
    only = request.GET.get("lignes", "")
    lines = [row for row in run.lines if only not in Outcome.values or row.outcome == only]
    context = {
        "run": run,
        "page": Paginator(lines, A_PAGE).get_page(request.GET.get("p")),
        "counts": [(outcome, run.count(outcome)) for outcome in Outcome],
        "only": only,
        "wanted": run.count(Outcome.IMPORT),
    }
    return render(request, "newsletter/admin/import_report.html", context)


def _apply(request: HttpRequest, import_id: int) -> None:
    try:
        apply_list(import_id=import_id, now=timezone.now())
    except NothingToImport:
        messages.warning(request, _("No row of this file subscribes anybody."))
    except ListChanged:
        messages.error(request, _("Somebody of this list has just subscribed: nothing was done. Press once more."))
