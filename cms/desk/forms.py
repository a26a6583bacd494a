"""The desk's few questions: what changed and to when, why a page goes back."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.catalogue.describe import Sitting
from agenda.events.clock import to_instant
from agenda.events.models import NoticeKind
from agenda.events.schedule import ScheduleError, make_slot
from cms.desk.said_form import SaidForm
from cms.foundation import digits


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        """Write ISO dates: the only ones that browsers read."""
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        """Write hours and minutes."""
        super().__init__(format="%H:%M", **kwargs)


class NoticeForm(SaidForm, forms.Form):
    """What people should read about a change, and the new day and hours where the kind of notice has some."""

    sentence = forms.CharField(
        label=_("A word for the public"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown beside the event everywhere. For example: the trainer is ill, call us."),
    )
    new_date = forms.DateField(label=_("New day"), required=False, widget=DateInput())
    new_start = forms.TimeField(label=_("From"), required=False, widget=TimeInput())
    new_end = forms.TimeField(label=_("To"), required=False, widget=TimeInput())

    missing: ClassVar[dict[str, Any]] = {
        "sentence": _("Write the word for the public."),
        "new_date": _("Give the new day."),
        "new_start": _("Give the hour of the start."),
        "new_end": _("Give the hour of the end."),
    }
    moments: ClassVar[tuple[str, ...]] = ("new_date", "new_start", "new_end")

    def __init__(self, *args: Any, kind: str, sitting: Sitting | None, **kwargs: Any) -> None:
        """Ask only what the kind of notice needs; a new day exists only for a sitting, as people know it now."""
        super().__init__(*args, **kwargs)
        self.kind, self.sitting = kind, sitting
        if kind == NoticeKind.SENTENCE:
            self.fields["sentence"].required = True
        if sitting is None or kind not in {NoticeKind.MOVED, NoticeKind.POSTPONED}:
            for name in self.moments:
                del self.fields[name]
        elif kind == NoticeKind.MOVED:
            for name in self.moments:
                self.fields[name].required = True

    @property
    def asks_moment(self) -> bool:
        """Whether the form asks a new day and hours."""
        return "new_date" in self.fields

    def clean(self) -> dict[str, Any]:
        """Turn day and hours into two instants, `starts_at` and `ends_at`; all three or none."""
        data: dict[str, Any] = super().clean() or {}
        data["starts_at"] = data["ends_at"] = None
        day, start, end = (data.get(name) for name in self.moments)
        if day is not None and start is not None and end is not None:
            data["starts_at"], data["ends_at"] = self._instants(day, start, end)
        elif (day, start, end) != (None, None, None) and not self.errors:
            self.add_error("new_date", _("Give the new day and both hours, or leave all three empty."))
        return data

    def _instants(self, day: date, start: time, end: time) -> tuple[datetime | None, datetime | None]:
        if day < timezone.localdate():
            self.add_error("new_date", _("This day is over."))
            return None, None
        try:
            slot = make_slot(day, start, end)
        except ScheduleError:
            self.add_error("new_end", _("The end comes before the start."))
            return None, None
        found = to_instant(slot.start), to_instant(slot.end)
        if self.sitting and found == (self.sitting.start, self.sitting.end):
            self.add_error("new_date", _("Nothing has changed: give another day or another hour."))
        return found


class ReasonForm(forms.Form):
    """Why a page goes back to its author."""

    reason = forms.CharField(
        label=_("What is missing or should change?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The author reads it by e-mail and at the desk."),
    )


def whole_number(text: str | None) -> int:
    """Return a number that a hidden field carried.

    Raises:
        ValidationError: it is none.
    """
    number = digits.whole_number(text)
    if number is None:
        raise ValidationError(_("This page was sent incompletely: please reload it."))
    return number
