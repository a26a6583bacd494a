"""What the screens of the event form hold: the form, its preview, two versions, a page in other hands."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail.models import Revision, WorkflowState

from agenda.events.models import EventPage
from cms.desk.events.form import EventForm
from cms.desk.events.opening import Opened
from cms.desk.events.preview import preview_context
from cms.desk.events.saving import Sent, in_their_hands
from cms.desk.events.versions import compare
from cms.desk.once import KEY, key_or_new
from cms.foundation.digits import whole_number
from cms.moderation.queries import open_decision
from cms.structures.people import ADMIN_ROLES
from cms.structures.queries import is_team, role_in
from cms.team.facts import facts_of

# Never carried along in hidden fields: made anew, or what the buttons say.
OWN = frozenset({"csrfmiddlewaretoken", "action", "seen", "kept", KEY, "take_back", "drop_kept"})


def form_page(
    request: HttpRequest, opened: Opened, form: EventForm, *, sent: Sent | None, in_hands: bool = False
) -> HttpResponse:
    """Answer the form, with what stands in the way; 422 when something typed must be corrected."""
    wrong = form.is_bound and bool(form.errors)
    form.mark_needed()
    context = _shared(request, opened, sent) | {
        "form": form,
        "in_hands": in_hands,
        "has_image": bool(opened.draft.image_id) if opened.page or opened.source else False,
        "has_poster": bool(opened.draft.poster_id),
        "where_groups": _where_groups(form),
    }
    return render(request, "desk/event_form.html", context, status=422 if wrong else 409 if in_hands else 200)


def _where_groups(form: EventForm) -> dict[str, Any]:
    """Return the radio buttons of "where" in the order of the page: the places, then address and remote."""
    buttons = list(form["where"])
    return {"places": buttons[:-2], "address": buttons[-2], "remote": buttons[-1]}


def _shared(request: HttpRequest, opened: Opened, sent: Sent | None) -> dict[str, Any]:
    posted = request.POST
    return {
        "structure": opened.structure,
        "structures": opened.structures,
        "page": opened.page,
        "source": opened.source,
        "draft": opened.draft,
        "seen": posted.get("seen", opened.seen or "") if request.method == "POST" else opened.seen or "",
        "once_key": key_or_new(posted.get(KEY)),
        "sent": sent,
        "trusted": opened.structure.space.is_trusted,
        "editor_url": _editor_url(request, opened),
        "reason": _reason(opened.page),
    }


def _reason(page: EventPage | None) -> str:
    """Return what the team asked when it sent the page back, if it stands so."""
    state = page.current_workflow_state if page else None
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES or state.current_task_state is None:
        return ""
    return str(state.current_task_state.comment)


def _editor_url(request: HttpRequest, opened: Opened) -> str:
    """Return the address of Wagtail's editor for who may use it: editors, referents, the team."""
    if opened.page is None:
        return ""
    if role_in(request.user, opened.structure) not in ADMIN_ROLES and not is_team(request.user):
        return ""
    return reverse("wagtailadmin_pages:edit", args=[opened.page.pk])


def _hidden(request: HttpRequest, *, without: str = "") -> list[tuple[str, str]]:
    """Return everything typed, to be carried through a page that is not the form."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in OWN and not (without and name.startswith(without))
        for value in values
    ]


def preview_page(
    request: HttpRequest, opened: Opened, mine: EventPage, form: EventForm, *, sent: Sent | None, now: datetime
) -> HttpResponse:
    """Answer the event as the public will read it; everything typed goes along in hidden fields."""
    picture, poster = "", mine.poster.filename if mine.poster else ""
    if sent and sent.as_poster:
        poster = sent.kept.name
    elif sent:
        picture = reverse("desk:kept_file", args=[sent.kept.token])
    context = preview_context(page=mine, structure=opened.structure, request=request, now=now, picture=picture)
    shared = _shared(request, opened, sent) | {"hidden": _hidden(request), "form": form, "page": mine, "poster": poster}
    return render(request, "desk/event_preview.html", shared | context)


def conflict_page(
    request: HttpRequest, opened: Opened, mine: EventPage, latest: Revision, *, sent: Sent | None
) -> HttpResponse:
    """Tell the second of two people who changed what; nothing of either is lost."""
    theirs: EventPage = latest.as_object()
    base = _seen(request, opened, latest)
    if sent is None and not request.POST.get("remove_image"):
        # The form holds no picture of its own: what was seen stands for it.
        mine.image_id, mine.poster_id = base.image_id, base.poster_id
    context = _shared(request, opened, sent) | {
        "hidden": _hidden(request, without="pick-"),
        "comparison": compare(base=base, mine=mine, theirs=theirs),
        "latest": latest,
        "seen": latest.pk,
        "sends": request.POST.get("action", "send") == "send",
    }
    return render(request, "desk/event_conflict.html", context, status=409)


def _seen(request: HttpRequest, opened: Opened, latest: Revision) -> EventPage:
    """Return the version that the form was made of; one that is gone counts as theirs."""
    number, found = whole_number(request.POST.get("seen")), None
    if opened.page is not None and number is not None:
        found = Revision.objects.for_instance(opened.page).filter(pk=number).first()
    seen: EventPage = (found or latest).as_object()
    return seen


def waiting(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    """Return what is shown of a page that the team has in hand, or has locked."""
    page = opened.page
    assert page is not None  # noqa: S101 - only an existing page is in somebody's hands
    decision = open_decision(page)
    scheduled = Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False).first()
    return _shared(request, opened, None) | {
        "sent_at": decision.started_at if decision else None,
        "goes_live_at": scheduled.approved_go_live_at if scheduled else None,
        "locked": page.locked,
        "can_take_back": not page.locked and in_their_hands(page),
        "facts": facts_of(opened.draft),
    }
