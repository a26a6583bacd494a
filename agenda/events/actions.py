"""Gives and undoes notices; copies an event to new dates."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from agenda.events.clock import to_instant
from agenda.events.models import CALLED_OFF, EventPage, Notice, NoticeKind
from agenda.events.schedule import Schedule, ScheduleError
from agenda.events.signals import notice_changed
from cms.accounts.models import User


class NoticeRefused(ValueError):
    """The notice makes no sense; the message is for the person who gave it."""


@transaction.atomic
def give_notice(
    *,
    event: EventPage,
    kind: str,
    by: User | None,
    now: datetime,
    original_start: datetime | None = None,
    new_start: datetime | None = None,
    new_end: datetime | None = None,
    sentence: str = "",
) -> Notice:
    """Record what changed about a published event; it shows at once, without moderation.

    Without `original_start` the notice is about the whole event; where the event has one sitting only, about that one.
    STOPPED is about `original_start` and all sittings after it. "Full" is about all sittings of a cycle, for which
    people register once.
    What already stands as the last word about the same sitting is returned and not said again. A cancellation or a
    postponement of the same sitting that the new notice contradicts ends with it (`NoticeQuerySet.ended_by`).

    Raises:
        NoticeRefused: the event is not public, has no sitting at `original_start`, or the new hour cannot be; the whole
            event is called off, or its series was stopped, and the notice is about a sitting of it; a series is stopped
            without saying from which sitting on.
    """
    original_start = _meant(event, kind, original_start)
    _refuse_senseless(kind, original_start, new_start, new_end, sentence)
    # Two taps on the same button say one thing: what already stands as the last word is not said again.
    EventPage.objects.select_for_update().filter(pk=event.pk).first()
    last = event.notices.standing().filter(original_start=original_start).last()
    said = (kind, new_start, new_end, sentence)
    if last and (last.kind, last.new_start, last.new_end, last.sentence) == said:
        return last
    if original_start is not None and kind != NoticeKind.SENTENCE:
        _refuse_within_called_off(event, kind, original_start)
    event.notices.ended_by(kind=kind, original_start=original_start).update(undone_at=now)
    notice = Notice.objects.create(
        event=event,
        kind=kind,
        original_start=original_start,
        new_start=new_start,
        new_end=new_end,
        sentence=sentence,
        author=by,
        at=now,
    )
    log(instance=event, action="agenda.give_notice", user=by, data={"notice": str(notice.get_kind_display())})
    notice_changed.send(sender=Notice, notice=notice, now=now, by=by)
    return notice


def _meant(event: EventPage, kind: str, original_start: datetime | None) -> datetime | None:
    """Return which sitting a notice is about, None for the whole event."""
    if not event.live:
        raise NoticeRefused(_("This event is not published: change it directly."))
    starts = _starts(event)
    if event.is_cycle and kind == NoticeKind.FULL:
        original_start = None
    if original_start is None and len(starts) == 1 and kind != NoticeKind.SENTENCE:
        (original_start,) = starts
    if original_start is not None and original_start not in starts:
        raise NoticeRefused(_("This event has no sitting on that date."))
    return original_start


def _refuse_senseless(
    kind: str,
    original_start: datetime | None,
    new_start: datetime | None,
    new_end: datetime | None,
    sentence: str,
) -> None:
    if kind == NoticeKind.MOVED and (not new_start or not new_end or original_start is None):
        raise NoticeRefused(_("Give the new day and hours."))
    if kind == NoticeKind.STOPPED and original_start is None:
        raise NoticeRefused(_("Say from which date on the series stops."))
    if new_start and new_end and new_end <= new_start:
        raise NoticeRefused(_("The end comes before the start."))
    if kind == NoticeKind.SENTENCE and not sentence:
        raise NoticeRefused(_("Write the sentence that people should read."))


def _refuse_within_called_off(event: EventPage, kind: str, original_start: datetime) -> None:
    """Refuse to contradict, for one sitting, what calls off the whole event or all that follows a date."""
    whole = event.notices.standing().filter(original_start=None).exclude(kind=NoticeKind.SENTENCE).last()
    if whole and whole.kind in CALLED_OFF and whole.kind != kind:
        raise NoticeRefused(_("All dates are announced as called off: take that notice back first."))
    if event.notices.stops(original_start).exists():
        raise NoticeRefused(_("The series is announced as stopped before that date: take that notice back first."))


def _starts(event: EventPage) -> set[datetime]:
    try:
        return {to_instant(slot.start) for slot in event.parsed_schedule.occurrences()}
    except ScheduleError:
        return set()


@transaction.atomic
def undo_notice(*, notice: Notice, by: User | None, now: datetime) -> None:
    """Take a notice back; the public sees the event as before."""
    if notice.undone_at:
        return
    notice.undone_at = now
    notice.save(update_fields=["undone_at"])
    log(instance=notice.event.specific, action="agenda.undo_notice", user=by)
    notice_changed.send(sender=Notice, notice=notice, now=now, by=by)


@transaction.atomic
def copy_event(*, event: EventPage, schedule: Schedule, by: User | None) -> EventPage:
    """Return a draft copy beside the event, at other dates; it says what the public reads, not what was begun since."""
    copy = event.copy(keep_live=False, copy_revisions=False, user=by, update_attrs={"slug": _free_slug(event)})
    draft = EventPage.objects.get(pk=copy.pk)
    draft.draft_title = draft.title
    draft.schedule = schedule.to_json()
    draft.newsletter_proposed, draft.newsletter_sentence = False, ""
    draft.save(clean=False)  # an incomplete draft may be copied too
    draft.save_revision(user=by, clean=False)
    return draft


def _free_slug(event: EventPage) -> str:
    taken = set(event.get_siblings().values_list("slug", flat=True))
    return next(slug for n in range(2, 10_000) if (slug := f"{event.slug[:240]}-{n}") not in taken)
