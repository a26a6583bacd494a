"""Who must give a code beside the first proof: moderators and administrators, where the installation requires it."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django_otp import login as remember_device
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.accounts.models import User, person_of
from cms.foundation.throttle import forget_turns, take_turn
from cms.moderation.models import ModeratorScope
from cms.moderation.permissions import moderates
from cms.structures.actions import TEAM_GROUP

# Set by the provider's own second factor, when the installation trusts it (OIDC_SECOND_FACTOR_ACR).
PROVIDER_FACTOR_KEY = "signin_provider_factor"
TRIES, TRIES_SECONDS = 6, 10 * 60


class TooManyTries(Exception):
    """TRIES codes were tried in TRIES_SECONDS."""


def needs_code(user: User | AnonymousUser) -> bool:
    """Tell whether this installation asks this person for a second factor."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and moderates(user)


def has_given_code(request: HttpRequest) -> bool:
    """Tell whether the session proved a second factor."""
    return bool(getattr(request.user, "is_verified", bool)()) or bool(request.session.get(PROVIDER_FACTOR_KEY))


def device_of(user: User) -> TOTPDevice | None:
    """Return the person's application, set up whole; None when there is none."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def tries_key(user: User) -> str:
    """Name the counter of this person's tries."""
    return f"code:{user.pk}"


def give_code(request: HttpRequest, *, code: str, now: datetime) -> bool:
    """Check a code of the application or one of the backup codes, which is used up by it; remember it in the session.

    Raises:
        TooManyTries: whatever the code is.
    """
    user = person_of(request)
    count_try(user, now=now)
    device = match_token(user, code)
    if device is None:
        return False
    accept(request, device)
    return True


def count_try(user: User, *, now: datetime) -> None:
    """Count one try; raise TooManyTries when there were too many."""
    if not take_turn(key=tries_key(user), limit=TRIES, seconds=TRIES_SECONDS, now=now):
        raise TooManyTries


def accept(request: HttpRequest, device: TOTPDevice) -> None:
    """Remember in a fresh session that the device's code was right."""
    forget_turns(key=tries_key(person_of(request)))
    remember_device(request, device)
    request.session.cycle_key()


def people_with_code() -> QuerySet[User]:
    """Return who is asked for a second factor, with `has_device`, by name."""
    scoped = ModeratorScope.objects.values("user")
    people = User.objects.filter(Q(is_superuser=True) | Q(groups__name=TEAM_GROUP) | Q(pk__in=scoped), is_active=True)
    devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    return people.annotate(has_device=Exists(devices)).distinct().order_by("last_name", "first_name", "pk")
