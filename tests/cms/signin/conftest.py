"""What the tests of the way in share: the mails that are queued, the clock of a code, a browser without a session."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from post_office.models import Email
from pytest_django import Settings

from cms.accounts.links import send_requested_links
from cms.accounts.models import User

LINK = re.compile(r"http://localhost:8000(/connexion/lien/\S+)")


def link_in(mail: Email) -> str:
    """Return the path of the sign-in link in a mail."""
    found = LINK.search(mail.message)
    assert found, mail.message
    return found[1]


def ask(client: Client, email: str, next_path: str = "") -> None:
    """Ask for a link as a visitor, and let the worker send it."""
    answer = client.post("/connexion/", {"email": email, "next": next_path})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/connexion/envoye/")
    send_requested_links(now=timezone.now())


def code_of(device: TOTPDevice) -> str:
    """Return what the person's application shows now."""
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, device.drift):06d}"


@pytest.fixture
def second_factor(settings: Settings) -> None:
    """An installation that asks moderators for a second factor."""
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def seasoned(db: None) -> Callable[[User], User]:
    """Make a person one who has signed in before."""

    def season(user: User) -> User:
        User.objects.filter(pk=user.pk).update(last_login=timezone.now())
        user.refresh_from_db()
        return user

    return season
