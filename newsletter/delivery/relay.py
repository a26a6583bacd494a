"""What the mail server bears: its limits, counted in the ledger, and rest for one that answers nothing but failures.

Both are rules for all workers together, so both stand in the database. The limits have no counter of their own: the
ledger's rows of the last minute, hour and day are counted, which no crash can make wrong.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import F

from newsletter.delivery.models import Delivery, DeliveryState, Relay
from newsletter.delivery.smtp import Fate, Outcome

# So many failures in a row (five end a run, see the pump), and the server is left alone (newsletter.md §6.3).
FAILURES_BEFORE_REST = 20
FIRST_REST = timedelta(minutes=15)
LONGEST_REST = timedelta(hours=4)
# Refusals for what we are (spam, policy) and not for who is addressed: five in a hundred of the last two hundred.
LOOKED_AT = 200
POLICY_REFUSALS = 10
_POLICY = re.compile(r"5\d\d[ -]5\.7\.|554[ -]")

# A mail that the server has not taken by then is given up; the time that the limits need comes on top.
KEPT_TRYING = timedelta(days=3)

WINDOWS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
# A row in one of these, changed within a window, was or is being handed over in it.
HANDED = (
    DeliveryState.LEASED,
    DeliveryState.ATTEMPTING,
    DeliveryState.DEFERRED,
    DeliveryState.ACCEPTED,
    DeliveryState.REFUSED,
    DeliveryState.UNCERTAIN,
)


@dataclass(frozen=True)
class Admission:
    """How many mails may be taken now; `again_at` and `reason` say why none, `probing` that one tries for all."""

    count: int
    again_at: datetime | None = None
    reason: str = ""
    probing: bool = False


def relay_name() -> str:
    """Return what tells one server from another."""
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"[:255]


def limits() -> list[tuple[int, timedelta]]:
    """Return the server's limits as (mails, window).

    Raises:
        ImproperlyConfigured: NEWSLETTER_LIMITS is not written as "100/minute,1000/hour,10000/day".
    """
    found = []
    for part in filter(None, (part.strip() for part in settings.NEWSLETTER_LIMITS.split(","))):
        number, _slash, window = part.partition("/")
        if not re.fullmatch(r"[1-9][0-9]{0,8}", number) or window not in WINDOWS:
            raise ImproperlyConfigured(f"NEWSLETTER_LIMITS: {part!r} is not like 1000/hour (minute, hour, day)")
        found.append((int(number), WINDOWS[window]))
    return found


def lifetime(count: int) -> timedelta:
    """Return how long so many mails may wait for the server before they are given up."""
    needed = [window * (count / limit) for limit, window in limits()]
    return KEPT_TRYING + max(needed, default=timedelta())


def room(*, now: datetime, most: int) -> Admission:
    """Return how many of `most` mails the limits leave room for, and when there is room again."""
    count, again_at = most, None
    for limit, window in limits():
        # Rows further ahead than that were written before the clock was set back: they fill no window of today.
        handed = Delivery.objects.filter(state__in=HANDED, changed_at__gt=now - window, changed_at__lte=now + window)
        left = limit - handed.count()
        if left <= 0:
            # Room comes when the last mail that fills the limit leaves the window.
            filling = handed.order_by("-changed_at").values_list("changed_at", flat=True)[limit - 1 : limit].get()
            again_at = max(filling + window, again_at or now)
        count = min(count, max(left, 0))
    return Admission(count, again_at=again_at)


def admit(*, now: datetime, most: int) -> Admission:
    """Return how many mails may be claimed now; call it inside the transaction that claims them.

    With limits or a resting server the relay's row is locked, so two workers never share out the same room.
    """
    relay = Relay.objects.filter(name=relay_name()).first()
    limited = bool(limits())
    if not limited and (relay is None or not relay.rests):
        return Admission(most)
    if relay is None:
        relay, _made = Relay.objects.get_or_create(name=relay_name())
    relay = Relay.objects.select_for_update().get(pk=relay.pk)
    # Longer than any rest: the clock was set back since.
    if relay.rests and relay.resting_until is not None and now < relay.resting_until <= now + LONGEST_REST:
        return Admission(0, again_at=relay.resting_until, reason=relay.reason)
    admission = room(now=now, most=1 if relay.rests else most)
    return Admission(admission.count, again_at=admission.again_at, probing=bool(relay.rests))


def begin_probe(*, now: datetime) -> None:
    """Keep the other workers waiting while one mail finds out whether the server is well again."""
    Relay.objects.filter(name=relay_name()).update(
        resting_until=now + timedelta(seconds=settings.NEWSLETTER_LEASE_SECONDS)
    )


@transaction.atomic
def note_success() -> None:
    """Forget the failures: the server took a mail, or refused one for its recipient's sake."""
    Relay.objects.filter(name=relay_name()).exclude(failures=0, rests=0).update(
        failures=0, rests=0, resting_until=None, reason=""
    )


@transaction.atomic
def note_failures(*, count: int, reason: str, now: datetime) -> None:
    """Add failures in a row; from the twentieth on, and at once after a probe, the server is left alone for a while."""
    relay, _made = Relay.objects.get_or_create(name=relay_name())
    Relay.objects.filter(pk=relay.pk).update(failures=F("failures") + count, reason=reason[:300])
    relay = Relay.objects.select_for_update().get(pk=relay.pk)
    if relay.failures >= FAILURES_BEFORE_REST or relay.rests:
        _rest(relay, now=now)


@transaction.atomic
def note_policy_refusals(*, issue_id: int, outcomes: Sequence[Outcome], now: datetime) -> str:
    """Leave the server alone when it refuses many mails for what we are; return its words, or nothing."""
    words = next((outcome.reply for outcome in outcomes if is_policy_refusal(outcome)), "")
    if not words:
        return ""
    settled = Delivery.objects.filter(issue_id=issue_id, state__in=[DeliveryState.ACCEPTED, DeliveryState.REFUSED])
    latest = settled.order_by("-changed_at").values_list("state", "reply")[:LOOKED_AT]
    refused = sum(state == DeliveryState.REFUSED and bool(_POLICY.match(reply)) for state, reply in latest)
    if refused < POLICY_REFUSALS:
        return ""
    relay, _made = Relay.objects.get_or_create(name=relay_name())
    relay.reason = words[:300]
    _rest(relay, now=now)
    return words


@transaction.atomic
def note_policy_returns(*, count: int, words: str, now: datetime) -> None:
    """Leave the server alone when many mails came back within a day for what we are; it says so only after taking them.

    Every tenth one rests it anew: the receivers' doubts grow with each mail that follows.
    """
    if count and count % POLICY_REFUSALS == 0:
        relay, _made = Relay.objects.get_or_create(name=relay_name())
        relay.reason = words[:300]
        _rest(relay, now=now)


def is_policy_refusal(outcome: Outcome) -> bool:
    """Whether the server refused us rather than the recipient (RFC 3463: 5.7.x)."""
    return outcome.fate is Fate.REFUSED and bool(_POLICY.match(outcome.reply))


@transaction.atomic
def try_now() -> None:
    """End the rest at a person's word: the next mail tries."""
    Relay.objects.filter(name=relay_name()).update(failures=0, rests=0, resting_until=None)


def _rest(relay: Relay, *, now: datetime) -> None:
    pause = min(FIRST_REST * 2 ** min(relay.rests, 10), LONGEST_REST)
    Relay.objects.filter(pk=relay.pk).update(
        failures=0, rests=min(relay.rests + 1, 100), resting_until=now + pause, reason=relay.reason
    )
