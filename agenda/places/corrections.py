"""Corrects a place's phone, hours, e-mail or website at once, outside moderation; told by mail, and undoable."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from agenda.places.models import PlacePage
from agenda.places.phones import PhoneError, normalise_phone
from agenda.places.records import CorrectionOrigin, PlaceCorrection
from agenda.places.signals import correction_changed
from agenda.places.typed_hours import read_typed_hours
from cms.accounts.models import User
from cms.structures.live_edit import NotLive, change_live

# What may be corrected without the editor; everything else goes through moderation.
CORRECTABLE = ("phone", "hours", "email", "website")
# Each correction sends mails: the link of a freshness mail, passed on, must not flood anybody.
MAILED_A_DAY = 5
# Nobody takes a correction back after so long; who made it is forgotten with it.
KEPT = timedelta(days=365)


class CorrectionRefused(ValueError):
    """The correction cannot be made or taken back; the message is for the person who asked."""


@transaction.atomic
def correct_place(
    *, place: PlacePage, values: dict[str, Any], origin: CorrectionOrigin, by: User | None, now: datetime
) -> PlaceCorrection | None:
    """Publish new values of a place's contacts and hours at once; None when they say what stands there already.

    `values` holds some of CORRECTABLE as people type them ("01 99 00 12 34", "lundi 9h-12h"). A draft that waits gets
    the same values, so that approving it later does not undo them. Structure and team are told by the signal
    `correction_changed`. `place` is refreshed.

    Raises:
        ValidationError: a value is none (by field), as the model's own validators say.
        CorrectionRefused: the place is not published, or was corrected from its mail often enough for a day.
    """
    unknown = set(values) - set(CORRECTABLE)
    if unknown:
        raise TypeError(f"not correctable: {', '.join(sorted(unknown))}")
    # Two taps at once: the second one waits here, and then sees that nothing is left to correct.
    Page.objects.select_for_update().filter(pk=place.pk).first()
    live = PlacePage.objects.get(pk=place.pk)
    wanted = clean_values(values)
    after = {name: value for name, value in wanted.items() if value != getattr(live, name)}
    if not after:
        return None
    if origin == CorrectionOrigin.MAIL:
        _refuse_flood(place, now)
    before = {name: getattr(live, name) for name in after}
    try:
        change_live(page=place, values=after, by=by, now=now)
    except NotLive as error:
        raise CorrectionRefused(_("This place is not published: change it directly.")) from error
    correction = PlaceCorrection.objects.create(
        place=place, before=before, after=after, origin=origin, author=by, at=now
    )
    log(instance=place, action="agenda.correct_place", user=by, data={"before": before, "after": after})
    correction_changed.send(sender=PlaceCorrection, correction=correction, now=now)
    return correction


def _refuse_flood(place: PlacePage, now: datetime) -> None:
    today = PlaceCorrection.objects.filter(place=place, origin=CorrectionOrigin.MAIL, at__gt=now - timedelta(days=1))
    if today.count() >= MAILED_A_DAY:
        raise CorrectionRefused(_("Several corrections were made today from this link: write to the team."))


def clean_values(values: dict[str, Any]) -> dict[str, str]:
    """Return what would be stored for typed values of CORRECTABLE fields.

    Raises:
        ValidationError: with the sentences by field.
    """
    cleaned: dict[str, str] = {}
    errors: dict[str, Any] = {}
    for name, value in values.items():
        field = PlacePage._meta.get_field(name)
        try:
            cleaned[name] = field.clean(_normalised(name, str(value or "").strip()), None)
        except ValidationError as error:
            errors[name] = error.messages
    if errors:
        raise ValidationError(errors)
    return cleaned


def _normalised(name: str, text: str) -> str:
    if name == "phone":
        try:
            return normalise_phone(text)
        except PhoneError:
            return text  # the field's own validator says what is wrong
    return (read_typed_hours(text) or text) if name == "hours" else text


@transaction.atomic
def undo_correction(*, correction: PlaceCorrection, by: User | None, now: datetime) -> None:
    """Publish again what stood there before a correction; once only, a second time does nothing.

    Raises:
        CorrectionRefused: somebody has changed the value since, or the place is not published any more.
    """
    place = correction.place
    Page.objects.select_for_update().filter(pk=place.pk).first()
    fresh = PlaceCorrection.objects.get(pk=correction.pk)
    if fresh.undone_at:
        return
    live = PlacePage.objects.get(pk=place.pk)
    if any(getattr(live, name) != value for name, value in fresh.after.items()):
        raise CorrectionRefused(_("This was changed again since: look at the place and correct it there."))
    try:
        # Field by field: a draft in which somebody has typed another value since keeps it, and gets the other fields.
        for name, value in fresh.before.items():
            change_live(page=place, values={name: value}, by=by, now=now, only_where={name: fresh.after[name]})
    except NotLive as error:
        raise CorrectionRefused(_("This place is not published any more.")) from error
    correction.undone_at = now
    correction.save(update_fields=["undone_at"])
    log(instance=place, action="agenda.undo_correction", user=by)
    correction_changed.send(sender=PlaceCorrection, correction=correction, now=now)


def purge_corrections(*, now: datetime) -> int:
    """Forget the corrections made more than twelve months ago, and return how many; the places stay as they are."""
    return PlaceCorrection.objects.filter(at__lt=now - KEPT).delete()[0]
