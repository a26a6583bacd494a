"""Opening hours in a form that people understand: a week's table, a word to it, and a line for what does not fit."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.places.hours import LONGEST, hours_in_french, validate_hours
from agenda.places.hours_table import CLOSED, Cells, HoursTable, read_table, write_table
from agenda.places.typed_hours import read_typed_hours, typed_form

PARTS = ("am_from", "am_to", "pm_from", "pm_to")
HOLIDAYS = 7
_CLOCK = re.compile(r"([0-9]{1,2}) ?(?:[h:.] ?([0-5][0-9])?)?(?:min)?|([0-9]{2})([0-5][0-9])", re.IGNORECASE)
_NAMED_CLOCKS = {"midi": "12:00", "minuit": "24:00"}

# What was typed: {"days": [{part: text} of seven days and the public holidays], "closed_on_holidays": bool,
# "comment": text, "special": text, "stored": the hours that the form was made from}.
Typed = dict[str, Any]


class HoursWidget(forms.Widget):
    """Eight rows of four hours (seven days, public holidays), a word, and the special hours."""

    class Media:
        js: ClassVar[list[str]] = ["agenda/hours.js"]
        css: ClassVar[dict[str, list[str]]] = {"all": ["agenda/hours.css"]}

    use_fieldset = True

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the HTML; `value` is the stored text, or what was typed when it was refused."""
        typed = value if isinstance(value, dict) else to_typed(value or "")
        wrong = {(row, part): said for row, part, said in problems(typed)} if typed is value else {}
        rows = [
            {
                "number": number,
                "name": day_name(number),
                "said": [said for (row, _part), said in wrong.items() if row == number],
                "cells": [{"part": part, "value": cells[part], "wrong": (number, part) in wrong} for part in PARTS],
            }
            for number, cells in enumerate(typed["days"])
        ]
        context = {
            **typed,
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "described": (attrs or {}).get("aria-describedby", ""),
            "days": rows[:HOLIDAYS],
            "holidays": rows[HOLIDAYS],
            # In words where the table does not hold it all.
            "lines": hours_in_french(typed["stored"]) if typed["special"] else [],
        }
        return render_to_string("agenda/widgets/hours.html", context)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return what was typed; or a plain text under the field's own name."""

        def text(key: str) -> str:
            return str(data.get(f"{name}-{key}", "")).strip()

        if f"{name}-special" not in data:
            return None if name not in data else str(data[name]).strip()
        return {
            "days": [{part: text(f"{number}-{part}") for part in PARTS} for number in range(HOLIDAYS + 1)],
            "closed_on_holidays": bool(text("closed_on_holidays")),
            "comment": text("comment"),
            "special": text("special"),
            "stored": text("stored"),
        }

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Tell whether the form does not hold the field at all."""
        return f"{name}-special" not in data and name not in data

    def use_required_attribute(self, initial: Any) -> bool:
        """Return False: the widget is many inputs and only some must be filled."""
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id of Monday's first hour."""
        return f"{id_}-0-am_from"


class HoursField(forms.Field):
    """Hours typed in a table, cleaned to OpenStreetMap's syntax; hours that nobody touched stay as they are stored."""

    widget = HoursWidget

    def __init__(self, **kwargs: Any) -> None:
        """Ask for nothing unless told so: many places have no fixed hours."""
        super().__init__(**{"required": False, "label": _("Opening hours"), **kwargs})

    def clean(self, value: Any) -> str:
        """Return the hours; "" for none.

        Raises:
            ValidationError: an hour is missing or cannot be (its day is named), or the special hours cannot be read.
        """
        typed = value if isinstance(value, dict) else to_typed(read_typed_hours(value or "") or value or "")
        if typed["stored"] and _same(typed, to_typed(typed["stored"])):
            hours = typed["stored"]
        else:
            if wrong := [said for _row, _part, said in problems(typed)]:
                raise ValidationError(wrong)
            hours = write_table(_table(typed))
        if not hours and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if hours:
            _validate(hours, typed["special"])
        return hours

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether what was typed differs from the stored hours."""
        typed = data if isinstance(data, dict) else to_typed(read_typed_hours(data or "") or data or "")
        return not _same(typed, to_typed(initial or ""))


def _validate(hours: str, special: str) -> None:
    if len(hours) > LONGEST:
        raise ValidationError(_("These hours are too long: keep the usual week, and say the rest in the presentation."))
    try:
        validate_hours(hours)
    except ValidationError as error:
        if not special:
            raise
        raise ValidationError(
            _("Special hours: “%(text)s” cannot be read. Write them like this: 1er et 3e mercredi du mois 9h-12h"),
            params={"text": special},
        ) from error


def day_name(number: int) -> str:
    """Return "Lundi"… for 0 to 6, "Jours fériés" for 7."""
    return gettext("Public holidays") if number == HOLIDAYS else str(WEEKDAYS[number]).capitalize()


def to_typed(hours: str) -> Typed:
    """Return stored hours as the widget shows them."""
    table = read_table(hours)
    return {
        "days": [
            {part: _shown(clock) for part, clock in zip(PARTS, _clocks(cells), strict=True)}
            for cells in (*table.days, table.holidays)
        ],
        "closed_on_holidays": not any(table.holidays),
        "comment": table.comment,
        # As people write it wherever that means the same.
        "special": typed_form(table.special) or table.special,
        "stored": hours,
    }


def _clocks(cells: Cells) -> list[str]:
    return [clock for stretch in cells for clock in (stretch or ("", ""))]


def _shown(clock: str) -> str:
    """Return "9h", "13h30" for "09:00", "13:30"."""
    hours, _colon, minutes = clock.partition(":")
    return f"{int(hours)}h{minutes if minutes != '00' else ''}" if clock else ""


def read_clock(text: str) -> str | None:
    """Return "09:00" for "9h", "9", "9:00", "9 h 00", "0900", "12:00" for "midi"; None for what is no hour."""
    plain = text.replace("\u00a0", " ").replace("\u202f", " ").strip()
    if named := _NAMED_CLOCKS.get(plain.casefold()):
        return named
    match = _CLOCK.fullmatch(plain)
    if match is None:
        return None
    clock = f"{int(match[1] or match[3]):02d}:{match[2] or match[4] or '00'}"
    return clock if clock <= "24:00" else None


def _same(one: Typed, other: Typed) -> bool:
    def plain(typed: Typed) -> Any:
        days = [[read_clock(cells[part]) or cells[part] for part in PARTS] for cells in typed["days"]]
        return days, typed["closed_on_holidays"], typed["comment"], typed["special"]

    return bool(plain(one) == plain(other))


def _table(typed: Typed) -> HoursTable:
    rows = [_row(cells) for cells in typed["days"]]
    special = typed["special"].strip().rstrip(";")
    comment = re.sub(r'["“”]', "’", typed["comment"])
    holidays = CLOSED if typed["closed_on_holidays"] else rows[HOLIDAYS]
    return HoursTable(tuple(rows[:HOLIDAYS]), holidays, comment, read_typed_hours(special) or special)


def _row(cells: dict[str, str]) -> Cells:
    clocks = [read_clock(cells[part]) or "" for part in PARTS]
    morning = (clocks[0], clocks[1]) if clocks[0] else None
    afternoon = (clocks[2], clocks[3]) if clocks[2] else None
    return morning, afternoon


def problems(typed: Typed) -> list[tuple[int, str, str]]:
    """Return (row, part, sentence) of every hour that is missing or cannot be; each sentence names its day."""
    found = [problem for number, cells in enumerate(typed["days"]) for problem in _row_problems(number, cells)]
    holidays = typed["days"][HOLIDAYS]
    if typed["closed_on_holidays"] and any(holidays.values()):
        said = gettext("Public holidays: untick “closed on public holidays”, or leave their hours empty.")
        found.append((HOLIDAYS, PARTS[0], said))
    if not typed["closed_on_holidays"] and not any(holidays.values()) and "PH" not in typed["special"]:
        found.append((HOLIDAYS, PARTS[0], gettext("Public holidays: give their hours, or tick “closed”.")))
    return found


def _row_problems(number: int, cells: dict[str, str]) -> list[tuple[int, str, str]]:
    day = {"day": day_name(number)}
    clocks = {part: read_clock(cells[part]) for part in PARTS}
    for part in PARTS:
        if cells[part] and clocks[part] is None:
            words = {**day, "text": cells[part]}
            said = gettext("%(day)s: %(text)s is no hour. Write for example 9h or 12h30.") % words
            return [(number, part, said)]
    for start, end in (PARTS[:2], PARTS[2:]):
        if clocks[start] and not clocks[end]:
            return [(number, end, gettext("%(day)s: the hour of closing is missing.") % day)]
        if clocks[end] and not clocks[start]:
            return [(number, start, gettext("%(day)s: the hour of opening is missing.") % day)]
    told = [(part, clock) for part in PARTS if (clock := clocks[part])]
    for (_part, before), (part, after) in pairwise(told):
        if after <= before:
            words = {**day, "after": _shown(after), "before": _shown(before)}
            return [(number, part, gettext("%(day)s: %(after)s comes after %(before)s and must be later.") % words)]
    return []
