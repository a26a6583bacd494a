"""Signing in with the e-mail address, whatever its case, or with the user name."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest

from cms.accounts.models import User


class EmailOrNameBackend(ModelBackend):
    """Django's own backend, which also knows people by their e-mail address."""

    def authenticate(  # type: ignore[override]  # Django's own backend names the two as well
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> AbstractUser | None:
        """Return the person if the password is right; unknown people cost as much time as known ones."""
        if username and "@" in username:
            known = User.objects.filter(email__iexact=username.strip()).values_list("username", flat=True).first()
            username = known or username
        return super().authenticate(request, username=username, password=password, **kwargs)
