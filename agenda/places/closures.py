"""The days on which a place is shut whatever its hours say: announced and taken back at once, without moderation."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from agenda.places.models import PlacePage
from agenda.places.records import PlaceClosure
from cms.accounts.models import User
from cms.foundation.wording import day_and_month, day_number, long_day, plain_day, short_day

LONGEST = timedelta(days=366)
# Further ahead a day is a slip of the hand (9999), and nobody plans by it.
FARTHEST = timedelta(days=731)


class ClosureRefused(ValueError):
    """The closure makes no sense; the message is for the person who gave it."""


@transaction.atomic
def close_place(
    *, place: PlacePage, start_date: date, end_date: date, sentence: str, by: User | None, now: datetime
) -> PlaceClosure:
    """Announce that the place is shut from `start_date` to `end_date`, both included (local days); shows at once.

    The same days with the same sentence, still standing, are returned and not announced again (two taps on a button).

    Raises:
        ClosureRefused: the end comes before the start, lies in the past, or more than a year after the start; or the
            start lies more than two years ahead.
    """
    if end_date < start_date:
        raise ClosureRefused(_("The last day comes before the first one."))
    if end_date < timezone.localdate(now):
        raise ClosureRefused(_("These days are over: there is nothing to announce."))
    if start_date - timezone.localdate(now) > FARTHEST:
        raise ClosureRefused(_("These days are more than two years ahead: check the year."))
    if end_date - start_date > LONGEST:
        raise ClosureRefused(_("This closure lasts longer than a year: if the place is closing down, say so instead."))
    sentence = sentence.strip()
    PlacePage.objects.select_for_update().filter(pk=place.pk).first()
    same = PlaceClosure.objects.filter(
        place=place, start_date=start_date, end_date=end_date, sentence=sentence, undone_at=None
    ).first()
    if same:
        return same
    closure = PlaceClosure.objects.create(
        place=place, start_date=start_date, end_date=end_date, sentence=sentence, author=by, at=now
    )
    log(instance=place, action="agenda.shut_place", user=by, data=_told(closure))
    return closure


@transaction.atomic
def reopen_place(*, closure: PlaceClosure, by: User | None, now: datetime) -> None:
    """Take a closure back; the place's usual hours count again. Nothing happens the second time."""
    taken_back = PlaceClosure.objects.filter(pk=closure.pk, undone_at=None).update(undone_at=now)
    if not taken_back:
        return
    closure.undone_at = now
    log(instance=closure.place, action="agenda.reopen_place", user=by, data=_told(closure))


def _told(closure: PlaceClosure) -> dict[str, Any]:
    return {"from": closure.start_date.isoformat(), "to": closure.end_date.isoformat(), "sentence": closure.sentence}


def standing_closures(place: PlacePage) -> list[PlaceClosure]:
    """Return the closures that were not taken back, past ones included, by their first day.

    Reads `place.closures.all()`: no query for a place fetched `with_opening()`.
    """
    if place.pk is None:
        return []
    standing = [closure for closure in place.closures.all() if closure.undone_at is None]
    return sorted(standing, key=lambda closure: (closure.start_date, closure.pk))


def coming_closures(place: PlacePage, day: date) -> list[PlaceClosure]:
    """Return the closures that are running on the local day or still to come, the first one first."""
    return [closure for closure in standing_closures(place) if closure.end_date >= day]


def next_closure(place: PlacePage, day: date) -> PlaceClosure | None:
    """Return the closure that is running on the local day, else the next one to come, else None."""
    return next(iter(coming_closures(place, day)), None)


def closure_in_french(closure: PlaceClosure, day: date) -> str:
    """Return "du 3 au 17 août", "le mardi 1er décembre", "du 24 décembre 2026 au 3 janvier 2027" as read on `day`.

    The year is told where it is not the reader's, or where the closure spans two.
    """
    start, end = closure.start_date, closure.end_date
    if start == end:
        return f"le {long_day(start) if start.year != day.year else short_day(start)}"
    if start.year != end.year:
        return f"du {plain_day(start)} au {plain_day(end)}"
    last = plain_day(end) if end.year != day.year else day_and_month(end)
    if start.month == end.month:
        return f"du {day_number(start)} au {last}"
    return f"du {day_and_month(start)} au {last}"
