"""People who sign in: partners, the communication team, administrators."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cms.foundation.personal_data import declare


class User(AbstractUser):
    """A person; signs in with a user name or the e-mail address, which is unique whatever its case."""

    email = models.EmailField(_("e-mail address"))
    # The mailbox of a service, read by several people: whoever uses it says their name first.
    is_shared_mailbox = models.BooleanField(_("shared mailbox"), default=False)

    personal_data = declare(
        email="Signing in and being told of decisions; kept until the account is closed",
        first_name="Shown to the team beside what the person wrote; kept until the account is closed",
        last_name="Shown to the team beside what the person wrote; kept until the account is closed",
        username="Signing in; kept until the account is closed",
        last_login="Finding unused accounts; kept until the account is closed",
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def has_usable_password(self) -> bool:
        """Tell whether a password was ever chosen; Wagtail makes accounts whose password is the empty text."""
        return bool(self.password) and super().has_usable_password()


def person_of(request: HttpRequest) -> User:
    """Return who is signed in, for views behind a door that lets nobody else in; TypeError for a visitor."""
    if not isinstance(request.user, User):
        raise TypeError("nobody is signed in")
    return request.user


class SignInLink(models.Model):
    """One link by e-mail: short-lived, works once, and is known here by its hash only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    # Of the address that it was sent to: an account that has another one since is not entered by it.
    address_hash = models.CharField(max_length=64, blank=True)
    next_path = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in link")
        verbose_name_plural = _("sign-in links")
        indexes = [models.Index(fields=["user", "created_at"], name="sign_in_link_by_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d %H:%M}"


class LinkRequest(models.Model):
    """An address typed on the sign-in page; a worker looks up whether it is known, out of the visitor's sight."""

    email = models.EmailField(_("e-mail address"))
    next_path = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked at"))

    personal_data = declare(email="Sending the sign-in link that was asked for; deleted as soon as it is looked up")

    class Meta:
        verbose_name = _("request for a sign-in link")
        verbose_name_plural = _("requests for a sign-in link")

    def __str__(self) -> str:
        return f"{self.pk} {self.asked_at:%Y-%m-%d %H:%M}"
