"""The light form of a place: what people ask first, the rest folded, possible doubles shown before it is saved."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from agenda.places.doubts import AsksOnce, ask_about_doubts
from agenda.places.forms import closed_list_field
from agenda.places.hours_form import HoursField
from agenda.places.models import PlacePage
from agenda.places.phones import PhoneError, normalise_phone
from cms.desk.commune_form import CommuneField
from cms.desk.pages_form import LightForm, web_address
from cms.desk.permissions import own_place
from cms.desk.writing import Sheet, structure_of_form, write
from cms.signin.decorators import desk_required


class PlaceForm(AsksOnce, LightForm):
    """What is asked of a place, in everyday words; the national map's own fields stay with Wagtail's editor."""

    needed = frozenset({"address", "commune"})
    labels: ClassVar[dict[str, Any]] = {"title": _("Name of the place")}
    helps: ClassVar[dict[str, Any]] = {
        "summary": _("What people find there, in simple words."),
        "postal_code": _("Leave it empty for the commune's own."),
    }
    missing: ClassVar[dict[str, Any]] = {
        "title": _("Give the place a name."),
        "address": _("Give the number and the street."),
        "commune": _("Give the commune."),
    }
    folded = (
        "summary", "details", "email", "website", "booking_url", "address_complement", "postal_code", "fees",
        "support_modes", "audiences", "special_needs", "access_url",
    )  # fmt: skip

    commune = CommuneField()
    hours = HoursField(label=_("Opening hours"))
    website = web_address(_("Website"), 400)
    booking_url = web_address(_("link to book an appointment"), 400)
    access_url = web_address(_("page on acceslibre.beta.gouv.fr"), 400)
    services = closed_list_field("services", _("what people can do there"))
    access_modes = closed_list_field("access_modes", _("how to come"))
    fees = closed_list_field("fees", _("what it costs"))
    support_modes = closed_list_field("support_modes", _("how people are helped"))
    audiences = closed_list_field("audiences", _("mainly for"))
    special_needs = closed_list_field("special_needs", _("able to receive"))

    class Meta:
        model = PlacePage
        fields = (
            "title", "address", "commune", "phone", "hours", "services", "access_modes",
            "summary", "details", "email", "website", "booking_url", "address_complement", "postal_code", "fees",
            "support_modes", "audiences", "special_needs", "access_url",
        )  # fmt: skip
        help_texts: ClassVar[dict[str, str]] = dict.fromkeys(fields, "")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "details": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the phone as people read it."""
        super().__init__(*args, **kwargs)
        if self.instance.phone:
            self.initial["phone"] = self.instance.phone_display.replace("\N{NO-BREAK SPACE}", " ")

    def clean_phone(self) -> str:
        """Return the number as it is stored; one that is none stays, its field says what is wrong."""
        typed: str = self.cleaned_data["phone"]
        try:
            return normalise_phone(typed)
        except PhoneError:
            return typed

    def clean(self) -> dict[str, Any]:
        """Complete the postal code; ask once about a place like it."""
        data = super().clean()
        commune = data.get("commune")
        moved = "commune" in self.changed_data and "postal_code" not in self.changed_data
        if commune and (moved or not data.get("postal_code")):
            data["postal_code"] = commune.postal_code
        ask_about_doubts(self)
        return data


# Most places stand in their structure's commune.
SHEET = Sheet(PlaceForm, "desk/place_form.html", lambda structure: PlacePage(commune=structure.commune))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def add_place(request: HttpRequest) -> HttpResponse:
    """Begin a place."""
    return write(request, SHEET, structure_of_form(request))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def edit_place(request: HttpRequest, page_id: int) -> HttpResponse:
    """Change a place."""
    page = own_place(request.user, page_id)
    return write(request, SHEET, page.structure, page)
