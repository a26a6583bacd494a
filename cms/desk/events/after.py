"""What follows an event's form: what was sent and when it is answered, taking back, deleting a draft, a kept file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda.events.coorganising import events_at_same_place_and_hour
from agenda.events.models import Location
from cms.desk.addresses import feeds_of, public_address
from cms.desk.events.opening import structure_of_event
from cms.desk.events.saving import in_their_hands
from cms.desk.events.uploads import kept_file
from cms.desk.once import FormOnce
from cms.desk.permissions import own_event
from cms.desk.submitting import NotSubmittable, delete_draft, take_back
from cms.moderation.deadlines import answer_due
from cms.moderation.queries import open_decision
from cms.signin.decorators import desk_required
from cms.signin.writers import written_by

# Of one event within the days that sent forms are remembered.
MOST_DONE = 50


@require_safe
@desk_required
def sent(request: HttpRequest, page_id: int) -> HttpResponse:
    """Tell what becomes of what was sent, where it will be shown, and who does the same at the same hour."""
    page = own_event(request.user, page_id)
    structure = structure_of_event(page)
    draft = page.get_latest_revision_as_object()
    decision = open_decision(page)
    # The forms that led here: what the browser kept of them is done with, what it keeps of others stays.
    done = FormOnce.objects.filter(user=request.user, result=request.path).order_by("-sent_at")  # type: ignore[misc]
    place = draft.place if draft.location == Location.PLACE else None
    commune = draft.address_commune if draft.location == Location.ADDRESS else None
    context = {
        "page": page,
        "draft": draft,
        "structure": structure,
        "done": [str(key) for key in done.values_list("key", flat=True)[:MOST_DONE]],
        "due": answer_due(decision.started_at) if decision else None,
        "public": page.live and not page.has_unpublished_changes,
        "address": public_address(page) if page.live else "",
        "feeds": feeds_of(structure),
        "others": events_at_same_place_and_hour(place=place, commune=commune, schedule=draft.schedule, excluding=page),
    }
    return render(request, "desk/event_sent.html", context)


@require_safe
@desk_required
def copy(request: HttpRequest, page_id: int) -> HttpResponse:
    """Lead an address of old mails and bookmarks to the form that starts from last time's event."""
    page = own_event(request.user, page_id)
    return redirect(f"{reverse('desk:add_event')}?comme={page.pk}")


@require_POST
@desk_required
def reopen(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take an event out of the team's hands and open it to be corrected."""
    page = own_event(request.user, page_id)
    structure_of_event(page)
    user: Any = request.user
    try:
        if take_back(page=page, by=user, now=timezone.now(), written_by=written_by(request)):
            messages.success(request, _("Taken back: correct it, then send it again."))
    except NotSubmittable as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:edit_event", page_id=page.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def delete(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask, then delete a draft that was never published."""
    page = own_event(request.user, page_id)
    structure = structure_of_event(page)
    if page.live or page.first_published_at:
        raise Http404
    user: Any = request.user
    title = page.draft_title or page.title
    if request.method == "POST":
        try:
            delete_draft(page=page, by=user, now=timezone.now(), written_by=written_by(request))
        except NotSubmittable as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:edit_event", page_id=page.pk)
        messages.success(request, _("“%(title)s” is deleted.") % {"title": title})
        return redirect(f"{reverse('desk:home')}?structure={structure.pk}")
    context = {"page": page, "title": title, "structure": structure, "waits": in_their_hands(page)}
    return render(request, "desk/event_delete.html", context)


@require_safe
@desk_required
def kept(request: HttpRequest, token: str) -> HttpResponse:
    """Show a file that its sender sent with a form not finished yet; it is nobody else's to see."""
    user: Any = request.user
    found = kept_file(user=user, token=token)
    if found is None or not found.file.storage.exists(str(found.file.name)):
        raise Http404
    kind = "application/pdf" if found.is_pdf else "image/png" if found.name.endswith(".png") else "image/jpeg"
    with found.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type=kind)
    response["Content-Disposition"] = "inline"
    return response
