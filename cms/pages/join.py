"""The public page on which somebody asks to write for a structure; it tells nobody who writes there already."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.desk.people_mails import tell_who_decides
from cms.foundation.digits import LARGEST_ID
from cms.foundation.networks import network_of
from cms.foundation.throttle import take_turn
from cms.structures.joining import ask_to_join_structure
from cms.structures.models import StructurePage
from cms.structures.queries import role_in
from cms.structures.spaces import SpaceArchived

# A network may hold a whole town hall; and a structure is not asked by dozens a day.
ASKED_BY_NETWORK, ASKED_OF_STRUCTURE = 10, 20
HOUR, DAY = 3600, 86_400
ACCOUNT_FIELDS = ("email", "first_name", "last_name")


class JoinForm(forms.Form):
    """Who asks; who is signed in is known already."""

    first_name = forms.CharField(
        label=gettext_lazy("Your first name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=gettext_lazy("Your last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("The answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = forms.CharField(
        label=gettext_lazy("What do you do there?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One sentence, for the person who answers."),
    )
    # People fill it only when they cannot see it; programs always do.
    confirm_website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Leave out what the account says already."""
        super().__init__(*args, **kwargs)
        self.user = user if user.is_authenticated and not user.is_shared_mailbox else None
        if self.user:
            for name in ACCOUNT_FIELDS:
                if getattr(self.user, name):
                    del self.fields[name]

    def asker(self) -> dict[str, str]:
        """Return who asks: the account of who is signed in, else what was typed."""
        typed = {name: self.cleaned_data.get(name, "") for name in ACCOUNT_FIELDS}
        return {name: value or getattr(self.user, name, "") for name, value in typed.items()}


def _structure(pk: int) -> StructurePage:
    """Return a structure that can be asked to join.

    Raises:
        Http404: it is not public, or nobody writes for it.
    """
    found = (
        StructurePage.objects.live().public().filter(pk=min(pk, LARGEST_ID), is_register=False, space__archived_at=None)
    )
    structure: StructurePage | None = found.filter(space__isnull=False).first()
    if structure is None:
        raise Http404
    return structure


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join_structure(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask who wants to write for the structure and why; say the same to everybody who sends it."""
    structure = _structure(pk)
    if role_in(request.user, structure):
        return redirect(f"{reverse('desk:home')}?structure={structure.pk}")
    form = JoinForm(request.POST if request.method == "POST" else None, user=request.user)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _asked(request, structure, form):
            return redirect("pages:joined_structure", pk=structure.pk)
        status = 422
    return render(request, "pages/join.html", {"structure": structure, "form": form}, status=status)


def _asked(request: HttpRequest, structure: StructurePage, form: JoinForm) -> bool:
    """Keep the request and tell who decides; a program that filled the hidden field sees the same as a person."""
    if form.cleaned_data["confirm_website"]:
        return True
    now = timezone.now()
    turns = (
        (f"join-from:{network_of(request)}", ASKED_BY_NETWORK, HOUR),
        (f"join-to:{structure.pk}", ASKED_OF_STRUCTURE, DAY),
    )
    if not all(take_turn(key=key, limit=limit, seconds=seconds, now=now) for key, limit, seconds in turns):
        form.add_error(
            None, _("Too many requests arrive at the moment. Nothing is lost: send it again in an hour, or call us.")
        )
        return False
    by: Any = request.user if request.user.is_authenticated else None
    try:
        with transaction.atomic():
            asked = ask_to_join_structure(
                structure=structure, now=now, message=form.cleaned_data["message"], by=by, **form.asker()
            )
            if asked is not None:
                tell_who_decides(request=asked, now=now)
    except SpaceArchived as archived:
        raise Http404 from archived
    return True


@require_safe
@never_cache
def joined_structure(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what happens next."""
    return render(request, "pages/joined.html", {"structure": _structure(pk)})
