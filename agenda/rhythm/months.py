"""Once a month each structure is asked "la même chose le mois prochain ?", and answers once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from wagtail.log_actions import log

from agenda.catalogue.models import Entry, EntryQuerySet, EntryStatus, Occurrence
from agenda.events.clock import to_instant
from agenda.events.models import EventPage
from agenda.events.schedule import ScheduleError, parse_schedule
from agenda.places.closures import closure_in_french, standing_closures
from agenda.places.models import PlacePage
from agenda.rhythm.models import MonthAnswer, MonthOptOut, MonthQuestion
from agenda.rhythm.next_month import ProposedEvent, month_after, month_before, propose
from agenda.rhythm.signals import month_asked
from cms.accounts.models import User
from cms.foundation.holidays import is_working_day
from cms.structures.models import StructurePage

# Asked early enough for the team to read the answers, late enough to know the month.
FIRST_DAY = 20
# Structures asked by one run of the task: what is beyond is asked by the next one, ten minutes later.
A_RUN = 100
# Events proposed to one structure.
MOST_EVENTS = 40
_SALT = "agenda.rhythm.month"


class DeadLink(ValueError):
    """The link of a mail is none, its month is over, or its structure has gone."""


class AlreadyAnswered(Exception):
    """The question was answered; it stands in `question`."""

    def __init__(self, question: MonthQuestion) -> None:
        """Keep the question as it stands."""
        super().__init__("answered already")
        self.question = question


def _entries_of(structure: StructurePage, month: date) -> EntryQuerySet:
    """Return the structure's own public entries with a sitting in the month, those called off whole left out."""
    start, end = (to_instant(datetime.combine(day, datetime.min.time())) for day in (month, month_after(month)))
    held = Occurrence.objects.filter(entry=OuterRef("pk"), starts_at__gte=start, starts_at__lt=end)
    return (
        Entry.objects.public()
        .filter(Exists(held), structure=structure, page__isnull=False, status=EntryStatus.SCHEDULED)
        .order_by("starts_at", "pk")
    )


def proposed_events(structure: StructurePage, month: date) -> list[ProposedEvent]:
    """Return what the structure would hold in `month` (its first day) as it did in the month before.

    Its own events only, at most forty, by their first date; what has its dates in `month` already is left out, and
    says so. Four queries.
    """
    present = _titles_in(structure, month)
    ids = [entry.page_id for entry in _entries_of(structure, month_before(month)).only("page_id")[:MOST_EVENTS]]
    pages = EventPage.objects.filter(pk__in=ids).prefetch_related("place__closures")
    found = []
    for page in pages:
        try:
            schedule = page.parsed_schedule
        except ScheduleError:
            continue
        closed = _closed_at(page.place)
        proposed = propose(event_id=page.pk, title=page.title, schedule=schedule, month=month, closed=closed)
        if proposed and page.title.casefold() in present:
            proposed = replace(proposed, slots=(), left_out=("déjà annoncé ou commencé pour ce mois",))
        if proposed:
            found.append(proposed)
    return sorted(found, key=lambda one: (not one.starts, one.starts[:1], one.event_id))


def _titles_in(structure: StructurePage, month: date) -> set[str]:
    """Return the titles, in small letters, of the structure's pages that already have a date in the month.

    Public, waiting or begun: the partner has thought of these. Five hundred pages at most, those changed last.
    """
    pages = EventPage.objects.child_of(structure).select_related("latest_revision")
    recent = pages.filter(latest_revision_created_at__isnull=False).order_by("-latest_revision_created_at")[:500]
    begins = f"{month:%Y-%m}"
    found = set()
    for page in recent:
        content = page.latest_revision.content if page.latest_revision else {}
        for title, schedule in ((page.title, page.schedule), (str(content.get("title", "")), content.get("schedule"))):
            try:
                slots = parse_schedule(schedule).occurrences()
            except ScheduleError:
                continue
            if any(f"{slot.start:%Y-%m}" == begins for slot in slots):
                found.add(title.casefold())
    return found


def _closed_at(place: PlacePage | None) -> Callable[[date], str]:
    closures = standing_closures(place) if place else []

    def reason(day: date) -> str:
        shut = next((one for one in closures if one.start_date <= day <= one.end_date), None)
        return f"le lieu est fermé {closure_in_french(shut, day)}" if shut else ""

    return reason


def structures_to_ask(now: datetime) -> list[StructurePage]:
    """Return the structures with events this month that were not asked about the next one, a hundred at most."""
    today = timezone.localdate(now)
    month = month_after(today)
    start, end = (to_instant(datetime.combine(day, datetime.min.time())) for day in (today.replace(day=1), month))
    held = Occurrence.objects.filter(
        entry__structure=OuterRef("pk"), entry__state="public", starts_at__gte=start, starts_at__lt=end
    )
    asked = MonthQuestion.objects.filter(structure=OuterRef("pk"), month=month)
    return list(
        StructurePage.objects.live()
        .filter(Exists(held), ~Exists(asked), space__archived_at=None, space__isnull=False)
        .exclude(pk__in=MonthOptOut.objects.values("structure"))
        .order_by("pk")[:A_RUN]
    )


def ask_month(*, now: datetime) -> list[MonthQuestion]:
    """Ask the structures about the next month, on working days from the 20th on; return the questions asked.

    The row is the claim: two workers, or two runs of a day, ask once. A structure that would be proposed nothing is
    noted as asked and gets no mail.
    """
    today = timezone.localdate(now)
    if today.day < FIRST_DAY or not is_working_day(today):
        return []
    return [asked for structure in structures_to_ask(now) if (asked := _ask(structure, now))]


def _ask(structure: StructurePage, now: datetime) -> MonthQuestion | None:
    month = month_after(timezone.localdate(now))
    try:
        with transaction.atomic():
            question = MonthQuestion.objects.create(structure=structure, month=month, asked_at=now)
            proposed = proposed_events(structure, month)
            if not any(one.slots for one in proposed):
                MonthQuestion.objects.filter(pk=question.pk).update(answer=MonthAnswer.NOTHING, answered_at=now)
                return None
            month_asked.send(sender=MonthQuestion, question=question, proposed=proposed, now=now)
            return question
    except IntegrityError:
        return None


@transaction.atomic
def answer_month(*, question: MonthQuestion, answer: str, by: User | None, now: datetime) -> MonthQuestion:
    """Note the answer, once; the caller does what it says in the same transaction.

    Raises:
        AlreadyAnswered: somebody of the structure was faster, or pressed twice.
    """
    row = MonthQuestion.objects.select_for_update().get(pk=question.pk)
    if row.answer:
        raise AlreadyAnswered(row)
    row.answer, row.answered_at, row.answered_by = MonthAnswer(answer), now, by
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    data = {"month": f"{row.month:%Y-%m}", "answer": str(row.answer)}
    log(instance=row.structure, action="agenda.answer_month", user=by, data=data)
    return row


@transaction.atomic
def stop_asking(*, structure: StructurePage, by: User | None, now: datetime) -> None:
    """Ask the structure no more; twice is once."""
    _row, made = MonthOptOut.objects.get_or_create(structure=structure, defaults={"since_at": now, "by": by})
    if made:
        log(instance=structure, action="agenda.stop_asking_month", user=by)


@transaction.atomic
def ask_again(*, structure: StructurePage, by: User | None, now: datetime) -> None:
    """Ask the structure every month as before."""
    if MonthOptOut.objects.filter(structure=structure).delete()[0]:
        log(instance=structure, action="agenda.ask_month_again", user=by)


def month_token(question: MonthQuestion, user: User | None) -> str:
    """Return what the mail to one person carries; without a person it is the structure's mailbox."""
    return signing.dumps([question.pk, user.pk if user else None], salt=_SALT)


def question_of_token(token: str, now: datetime) -> tuple[MonthQuestion, User | None]:
    """Return the question and who was written to.

    Raises:
        DeadLink: no such token, the month is over, the space is archived, or the person has left it.
    """
    try:
        question_id, user_id = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise DeadLink from error
    question = MonthQuestion.objects.select_related("structure__space").filter(pk=question_id).first()
    if question is None or question.structure.space.is_archived:
        raise DeadLink
    if month_after(question.month) <= timezone.localdate(now):
        raise DeadLink
    if user_id is None:
        return question, None
    members = User.objects.filter(is_active=True, memberships__structure=question.structure_id)
    user = members.filter(pk=user_id).first()
    if user is None:
        raise DeadLink
    return question, user


def open_question(structure: StructurePage, now: datetime) -> MonthQuestion | None:
    """Return the question about the coming month that the structure has not answered."""
    today = timezone.localdate(now)
    waiting = MonthQuestion.objects.filter(structure=structure, answer="", month__gte=today.replace(day=1))
    return waiting.order_by(F("month").desc()).first()
