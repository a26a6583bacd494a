"""The dates of an event as people type them: three ways, whole without JavaScript, and what they will be below."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from agenda.events.schedule import DEFAULT_ZONE
from agenda.events.schedule_choices import NTH
from agenda.events.schedule_preview import days_off, preview_of
from agenda.events.schedule_rows import MAX_ROWS, blank_row
from agenda.events.schedule_ways import CHOICES, DAYS, KEPT, TEXT, Here, Typed, shown, typed_in
from agenda.recurrence.words import MONTHS, ORDINALS, WEEKDAYS, day_words

BLANK_ROWS = 3
EXCLUDED_ROWS = 3
EXTRA_ROWS = 2
YEAR = timedelta(days=300)
# Where the caret is taken from the list of mistakes when the way says no more.
_FIRST = {DAYS: "0-date", CHOICES: "rhythm", TEXT: "text", KEPT: "way"}


class ScheduleWidget(forms.Widget):
    """Many inputs, one value: a `Typed` of `agenda.events.schedule_ways`."""

    use_fieldset = True
    # The address that answers a preview to a form that is being filled in; the desk, which stands above, says it.
    address: ClassVar[str | Promise] = ""
    # Whether a button asks for the preview: for forms that show themselves again on `action=dates`.
    has_button = False
    here: Here | None = None
    # What the list of mistakes leads to.
    target = ""

    class Media:
        js: ClassVar[list[str]] = ["agenda/schedule.js"]
        css: ClassVar[dict[str, list[str]]] = {"all": ["agenda/schedule.css"]}

    def where(self) -> Here:
        """Return the zone and the day that the form gave, else those of any installation."""
        return self.here or Here(DEFAULT_ZONE, timezone.localdate())

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the HTML; `value` is the schedule's JSON, or what was typed."""
        here = self.where()
        typed: Typed = value if isinstance(value, dict) and "way" in value else shown(value, here)
        preview = preview_of(typed, here)
        # What was typed is marked where it is wrong; what nobody sent yet is not.
        wrong = {one.key for one in preview.problems} if typed is value else set()
        choices = typed["choices"]
        context = {
            "name": name, "id": (attrs or {}).get("id", name), "typed": typed, "way": typed["way"], "preview": preview,
            "rows": _with_blanks(typed["rows"], BLANK_ROWS), "wrong": wrong, "choices": choices,
            "excluded": _filled(choices["excluded"], EXCLUDED_ROWS, ""),
            "extra": _with_blanks(choices["extra"], EXTRA_ROWS), "month_days": range(1, 32),
            "days_off": days_off(here.zone, here.today), "today": here.today, "ends": here.school_year_ends,
            "address": str(self.address), "has_button": self.has_button, "examples": examples(here),
            "ends_iso": f"{here.school_year_ends or ''}", "weekdays": [(str(day), WEEKDAYS[day]) for day in range(7)],
            "nths": [(str(nth), f"le {ORDINALS[nth]}") for nth in NTH], "day_hours": _day_hours(choices["hours"]),
            "more_hours": bool(choices["hours"] or choices["start2"] or choices["end2"]),
            "more_days": bool(choices["excluded"] or choices["extra"]),
        }  # fmt: skip
        return render_to_string("agenda/widgets/schedule.html", context)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return what was typed; None when the form does not hold the field."""
        return typed_in(data, name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Tell whether the form does not hold the field at all."""
        return typed_in(data, name) is None

    def use_required_attribute(self, initial: Any) -> bool:
        """Return False: the widget is many inputs and only some must be filled."""
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id of the input that is wrong, or of the first one."""
        return f"{id_}-{self.target or _FIRST[DAYS]}"

    def aim_at(self, typed: Typed, key: str) -> None:
        """Lead the list of mistakes to an input; a key that stands for none leads to the way's first."""
        self.target = key or _FIRST[typed["way"]]


def examples(here: Here) -> list[str]:
    """Return sentences that are understood as they stand, whatever the day."""
    ends = f"jusqu’au {day_words(here.school_year_ends or here.today + YEAR)}"
    return [
        f"tous les mardis de 14 h à 16 h {ends}, sauf vacances scolaires",
        f"le premier samedi de chaque mois de 10 h à 12 h {ends}",
        f"les 12 et 19 {MONTHS[here.today.month % 12 + 1]} de 9 h à 11 h 30",
    ]


def _day_hours(typed: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    """Return the inputs for other hours on a weekday, one line each."""
    return [
        {"name": WEEKDAYS[day], "start_key": f"hours-{day}-start", "end_key": f"hours-{day}-end"}
        | typed.get(str(day), {"start": "", "end": ""})
        for day in range(7)
    ]


def _with_blanks(rows: list[dict[str, str]], least: int) -> list[dict[str, str]]:
    return _filled(rows, least, blank_row())


def _filled(given: list[Any], least: int, blank: Any) -> list[Any]:
    """Return what was given and as many blanks as make `least`, but always one more, up to what a form holds."""
    return [*given, *[blank] * max(least - len(given), 1 if len(given) < MAX_ROWS else 0)]
