"""Organising together at the desk: ask to join somebody's event, decide, leave, and see what stands where."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from agenda.catalogue.models import Entry
from agenda.events.coorganisers import CoOrganiser, CoOrganiserState
from agenda.events.coorganising import (
    DecisionRefused,
    JoinRefused,
    ask_to_join,
    decide,
    leave,
    may_decide,
    may_end,
    may_read,
)
from agenda.events.models import EventPage
from cms.desk.permissions import chosen_structure
from cms.desk.said_form import SaidForm
from cms.signin.decorators import desk_required
from cms.structures.models import StructurePage
from cms.structures.people import ADMIN_ROLES, Membership
from cms.structures.queries import role_in, structures_of

LISTED = 50


class JoinForm(SaidForm, forms.Form):
    """For which structure, and a word to the organiser."""

    labels: ClassVar[dict[str, Any]] = {
        "structure": gettext_lazy("For which structure?"),
        "message": gettext_lazy("A word to who organises"),
    }
    helps: ClassVar[dict[str, Any]] = {
        "message": gettext_lazy("For example: “We are the ones who lead the workshop at yours.”"),
    }
    missing: ClassVar[dict[str, Any]] = {"structure": gettext_lazy("Choose for which structure.")}

    structure = forms.ChoiceField(label=gettext_lazy("structure"), widget=forms.RadioSelect)
    message = forms.CharField(
        label=gettext_lazy("message"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, structures: list[StructurePage], **kwargs: Any) -> None:
        """Offer the person's own structures; a single one is not asked."""
        super().__init__(*args, **kwargs)
        self.by_key = {str(structure.pk): structure for structure in structures}
        field = self.fields["structure"]
        field.choices = [(key, structure.title) for key, structure in self.by_key.items()]  # type: ignore[attr-defined]
        if len(structures) == 1:
            field.initial, field.widget = structures[0].pk, forms.HiddenInput()


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def join(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask to be shown as co-organiser of another structure's published event."""
    event = EventPage.objects.published().filter(pk=page_id).first()
    own = structures_of(request.user)
    if event is None or not own:
        raise Http404
    structures = [structure for structure in own if not event.path.startswith(structure.path)]
    if not structures:
        raise Http404  # it is the person's own
    form = JoinForm(request.POST or None, structures=structures)
    if request.method == "POST" and form.is_valid():
        structure = form.by_key[form.cleaned_data["structure"]]
        try:
            ask_to_join(
                event=event,
                structure=structure,
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
                message=form.cleaned_data["message"].strip(),
            )
        except JoinRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked: the organiser reads it now, and you get the answer by e-mail."))
            return redirect(f"{reverse('desk:coorganisers')}?structure={structure.pk}")
    context = {"event": event, "owner": event.structure, "entry": _entry(event), "form": form, "structures": structures}
    return render(request, "desk/join_event.html", context, status=422 if form.errors else 200)


def _entry(event: EventPage) -> Entry | None:
    return Entry.objects.public().filter(page=event).without_ical().first()


@require_safe
@desk_required
def coorganisers(request: HttpRequest) -> HttpResponse:
    """List what a structure organises with others: to decide, asked, shown."""
    structures = structures_of(request.user)
    if not structures:
        return redirect("desk:home")
    structure = chosen_structure(structures, request.GET.get("structure", ""))
    rows = CoOrganiser.objects.select_related("event", "structure", "asked_by").order_by("-asked_at", "-pk")
    ours = rows.filter(event__path__startswith=structure.path, event__depth=structure.depth + 1)
    theirs = rows.filter(structure=structure).exclude(state=CoOrganiserState.LEFT)[:LISTED]
    context = {
        "structure": structure,
        "structures": structures,
        "waiting": list(ours.filter(state=CoOrganiserState.ASKED)[:LISTED]),
        "beside": list(ours.filter(state=CoOrganiserState.ACCEPTED)[:LISTED]),
        "joined": _with_owners(list(theirs)),
        "decides": role_in(request.user, structure) in ADMIN_ROLES,
    }
    return render(request, "desk/coorganisers.html", context)


def _with_owners(rows: list[CoOrganiser]) -> list[tuple[CoOrganiser, str]]:
    """Return each row with the name of the event's owner. One query."""
    paths = {row.event.path[: -Page.steplen] for row in rows}
    names = dict(StructurePage.objects.filter(path__in=paths).values_list("path", "title"))
    return [(row, names.get(row.event.path[: -Page.steplen], "")) for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def coorganiser(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show one request; its owner's editors and who moderates answer, each side may end it, its people may read it."""
    row = CoOrganiser.objects.select_related("event", "structure", "asked_by").filter(pk=request_id).first()
    user: Any = request.user
    if row is None or not may_read(user, row):
        raise Http404
    if request.method == "POST":
        _act(request, row, request.POST.get("reponse", ""))
        return redirect("desk:coorganiser", request_id=row.pk)
    context = {
        "row": row,
        "event": row.event,
        "owner": row.event.structure,
        "entry": _entry(row.event),
        "decides": row.state == CoOrganiserState.ASKED and may_decide(user, row),
        "ends": row.state in {CoOrganiserState.ASKED, CoOrganiserState.ACCEPTED} and may_end(user, row),
        "asks": row.state == CoOrganiserState.ASKED and role_in(user, row.structure) is not None,
        "answering": _who_answers(row),
    }
    return render(request, "desk/coorganiser.html", context)


def _who_answers(row: CoOrganiser) -> list[str]:
    """Return the names of who may answer for the owner, referents first, three at most; empty: the team does."""
    if row.state != CoOrganiserState.ASKED:
        return []
    found = Membership.objects.filter(structure=row.event.structure, role__in=ADMIN_ROLES, user__is_active=True)
    people = [member.user for member in found.select_related("user").order_by("-role", "pk")[:3]]
    return [person.get_full_name() or person.get_username() for person in people]


def _act(request: HttpRequest, row: CoOrganiser, answer: str) -> None:
    user: Any = request.user
    now = timezone.now()
    try:
        if answer in {"oui", "non"}:
            decide(request=row, accept=answer == "oui", by=user, now=now)
        elif answer == "quitter":
            leave(request=row, by=user, now=now)
        else:
            return
    except DecisionRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Done: both structures are told by e-mail."))
