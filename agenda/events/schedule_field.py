"""The dates of an event in a form: cleaned to the stored value, or refused with a sentence for each mistake."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agenda.events import schedule as sched
from agenda.events.schedule import ScheduleError, parse_schedule
from agenda.events.schedule_ways import DAYS, Here, essence, is_blank, read, shown
from agenda.events.schedule_widget import ScheduleWidget
from agenda.events.schedule_words import MESSAGES, Problems
from branding.models import Brand


def here_and_now() -> Here:
    """Return the installation's zone of school holidays and the local day; one query."""
    return Here(Brand.load().holiday_zone, timezone.localdate())


class ScheduleField(forms.Field):
    """A schedule, cleaned to the JSON value of `agenda.events.schedule`; forms give it a zone with `stand`."""

    widget: Any = ScheduleWidget
    # The value that the form was made of: what nobody touched stays as it is stored.
    stored: Any = None

    def stand(self, here: Here, *, has_button: bool = False) -> None:
        """Say where and when the form stands, and whether it answers a button that asks for the preview."""
        self.widget.here, self.widget.has_button = here, has_button

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """Return the field of a form, and keep what it was made of."""
        self.stored = form.get_initial_for_field(self, field_name)
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> Any:
        """Return the JSON value; what was typed is kept in the widget when it is refused."""
        if not isinstance(value, dict) or "way" not in value or (value["way"] == DAYS and is_blank(value)):
            raise ValidationError(MESSAGES[sched.NO_DATE])
        if _is_schedule(self.stored) and not self.has_changed(self.stored, value):
            return self.stored
        try:
            return read(value, self.widget.where()).to_json()
        except Problems as problems:
            self.widget.aim_at(value, problems.found[0].key)
            raise ValidationError([one.said for one in problems.found]) from problems

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether what was typed differs from the stored value."""
        return data is not None and essence(shown(initial, self.widget.where())) != essence(data)


def _is_schedule(value: Any) -> bool:
    try:
        parse_schedule(value)
    except ScheduleError:
        return False
    return True
