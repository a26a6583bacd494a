"""What the team types about a month: its four days, a structure's longer deadline."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from newsletter.issues.calendar import MonthDates


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"])


class DatesForm(forms.Form):
    """The four days."""

    close = _day(_("Proposals close"))
    compose = _day(_("The draft is made"))
    review = _day(_("The letter is reread"))
    send = _day(_("The letter is sent"))

    def dates(self) -> MonthDates:
        """Return what was typed, once it is valid."""
        return MonthDates(**{name: self.cleaned_data[name] for name in ("close", "compose", "review", "send")})


class ExtensionForm(forms.Form):
    """A structure's own last day."""

    until = _day(_("Until"))

    def day(self) -> date:
        """Return what was typed, once it is valid."""
        day: date = self.cleaned_data["until"]
        return day
