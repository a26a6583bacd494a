"""The team's screen for an address that must not be written to again: somebody asked by phone, by letter, in person."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from newsletter.permissions import require_team
from newsletter.subscribers.forms import AddressField
from newsletter.subscribers.suppression import SuppressionReason, suppress


class AsideForm(forms.Form):
    """The address."""

    email = AddressField(label=gettext_lazy("Their e-mail address"))


@require_http_methods(["GET", "HEAD", "POST"])
def set_address_aside(request: HttpRequest) -> HttpResponse:
    """Ask for the address, then never write to it again, whether it is known or not."""
    require_team(request)
    form = AsideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        suppress(email=form.cleaned_data["email"], reason=SuppressionReason.BY_HAND, now=timezone.now())
        messages.success(request, _("This address is set aside: the letter does not go there any more."))
        return redirect("set_address_aside")
    return render(request, "newsletter/admin/aside.html", {"form": form}, status=422 if form.is_bound else 200)
