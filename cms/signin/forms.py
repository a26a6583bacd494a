"""Forms of the way in: an address, a code, a name, a new password."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from cms.accounts.models import User
from cms.accounts.writers import WRITER_CHARS


class AddressForm(forms.Form):
    """The one field of the first page."""

    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


class CodeForm(forms.Form):
    """A code of the application, or a backup code."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Take blanks out: applications show the six digits in two groups."""
        return "".join(self.cleaned_data["code"].split()).lower()


class WriterForm(forms.Form):
    """Who writes in the name of a shared mailbox."""

    who_writes = forms.CharField(
        label=_("Your first name and name"),
        max_length=WRITER_CHARS,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


class NewPasswordForm(forms.Form):
    """A new password, typed once and shown on demand by the browser."""

    password = forms.CharField(
        label=_("New password"),
        max_length=256,
        strip=False,
        help_text=_("12 characters at least: four words that have nothing to do with each other, for example."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Refuse what is short, common or close to the person's name."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password
