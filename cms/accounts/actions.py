"""What changes how a person signs in; each leaves a line in the history and a mail to the person."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django_otp import devices_for_user
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.log_actions import log

from branding.models import Brand
from cms.accounts.links import forget_links
from cms.accounts.models import User

BACKUP_CODES = 10


class CodeRefused(Exception):
    """The code is not the one of the moment."""


class NotAnAdministrator(Exception):
    """Only an administrator clears somebody's second factor."""


@transaction.atomic
def set_password(*, user: User, password: str, now: datetime) -> None:
    """Set the password that the person chose; other sessions of theirs end with it."""
    had_one = user.has_usable_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    forget_links(user=user)
    _note(user, "cms.accounts.set_password", by=user)
    _tell(user, "Votre mot de passe a changé" if had_one else "Vous avez choisi un mot de passe")


@transaction.atomic
def remove_password(*, user: User, now: datetime) -> None:
    """Let the person in by links only."""
    if not user.has_usable_password():
        return
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _note(user, "cms.accounts.remove_password", by=user)
    _tell(user, "Votre mot de passe a été retiré")


@transaction.atomic
def set_shared_mailbox(*, user: User, is_shared: bool, now: datetime) -> None:
    """Note whether several people read the person's mailbox: then each says their name after signing in."""
    if not User.objects.filter(pk=user.pk, is_shared_mailbox=not is_shared).update(is_shared_mailbox=is_shared):
        return
    _note(user, "cms.accounts.share_mailbox" if is_shared else "cms.accounts.unshare_mailbox", by=user)


@transaction.atomic
def begin_second_factor(*, user: User) -> TOTPDevice:
    """Return a device with a new key, to be confirmed; a key that was shown before and not confirmed is forgotten."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name="default", confirmed=False)


@transaction.atomic
def confirm_second_factor(*, device: TOTPDevice, code: str, now: datetime) -> list[str]:
    """Finish the setting up with the first code, and return the backup codes, which are told only once.

    Raises:
        CodeRefused: the application shows another code.
    """
    device = TOTPDevice.objects.select_for_update().get(pk=device.pk)
    if not device.verify_token(code):
        raise CodeRefused
    user = device.user
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save()
    _note(user, "cms.accounts.set_second_factor", by=user)
    _tell(user, "La double vérification est en place")
    return _new_backup_codes(user)


@transaction.atomic
def renew_backup_codes(*, user: User, now: datetime) -> list[str]:
    """Replace the backup codes, used and unused, and return the new ones."""
    _note(user, "cms.accounts.renew_backup_codes", by=user)
    return _new_backup_codes(user)


def _new_backup_codes(user: User) -> list[str]:
    device, _made = StaticDevice.objects.get_or_create(user=user, defaults={"name": "backup"})
    device.token_set.all().delete()
    codes = [StaticToken.random_token() for _number in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


@transaction.atomic
def forget_second_factor(*, user: User, by: User | None, now: datetime) -> None:
    """Clear somebody's second factor (phone lost): the person sets up a new one at the next sign-in.

    Raises:
        NotAnAdministrator: `by` is a person, and none. (None: the operator, on the machine itself.)
    """
    if by is not None and not (by.is_active and by.is_superuser):
        raise NotAnAdministrator
    for device in devices_for_user(user, confirmed=None):
        device.delete()
    forget_links(user=user)
    _note(user, "cms.accounts.forget_second_factor", by=by)
    _tell(user, "La double vérification a été effacée par un administrateur")


def _note(user: User, action: str, *, by: User | None) -> None:
    # A request's user is a lazy stand-in, whose history Wagtail would silently not write.
    log(instance=User.objects.get(pk=user.pk), action=action, user=User.objects.get(pk=by.pk) if by else None)


def _tell(user: User, what: str) -> None:
    """Mail the person what changed: who did it themselves knows, who did not must learn it."""
    if not user.email:
        return
    again = settings.PUBLIC_URL + reverse("signin:home")
    context = {"user": user, "what": what, "sentence": f"{what}.", "brand": Brand.load(), "again_address": again}
    EmailMessage(
        subject=" ".join(render_to_string("signin/mail/changed_subject.txt", context).split()),
        body=render_to_string("signin/mail/changed.txt", context),
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
