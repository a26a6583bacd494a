"""The screens of the light event form: add, change, look at it as the public will, save, send, settle versions."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agenda.events.models import EventPage
from cms.desk.events import showing
from cms.desk.events.files import FileRefused, read_file
from cms.desk.events.form import EventForm
from cms.desk.events.opening import Opened, open_event
from cms.desk.events.saving import InTheirHands, Sent, SomebodyElse, in_their_hands, save_event, save_new_event
from cms.desk.events.uploads import forget_file, keep_file, kept_file
from cms.desk.events.versions import apply_values, take_over
from cms.desk.once import KEY, Before, SentMeanwhile, content_of, form_once, sent_before
from cms.desk.submitting import NotSubmittable, submit_page, take_back
from cms.foundation.digits import whole_number
from cms.signin.decorators import desk_required
from cms.signin.writers import written_by

SEND, SAVE, PREVIEW, SEARCH, EDIT, DATES = "send", "save", "preview", "search", "edit", "dates"
ACTIONS = frozenset({SEND, SAVE, PREVIEW, SEARCH, EDIT, DATES})
# These show the form again: nothing is written.
SHOW = frozenset({SEARCH, EDIT, DATES})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def event(request: HttpRequest, page_id: int | None = None) -> HttpResponse:
    """Show the form of a new event or of one of the structure's own, or do what its buttons say."""
    now = timezone.now()
    if request.method == "POST":
        return _posted(request, page_id, now)
    opened = open_event(request, page_id, now)
    if opened.page is not None and (opened.page.locked or in_their_hands(opened.page)):
        return render(request, "desk/event_waiting.html", showing.waiting(request, opened))
    form = EventForm(page=opened.draft, structure=opened.structure, has_picture=bool(opened.draft.image_id), now=now)
    return showing.form_page(request, opened, form, sent=None)


def _posted(request: HttpRequest, page_id: int | None, now: datetime) -> HttpResponse:
    before = sent_before(user=request.user, key=request.POST.get(KEY))  # type: ignore[arg-type]
    if before is not None:
        if before.content == content_of(request):
            return redirect(before.result)
        page_id = _goes_on(request, before, page_id)
    opened = open_event(request, page_id, now)
    action = request.POST.get("action", SEND)
    action = action if action in ACTIONS else SEND
    sent, problem = _file(request, now)
    picture = (sent is not None and not sent.as_poster) or bool(opened.draft.image_id)
    form = EventForm(
        request.POST,
        page=opened.draft,
        structure=opened.structure,
        strict=action in {SEND, DATES},
        has_picture=picture,
        now=now,
    )
    if action in SHOW:
        form.quiet(but="schedule" if action == DATES else "")
    if problem:
        form.add_error("upload", problem)
    if action in SHOW or not form.is_valid():
        return showing.form_page(request, opened, form, sent=sent)
    theirs = opened.page.get_latest_revision_as_object() if opened.page else None
    mine = _filled(opened.draft, form)
    if action == PREVIEW:
        return showing.preview_page(request, opened, mine, form, sent=sent, now=now)
    if theirs is not None:
        picked = [name.removeprefix("pick-") for name, said in request.POST.items() if said == "theirs"]
        take_over(mine=mine, theirs=theirs, groups=picked)
    return _write(request, opened, mine, form, sent=sent, before=before, now=now)


def _goes_on(request: HttpRequest, before: Before, page_id: int | None) -> int | None:
    """Return the page that a form sent again after "back" changes, and take what it wrote first for what was seen."""
    if before.page_id is None or page_id not in {None, before.page_id}:
        return page_id
    posted: Any = request.POST.copy()
    posted["seen"] = str(before.revision_id or "")
    request.POST = posted
    return before.page_id


def _filled(draft: EventPage, form: EventForm) -> EventPage:
    apply_values(draft, form.values())
    if form.cleaned_data.get("remove_image"):
        draft.image, draft.image_alt, draft.image_credit, draft.image_rights = None, "", "", False
    if form.cleaned_data.get("remove_poster"):
        draft.poster = None
    return draft


def _file(request: HttpRequest, now: datetime) -> tuple[Sent | None, str]:
    """Return the file that goes with the form (sent now, or kept from before), and why a new one was refused."""
    user: Any = request.user
    kept, problem = kept_file(user=user, token=request.POST.get("kept")), ""
    if kept and request.POST.get("drop_kept"):
        forget_file(kept=kept)
        kept = None
    upload = request.FILES.get("upload")
    if upload is not None and upload.file is not None:
        try:
            read = read_file(upload.file, name=upload.name or "", size=upload.size or 0)
        except FileRefused as refusal:
            problem = str(refusal)
        else:
            if kept:
                forget_file(kept=kept)
            kept = keep_file(user=user, read=read, now=now)
    if kept is None:
        return None, problem
    return Sent(kept, as_poster=kept.is_pdf or request.POST.get("upload_is") == "poster"), problem


def _write(
    request: HttpRequest,
    opened: Opened,
    mine: EventPage,
    form: EventForm,
    *,
    sent: Sent | None,
    before: Before | None,
    now: datetime,
) -> HttpResponse:
    """Save, and send if that was the button; whatever stands in the way is told with everything typed still there."""
    user: Any = request.user
    sends = form.strict
    try:
        key, content = request.POST.get(KEY), content_of(request)
        with form_once(user=user, key=key, content=content, before=before, now=now) as turn:
            if turn.result:
                return redirect(turn.result)
            page = _save(request, opened, mine, sent, now)
            if sends:
                submit_page(page=page, by=user, now=now, written_by=written_by(request))
            turn.wrote(page, reverse("desk:event_sent", args=[page.pk]))
    except SomebodyElse as other:
        return showing.conflict_page(request, opened, mine, other.latest, sent=sent)
    except InTheirHands:
        return showing.form_page(request, opened, form, sent=sent, in_hands=True)
    except (NotSubmittable, SentMeanwhile) as refusal:
        form.add_error(None, str(refusal))
        return showing.form_page(request, opened, form, sent=sent)
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return showing.form_page(request, opened, form, sent=sent)
    return redirect(turn.result)


def _save(request: HttpRequest, opened: Opened, mine: EventPage, sent: Sent | None, now: datetime) -> EventPage:
    user: Any = request.user
    if opened.page is None:
        return save_new_event(structure=opened.structure, draft=mine, sent=sent, by=user)
    if request.POST.get("take_back"):
        take_back(page=opened.page, by=user, now=now, written_by=written_by(request))
    revision = whole_number(request.POST.get("seen"))
    return save_event(page=opened.page, values=mine, seen=revision, sent=sent, by=user)
