"""The writes of the rota: weekly turns, absences with replacement, and the text of the answering machine."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from agenda.contacts.models import Absence, Line, MachineText, Shift
from cms.accounts.models import User

# What is said of who was away is of no use to anybody after a quarter.
KEEP_ABSENCES = timedelta(days=92)
LONGEST_ABSENCE = timedelta(days=400)
ABSENCE_ACTIONS = ("agenda.note_absence", "agenda.undo_absence")
# 45 seconds at 150 words a minute.
MOST_WORDS = 110


class RotaRefused(ValueError):
    """The turn, absence or text makes no sense; the message is for the person who gave it."""


@transaction.atomic
def plan_shift(
    *, line: Line, person: User, weekday: int, start_time: time, end_time: time, by: User | None, now: datetime
) -> Shift:
    """Plan a weekly turn (Monday is 0); the same turn planned twice is one.

    Raises:
        RotaRefused: the end comes before the start, or the person has a turn on this line at that time already.
    """
    del now
    if end_time <= start_time:
        raise RotaRefused(_("The end comes before the start."))
    line = Line.objects.select_for_update().get(pk=line.pk)
    theirs = Shift.objects.filter(line=line, person=person, weekday=weekday)
    if same := theirs.filter(start_time=start_time, end_time=end_time).first():
        return same
    if theirs.filter(start_time__lt=end_time, end_time__gt=start_time).exists():
        raise RotaRefused(_("This person has a turn at that time already."))
    shift = Shift.objects.create(line=line, person=person, weekday=weekday, start_time=start_time, end_time=end_time)
    log(instance=line, action="agenda.plan_shift", user=by, data={"turn": str(shift)})
    return shift


@transaction.atomic
def remove_shift(*, shift: Shift, by: User | None, now: datetime) -> None:
    """Take a turn off the rota; nothing happens the second time."""
    del now
    told, line = str(shift), shift.line
    if Shift.objects.filter(pk=shift.pk).delete()[0]:
        log(instance=line, action="agenda.remove_shift", user=by, data={"turn": told})


@transaction.atomic
def clear_turns(*, person: User, by: User | None, now: datetime) -> int:
    """Take all turns and coming replacements off somebody who answers no more; return how many turns there were.

    Where a line would be left without any turn they stay, held by nobody: without a rota it would answer all its hours.
    """
    shifts = list(Shift.objects.filter(person=person).select_related("line", "person"))
    others = set(Shift.objects.exclude(person=person).values_list("line_id", flat=True))
    for shift in shifts:
        if shift.line_id in others:
            remove_shift(shift=shift, by=by, now=now)
    coming = Absence.objects.filter(replaced_by=person, end_date__gte=timezone.localdate(now))
    coming.update(replaced_by=None)
    return len(shifts)


@transaction.atomic
def note_absence(
    *, person: User, start_date: date, end_date: date, replaced_by: User | None, by: User | None, now: datetime
) -> Absence:
    """Note that somebody is away from `start_date` to `end_date`, both included; the same days twice are one.

    Raises:
        RotaRefused: days in the wrong order, over, more than 400, or somebody replaced by themselves.
    """
    if end_date < start_date:
        raise RotaRefused(_("The last day comes before the first one."))
    if end_date < timezone.localdate(now):
        raise RotaRefused(_("These days are over."))
    if end_date - start_date > LONGEST_ABSENCE:
        raise RotaRefused(_("An absence lasts a year at most: take the person off the rota instead."))
    if replaced_by is not None and replaced_by.pk == person.pk:
        raise RotaRefused(_("Nobody replaces themselves."))
    person = User.objects.select_for_update().get(pk=person.pk)
    absence, made = Absence.objects.get_or_create(
        person=person, start_date=start_date, end_date=end_date, defaults={"replaced_by": replaced_by}
    )
    if not made and absence.replaced_by_id != (replaced_by.pk if replaced_by else None):
        absence.replaced_by = replaced_by
        absence.save(update_fields=["replaced_by"])
    if made:
        _log(absence, "agenda.note_absence", by)
    return absence


@transaction.atomic
def undo_absence(*, absence: Absence, by: User | None, now: datetime) -> None:
    """Take an absence back; nothing happens the second time."""
    del now
    if Absence.objects.filter(pk=absence.pk).delete()[0]:
        _log(absence, "agenda.undo_absence", by)


def _log(absence: Absence, action: str, by: User | None) -> None:
    """Leave a line that tells what was done by whom, not who was away when: it may be read longer than the absence."""
    log(instance=absence, action=action, user=by, title=_("absence"))


@transaction.atomic
def write_machine_text(*, day: date, text: str, by: User | None, now: datetime) -> MachineText | None:
    """Write what the machine says on a day; an empty text gives the composed one back and returns None.

    Raises:
        RotaRefused: longer than 110 words (45 seconds), or a day that is over.
    """
    text = " ".join(text.split())
    if day < timezone.localdate(now):
        raise RotaRefused(_("This day is over."))
    if not text:
        MachineText.objects.filter(day=day).delete()
        return None
    if (count := len(text.split())) > MOST_WORDS:
        raise RotaRefused(
            _("This text has %(count)d words: 110 at most, which take 45 seconds to say.") % {"count": count}
        )
    row, _made = MachineText.objects.update_or_create(day=day, defaults={"text": text, "author": by, "at": now})
    log(instance=row, action="wagtail.edit", user=by)
    return row


@transaction.atomic
def purge_absences(*, now: datetime) -> int:
    """Forget absences three months after their last day and what the history told of them then; return how many.

    Older lines of the history bear the person's name and the days: they must not outlive what they tell of.
    """
    deleted, _rows = Absence.objects.filter(end_date__lt=timezone.localdate(now) - KEEP_ABSENCES).delete()
    ModelLogEntry.objects.filter(action__in=ABSENCE_ACTIONS, timestamp__lt=now - KEEP_ABSENCES).delete()
    return deleted
