"""The team's import of structures from a spreadsheet: the file, what it would do, and how far it is done."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cms.structures.import_runs import NothingToImport, StructureImport, read_import, start_import
from cms.structures.importing import Outcome
from cms.structures.spreadsheets import UnreadableTable, check_size
from cms.team.guards import for_team

A_PAGE = 100
OUTCOMES = (Outcome.ERROR, Outcome.OPEN, Outcome.ADD, Outcome.SAME)


class FileForm(forms.Form):
    """The spreadsheet."""

    file = forms.FileField(
        label=gettext_lazy("Your table"),
        help_text=gettext_lazy("Excel (.xlsx) or CSV, 2 MB at most."),
        validators=[check_size],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_team
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file, look at it and lead to what it would do; nothing is opened yet."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            run = read_import(file_name=sent.name, content=sent.read(), by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except UnreadableTable as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("team:import", run_id=run.pk)
    recent = StructureImport.objects.filter(started_at__isnull=False).defer("plans", "report")[:8]
    status = 422 if form.is_bound else 200
    return render(request, "team/import_upload.html", {"form": form, "recent": recent}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_team
def report(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show what each row would do, start it on a press of the button, then show how far it is and what it did."""
    run = get_object_or_404(StructureImport, pk=run_id)
    if request.method == "POST":
        try:
            start_import(run=run, invite="invite" in request.POST, now=timezone.now())
        except NothingToImport:
            messages.warning(request, _("No row of this file changes anything."))
        return redirect("team:import", run_id=run.pk)
    only = request.GET.get("lignes", "")
    lines = [row for row in run.lines if only not in Outcome.values or row.outcome == only]
    context = {
        "run": run,
        "page": Paginator(lines, A_PAGE).get_page(request.GET.get("page")),
        "counts": [(outcome, run.count(outcome)) for outcome in OUTCOMES],
        "only": only,
        "query": f"lignes={only}" if only else "",
        "changes": run.count(Outcome.OPEN) + run.count(Outcome.ADD),
        "alone": 0 if run.started_at else run.opens_alone(),
        "is_running": bool(run.started_at and not run.finished_at),
    }
    return render(request, "team/import_report.html", context)


@require_safe
@for_team
def model_table(request: HttpRequest) -> HttpResponse:
    """Hand out an empty table with the titles that are read, and one example."""
    head = (
        "Nom de la structure;Type;Commune;Code postal;SIRET;En une phrase;Adresse;Téléphone;E-mail de la structure;"
        "Site internet;Prénom;Nom de la personne;E-mail de la personne;Rôle"
    )
    example = (
        "Association Exemple;Association;Nom de la commune;;;On apprend ensemble.;1 place de la Mairie;01 99 00 00 00;"
        "contact@example.org;;Anne;Exemple;anne@example.org;Référente"
    )
    answer = HttpResponse(f"\ufeff{head}\r\n{example}\r\n", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="structures-modele.csv"'
    return answer
