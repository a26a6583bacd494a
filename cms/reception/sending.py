"""Sends the answer by e-mail to who called; the address is in the mail that waits and nowhere else."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from agenda.calls.actions import claim_sending
from agenda.places.vocabulary import SERVICES
from branding.models import Brand
from cms.foundation.digits import whole_number
from cms.reception.answer import Sheet, answer_sheet
from cms.reception.forms import SendForm
from cms.reception.mails import may_send, send_answer
from cms.reception.permissions import for_reception
from cms.reception.views import answer_url
from cms.territories.models import Commune


@sensitive_post_parameters("address")
@require_POST
@for_reception
def send(request: HttpRequest) -> HttpResponse:
    """Queue one mail with the answer as it is now, and go back to the answer."""
    commune = get_object_or_404(Commune, pk=request.POST.get("commune", ""))
    need = request.POST.get("besoin", "")
    need = need if need in SERVICES else ""
    number = whole_number(request.POST.get("number"))
    form = SendForm(request.POST)
    if not form.is_valid() or number is None:
        messages.error(request, _("This is no e-mail address: ask for it again, letter by letter."))
    elif not may_send(request.user):  # type: ignore[arg-type]
        messages.error(request, _("Too many mails in one hour: print the answer, or read it again."))
    else:
        now = timezone.now()
        sheet = answer_sheet(commune=commune, need=need, now=now, brand=Brand.load(request))
        if _send(sheet, form.cleaned_data["address"], number, now):
            messages.success(request, _("The mail is on its way. The address is deleted as soon as it is sent."))
        else:
            messages.success(request, _("This answer was sent to this address already: one mail, not two."))
    return redirect(answer_url(commune, need))


@transaction.atomic
def _send(sheet: Sheet, address: str, number: int, now: datetime) -> bool:
    """Queue the mail and return True; False when this screen has sent to this address: the button pressed twice."""
    first = claim_sending(number=number, address=address, now=now)
    if first:
        send_answer(sheet=sheet, address=address)
    return first
