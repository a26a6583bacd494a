"""The light form of a structure's own page: who it is and how to reach it; its name and commune stay the team's."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cms.desk.events.words_form import PARAGRAPHS
from cms.desk.pages_form import LightForm, TypedTextField, web_address
from cms.desk.writing import Sheet, structure_of_form, write
from cms.signin.decorators import desk_required
from cms.structures.forms import PHONE
from cms.structures.models import StructurePage


class StructureForm(LightForm):
    """What is asked of a structure."""

    typed = ("body",)
    picture_of = "logo"
    labels: ClassVar[dict[str, Any]] = {
        "summary": _("In one sentence"),
        "email": _("E-mail"),
        "address": _("Address"),
        "picture": _("Choose a logo"),
        "picture_rights": _("We may publish this logo"),
        "remove_picture": _("Take the logo away"),
    }
    helps: ClassVar[dict[str, Any]] = {"summary": _("What your structure does."), "body": PARAGRAPHS}

    body = TypedTextField(label=_("Who you are"))
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False, validators=[PHONE])
    website = web_address(_("Website"))

    class Meta:
        model = StructurePage
        fields = ("summary", "body", "phone", "email", "website", "address")
        help_texts: ClassVar[dict[str, str]] = dict.fromkeys(fields, "")


SHEET = Sheet(StructureForm, "desk/structure_form.html", lambda structure: structure)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def edit_structure(request: HttpRequest) -> HttpResponse:
    """Change the page of the structure in the address, else of the person's first one."""
    structure = structure_of_form(request)
    return write(request, SHEET, structure, structure)
