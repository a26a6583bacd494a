"""How sure a place's information is: who confirmed it and when, whom to ask again, and the link in that mail."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

from agenda.places.actions import record_place
from agenda.places.corrections import CorrectionRefused
from agenda.places.models import PlacePage, PlacePageQuerySet
from agenda.places.records import PlaceRecord
from agenda.places.signals import confirmation_wanted, place_said_closed
from cms.accounts.models import User
from cms.structures.live_edit import NotLive, change_live
from cms.structures.queries import addresses_of

# A place that nobody confirmed for so long is asked, and asked again after as long.
SIX_MONTHS = timedelta(days=182)
LINK_LIVES = timedelta(days=90)
_SALT = "agenda.places.confirm"


class DeadLink(ValueError):
    """The link of a mail is none, is older than ninety days, or a later mail has replaced it."""


@transaction.atomic
def confirm_place(*, place: PlacePage, by: User | None, now: datetime) -> None:
    """Note that somebody who knows says that all is right today; shown as "vérifiées le …", a draft keeps it too.

    Raises:
        CorrectionRefused: the place is not published.
    """
    record = record_place(page_id=place.pk, now=now)
    if record is None:
        raise CorrectionRefused
    PlaceRecord.objects.filter(pk=record.pk).update(confirmed_at=now)
    today = timezone.localdate(now)
    if place.updated_date == today:
        return
    try:
        change_live(page=place, values={"updated_date": today}, by=by, now=now)
    except NotLive as error:
        raise CorrectionRefused from error
    log(instance=place, action="agenda.confirm_place", user=by)


def stale_places(now: datetime) -> PlacePageQuerySet:
    """Return the published places that nobody confirmed for six months, the longest unconfirmed first.

    What counts: a confirmation, the day of checking that the page carries, a first publication in that time. Left
    out: places that receive nobody, and those without any address.
    """
    long_ago = now - SIX_MONTHS
    found: PlacePageQuerySet = (
        PlacePage.objects.published()
        .filter(record__isnull=False)
        .filter(Q(record__confirmed_at=None) | Q(record__confirmed_at__lt=long_ago))
        .filter(Q(updated_date=None) | Q(updated_date__lt=timezone.localdate(long_ago)))
        .filter(record__first_published_at__lt=long_ago)
        .exclude(access_modes=["ferme"])
    )
    return found.order_by(F("updated_date").asc(nulls_first=True), "pk")


@transaction.atomic
def ask_confirmations(*, now: datetime, limit: int | None = None) -> list[PlacePage]:
    """Claim the stale places whose turn it is, and have each asked by one mail; return them.

    At most `limit` (settings.FRESHNESS_MAILS_A_RUN) a run, each place once in six months; none without an address to
    write to, its own, its structure's or those of its people. A claim is a compare-and-set of `asked_at`: of two
    workers, one writes.
    """
    limit = settings.FRESHNESS_MAILS_A_RUN if limit is None else limit
    due = Q(record__asked_at=None) | Q(record__asked_at__lt=now - SIX_MONTHS)
    places = stale_places(now).filter(due).select_related("record", "commune")
    claimed = [place for place in _with_somebody(places, limit) if _claim(place, now)]
    if claimed:
        confirmation_wanted.send(sender=PlacePage, places=claimed, now=now)
    return claimed


def _with_somebody(places: Iterable[PlacePage], limit: int) -> list[PlacePage]:
    """Return the first places that somebody can be asked about: a place nobody reads for must not count as asked."""
    found: list[PlacePage] = []
    reached: dict[int, bool] = {}
    for place in places:
        if len(found) >= limit:
            break
        if not place.email:
            structure = place.structure
            if structure.pk not in reached:
                reached[structure.pk] = not structure.is_register and bool(addresses_of(structure))
            if not reached[structure.pk]:
                continue
        found.append(place)
    return found


def _claim(place: PlacePage, now: datetime) -> bool:
    record = place.record
    claimed = PlaceRecord.objects.filter(pk=record.pk, asked_at=record.asked_at).update(asked_at=now)
    record.asked_at = now
    return bool(claimed)


def confirmation_token(place: PlacePage) -> str:
    """Return the token of the link in the mail that was asked for at `record.asked_at`."""
    asked = place.record.asked_at
    return signing.dumps([place.pk, asked.isoformat() if asked else ""], salt=_SALT)


def place_of_token(token: str) -> PlacePage:
    """Return the published place that a link is about, with its record and commune. Reads only.

    Raises:
        DeadLink: the token is none, too old, replaced by a later mail, or the place is not published any more.
    """
    try:
        value: Any = signing.loads(token, salt=_SALT, max_age=LINK_LIVES)
        pk, asked = int(value[0]), datetime.fromisoformat(value[1])
    except (signing.BadSignature, ValueError, TypeError, IndexError) as error:
        raise DeadLink from error
    place = PlacePage.objects.published().with_card().filter(pk=pk, record__asked_at=asked).first()
    if place is None:
        raise DeadLink
    return place


@transaction.atomic
def say_closed(*, place: PlacePage, now: datetime) -> None:
    """Tell the team that a place is said to be closed for good, once for each mail; nothing vanishes by itself."""
    Page.objects.select_for_update().filter(pk=place.pk).first()
    asked = place.record.asked_at
    told = PageLogEntry.objects.filter(page_id=place.pk, action="agenda.say_place_closed")
    if told.filter(timestamp__gte=asked or now).exists():
        return
    log(instance=place, action="agenda.say_place_closed")
    place_said_closed.send(sender=PlacePage, place=place, now=now)


def last_checked(place: PlacePage) -> date | None:
    """Return the latest day on which somebody said that all is right."""
    record = getattr(place, "record", None)
    confirmed = timezone.localdate(record.confirmed_at) if record and record.confirmed_at else None
    return max(filter(None, (confirmed, place.updated_date)), default=None)
