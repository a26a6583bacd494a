"""The team's answers to "je propose de la médiation": a space, a place, or a kind no, in one click each."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from agenda.places.actions import NoRegister
from agenda.places.models import PlacePage
from agenda.places.proposed import accept_as_place
from branding.models import Brand
from cms.structures.actions import SpaceExists
from cms.structures.invitations import send_invitation
from cms.structures.people import Proposal
from cms.structures.proposals import (
    ProposalDecided,
    accept_as_structure,
    refuse_proposal,
    structures_like,
    waiting_proposals,
)
from cms.team.guards import for_team

A_PAGE = 20


class RefusalForm(forms.Form):
    """Why not, in a sentence that the person reads."""

    sentence = forms.CharField(
        label=gettext_lazy("What do you answer?"), max_length=800, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_safe
@for_team
def listing(request: HttpRequest) -> HttpResponse:
    """List what waits for an answer, each with the three answers."""
    page = Paginator(waiting_proposals(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "team/proposals.html", {"page": page})


@require_POST
@for_team
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a structure's space or a place of the register, as the button says, and tell who proposed it."""
    proposal = get_object_or_404(Proposal, pk=pk)
    as_place = request.POST.get("as") == "place"
    try:
        (_place if as_place else _structure)(request, proposal)
    except ProposalDecided:
        messages.warning(request, _("Nothing was changed: somebody of the team has already answered."))
    except SpaceExists:
        like = ", ".join(structure.title for structure in structures_like(proposal.name))
        messages.error(
            request,
            _("A structure of that name has its space already (%(like)s): add the person there, or answer no.")
            % {"like": like or proposal.name},
        )
    except NoRegister:
        messages.error(request, _("There is no register to put the place in."))
    return redirect("team:proposals")


@transaction.atomic
def _structure(request: HttpRequest, proposal: Proposal) -> None:
    structure, user = accept_as_structure(proposal=proposal, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    send_invitation(user=user, structure=structure)
    messages.success(request, _("The space “%(name)s” is open, and the person is invited.") % {"name": structure.title})


@transaction.atomic
def _place(request: HttpRequest, proposal: Proposal) -> None:
    place = accept_as_place(proposal=proposal, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    address = f"{settings.PUBLIC_URL}{PlacePage.objects.get(pk=place.pk).permanent_path}"
    _tell(proposal, "proposal_place", {"address": address})
    messages.success(request, _("The place “%(name)s” is in the register.") % {"name": place.title})


@require_POST
@for_team
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, with a sentence."""
    proposal = get_object_or_404(Proposal, pk=pk)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        page = Paginator(waiting_proposals(), A_PAGE).get_page(1)
        return render(request, "team/proposals.html", {"page": page, "refusing": pk, "form": form}, status=422)
    try:
        with transaction.atomic():
            refuse_proposal(proposal=proposal, by=request.user, now=timezone.now())  # type: ignore[arg-type]
            _tell(proposal, "proposal_refused", {"sentence": form.cleaned_data["sentence"]})
    except ProposalDecided:
        messages.warning(request, _("Nothing was changed: somebody of the team has already answered."))
    else:
        messages.success(request, _("Answered."))
    return redirect("team:proposals")


def _tell(proposal: Proposal, name: str, context: dict[str, Any]) -> None:
    context |= {"proposal": proposal, "brand": Brand.load()}
    subject = render_to_string(f"team/mail/{name}_subject.txt", context)
    EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string(f"team/mail/{name}.txt", context),
        to=[proposal.email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
