"""People who sign in: partners, the communication team, administrators."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cms.foundation.personal_data import declare


class User(AbstractUser):
    """A person; signs in with a user name or the e-mail address, which is unique whatever its case."""

    email = models.EmailField(_("e-mail address"))

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
