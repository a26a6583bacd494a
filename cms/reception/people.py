"""Who answers the phone: the team gives and takes away the role, without the admin."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agenda.contacts.rota import clear_turns
from cms.accounts.models import User
from cms.reception.forms import ReceptionistForm
from cms.reception.mails import invite
from cms.reception.permissions import for_team
from cms.reception.views import show
from cms.structures.actions import RECEPTION_GROUP, add_receptionist, remove_receptionist
from cms.structures.queries import reception_people

MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
@for_team
def people(request: HttpRequest) -> HttpResponse:
    """List who answers the phone, and invite somebody."""
    form = ReceptionistForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = _invite(request, form)
        messages.success(request, _("%(name)s is invited: a mail is on its way.") % {"name": name})
        return redirect("reception:people")
    found = User.objects.filter(groups__name=RECEPTION_GROUP).order_by("last_name", "first_name", "pk")[:MOST]
    return show(request, "reception/people.html", {"form": form, "people": found})


@transaction.atomic
def _invite(request: HttpRequest, form: ReceptionistForm) -> str:
    user = add_receptionist(**form.cleaned_data, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    invite(user=user)
    return user.get_full_name() or user.get_username()


@require_POST
@for_team
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the role away, and with it the person's turns; the account stays."""
    user = get_object_or_404(User, pk=pk, groups__name=RECEPTION_GROUP)
    turns = _remove(user, request.user, timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("%(name)s no longer answers the phone.") % {"name": user.get_full_name()})
    if turns:
        messages.warning(request, _("Nobody holds their turns any more: look at the rota."))
    return redirect("reception:people")


@transaction.atomic
def _remove(user: User, by: User, now: datetime) -> int:
    """Take role and turns away; who is of the team too goes on answering. Return how many turns are gone."""
    remove_receptionist(user=user, by=by)
    if reception_people().filter(pk=user.pk).exists():
        return 0
    return clear_turns(person=user, by=by, now=now)
