"""The team's form that opens an editorial space, inside Wagtail's admin."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cms.structures.actions import add_partner, open_space
from cms.structures.forms import OpenSpaceForm
from cms.structures.invitations import send_invitation
from cms.structures.models import StructurePage
from cms.structures.queries import is_team


@require_http_methods(["GET", "HEAD", "POST"])
def open_space_view(request: HttpRequest) -> HttpResponse:
    """Open a space and invite its first person; team only."""
    if not is_team(request.user):
        raise PermissionDenied
    form = OpenSpaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        structure = _open(request, form)
        messages.success(request, _("The space “%(name)s” is open.") % {"name": structure.title})
        return redirect("wagtailadmin_explore", structure.pk)
    return render(request, "structures/open_space.html", {"form": form})


@transaction.atomic
def _open(request: HttpRequest, form: OpenSpaceForm) -> StructurePage:
    data, now = form.cleaned_data, timezone.now()
    structure = open_space(
        name=data["name"],
        kind=data["kind"],
        commune=data["commune"],
        by=request.user,  # type: ignore[arg-type]
        now=now,
        **form.structure_fields(),
    )
    if data["person_email"]:
        user = add_partner(
            structure=structure,
            email=data["person_email"],
            first_name=data["person_first_name"],
            last_name=data["person_last_name"],
            by=request.user,  # type: ignore[arg-type]
            now=now,
        )
        send_invitation(user=user, structure=structure)
    return structure
