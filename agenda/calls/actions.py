"""Notes what a call at the reception desk leaves (commune, need, outcome, hour) and takes the last one back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext as _

from agenda.calls.models import Call, CallOutcome, SentAnswer
from agenda.places.vocabulary import SERVICES
from cms.territories.models import Commune

# How long a call may be taken back: a mistake is seen at once, and what the committee counts must not move later.
UNDO_WITHIN = timedelta(hours=12)
NUMBER_DIGITS = 15
# No screen stands open longer before its button is pressed a second time.
SENT_KEPT = timedelta(days=1)


class CallRefused(ValueError):
    """The call cannot be noted or taken back; the message is for the person who answers."""


def new_number() -> int:
    """Return the number under which a screen will note its call; at random, it says nothing about anybody."""
    return int("1" + get_random_string(NUMBER_DIGITS, "0123456789"))


@transaction.atomic
def note_call(*, commune: Commune | None, need: str, outcome: str, now: datetime, number: int | None = None) -> Call:
    """Note a call; `need` is a code of `agenda.places.vocabulary.SERVICES` or "".

    `number` comes from `new_number` when the screen was shown and becomes the row's key: a button pressed twice, in
    whatever order the requests arrive, makes one row, and the first outcome stands. Nothing else is kept: no text, no
    author, no address; there is no person to forget, so calls are kept without limit for the committee's figures.

    Raises:
        CallRefused: an unknown need or outcome.
    """
    if outcome not in CallOutcome.values:
        raise CallRefused(_("This outcome does not exist."))
    if need and need not in SERVICES:
        raise CallRefused(_("This need does not exist."))
    values = {"commune": commune, "need": need, "outcome": outcome, "at": now}
    if number is None:
        return Call.objects.create(**values)
    call, _made = Call.objects.get_or_create(pk=number, defaults=values)
    return call


@transaction.atomic
def undo_call(*, number: int, now: datetime) -> Call | None:
    """Take a call back that was noted by mistake, and return it; None when it is gone already.

    Raises:
        CallRefused: it was noted more than `UNDO_WITHIN` ago.
    """
    call = Call.objects.select_for_update().filter(pk=number).first()
    if call is None:
        return None
    if call.at < now - UNDO_WITHIN:
        raise CallRefused(_("This call was noted too long ago to be taken back."))
    Call.objects.filter(pk=number).delete()
    return call


def _sending_key(number: int, address: str) -> int:
    """Return a key of 63 bits for a screen and an address, from which the address cannot be told."""
    digest = salted_hmac("agenda.calls.sending", f"{number} {address.strip().lower()}", algorithm="sha256").digest()
    return int.from_bytes(digest[:8], "big") >> 1


@transaction.atomic
def claim_sending(*, number: int, address: str, now: datetime) -> bool:
    """Tell whether the screen of this number (`new_number`) sends its first mail to this address.

    An address that was misheard is followed by the right one from the same screen: each gets its mail. Call it in the
    transaction that queues the mail: of two presses at once the second waits for the first, and is told False only
    when the first one's mail is queued.
    """
    SentAnswer.objects.filter(at__lt=now - SENT_KEPT).delete()
    _row, first = SentAnswer.objects.get_or_create(number=_sending_key(number, address), defaults={"at": now})
    return first
