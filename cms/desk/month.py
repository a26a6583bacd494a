"""La même chose le mois prochain ? – from the mail's link without signing in, and at the desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from agenda.events.actions import copy_event
from agenda.events.models import EventPage
from agenda.events.schedule import ScheduleError, parse_schedule
from agenda.rhythm.models import MonthAnswer, MonthQuestion
from agenda.rhythm.months import (
    AlreadyAnswered,
    DeadLink,
    answer_month,
    proposed_events,
    question_of_token,
    stop_asking,
)
from agenda.rhythm.next_month import ProposedEvent, parse_month
from cms.accounts.models import User
from cms.desk.permissions import chosen_structure
from cms.desk.submitting import NotSubmittable, Outcome, submit_page
from cms.foundation.digits import whole_number
from cms.moderation.deadlines import answer_due
from cms.signin.decorators import desk_required
from cms.signin.writers import written_by
from cms.structures.models import StructurePage
from cms.structures.queries import structures_of


@dataclass(frozen=True)
class Asked:
    """A question with who answers it and where."""

    question: MonthQuestion
    by: User | None
    writer: str = ""

    @property
    def structure(self) -> StructurePage:
        """The structure that is asked."""
        return self.question.structure


# The token in the address is the proof; whoever has it needs no cookie (mail programs' own browsers keep none).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would be held and take the answer; opening the link changes nothing."""
    try:
        question, user = question_of_token(token, timezone.now())
    except DeadLink:
        return render(request, "desk/month_dead.html", status=404)
    return _ask(request, Asked(question, user), public=True)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def month(request: HttpRequest, structure_id: int, month: str) -> HttpResponse:
    """Show the same question to somebody at the desk."""
    structure = chosen_structure(structures_of(request.user), str(structure_id))
    first = parse_month(month)
    question = MonthQuestion.objects.filter(structure=structure, month=first).first() if first else None
    if question is None:
        raise Http404
    asked = Asked(question, request.user, written_by(request))  # type: ignore[arg-type]
    return _ask(request, asked, public=False)


def _ask(request: HttpRequest, asked: Asked, *, public: bool) -> HttpResponse:
    now = timezone.now()
    # The same address for what follows the answer: a reload sends nothing twice.
    if request.method == "POST":
        _take(request, asked, now)
        return redirect(request.path)
    question = asked.question
    proposed = [] if question.answer else proposed_events(asked.structure, question.month)
    context = {
        "question": question,
        "structure": asked.structure,
        "proposed": [one for one in proposed if one.slots],
        "nowhere": [one for one in proposed if not one.slots],
        "public": public,
        "made": _made(question) if question.answer == MonthAnswer.YES else [],
        "due": answer_due(question.answered_at) if question.answered_at else None,
        "trusted": asked.structure.space.is_trusted,
        "again": proposed_events(asked.structure, question.month) if question.answer == MonthAnswer.CHANGED else [],
        "layout": "base.html" if public else "desk/base.html",
    }
    return render(request, "desk/month.html", context)


def _take(request: HttpRequest, asked: Asked, now: datetime) -> None:
    wanted = request.POST.get("reponse", "")
    if wanted == "ne-plus-demander":
        stop_asking(structure=asked.structure, by=asked.by, now=now)
        wanted = "rien"
    try:
        if wanted == "oui":
            chosen = {number for text in request.POST.getlist("evenement") if (number := whole_number(text))}
            for title in _hold(asked, chosen, now):
                words = _("“%(title)s” could not be taken over: open your space and add it there.")
                messages.warning(request, words % {"title": title})
        elif wanted in {"rien", "modifier"}:
            answer = MonthAnswer.NOTHING if wanted == "rien" else MonthAnswer.CHANGED
            answer_month(question=asked.question, answer=answer, by=asked.by, now=now)
    except AlreadyAnswered:
        return


@transaction.atomic
def _hold(asked: Asked, chosen: set[int], now: datetime) -> list[str]:
    """Make and send what was ticked; without a tick nothing is held, which is an answer too.

    Returns the titles of what could not be sent: one that fails takes none with it.
    """
    proposed = [one for one in proposed_events(asked.structure, asked.question.month) if one.slots]
    kept = [one for one in proposed if one.event_id in chosen]
    answer_month(question=asked.question, answer=MonthAnswer.YES if kept else MonthAnswer.NOTHING, by=asked.by, now=now)
    failed = []
    for one in kept:
        try:
            with transaction.atomic():
                _send(one, asked, now)
        except (NotSubmittable, ScheduleError, ValidationError):
            failed.append(one.title)
    return failed


def _send(one: ProposedEvent, asked: Asked, now: datetime) -> Outcome:
    event = EventPage.objects.get(pk=one.event_id)
    draft = copy_event(event=event, schedule=parse_schedule(one.schedule), by=asked.by)
    return submit_page(page=draft, by=asked.by, now=now, written_by=asked.writer)


def _made(question: MonthQuestion) -> list[EventPage]:
    """Return what the answer made: the structure's events made at that moment, forty at most."""
    made = EventPage.objects.child_of(question.structure).filter(latest_revision__created_at__gte=question.answered_at)
    starts = f"{question.month:%Y-%m}"
    return [page for page in made.order_by("pk")[:40] if _first_day(page).startswith(starts)]


def _first_day(page: EventPage) -> str:
    slots: Any = (page.schedule or {}).get("slots") or [{}]
    return str(slots[0].get("start", ""))
