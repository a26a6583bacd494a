"""The sign-in form, in words for people who come five minutes a month."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm


class SignInForm(LoginForm):
    """Wagtail's form, which speaks of an e-mail address and says what to do when the password is wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the fields; a placeholder that repeats them would only be taken for something typed."""
        super().__init__(*args, **kwargs)
        for name, label in (("username", _("E-mail address or user name")), ("password", _("Password"))):
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"
        self.error_messages["invalid_login"] = _(
            "The address or the password is not right. Check both, or come in by a link."
        )
