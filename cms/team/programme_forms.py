"""What the team is asked of an item of the programme: what, when, where, a text, a document, whom it concerns."""

from dataclasses import replace
from datetime import date, time
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.events.clock import to_instant
from agenda.programme.dates import MOST_DATES, DatesRefused, ItemDate, is_key, parse_dates
from agenda.programme.pages import MOST_TEXT, Audience, ProgrammeKind, ProgrammePage
from cms.desk.forms import DateInput, TimeInput
from cms.desk.said_form import SaidForm
from cms.structures.models import StructurePage
from cms.territories.models import Epci

# Rows for further dates that an opened form shows empty, and that its button adds.
EMPTY_ROWS = 1
MORE_ROWS = 3
MOST_CHOICES = 400


class ItemForm(SaidForm, forms.Form):
    """Everything but the dates."""

    missing: ClassVar[dict[str, Any]] = {"title": gettext_lazy("Say in a few words what it is.")}

    title = forms.CharField(label=gettext_lazy("What is it?"), max_length=120)
    kind = forms.ChoiceField(
        label=gettext_lazy("Which kind?"), choices=ProgrammeKind.choices, widget=forms.RadioSelect,
        initial=ProgrammeKind.COMMITTEE,
    )  # fmt: skip
    where = forms.CharField(
        label=gettext_lazy("Where"), max_length=200, required=False,
        help_text=gettext_lazy("A room and a town, or “video call”."),
    )  # fmt: skip
    link = forms.URLField(
        label=gettext_lazy("Link"), max_length=500, required=False, assume_scheme="https",
        help_text=gettext_lazy("Of the video call, or where one registers."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("What partners should know"), max_length=MOST_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    upload = forms.FileField(
        label=gettext_lazy("A document"), required=False, help_text=gettext_lazy("PDF, JPEG or PNG, 10 MB at most."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )  # fmt: skip
    drop_document = forms.BooleanField(label=gettext_lazy("Take the document away"), required=False)
    is_cancelled = forms.BooleanField(
        label=gettext_lazy("It is cancelled"), required=False,
        help_text=gettext_lazy("It stays in calendars, with “ANNULÉ” before its name."),
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=gettext_lazy("Whom does it concern?"), choices=Audience.choices, widget=forms.RadioSelect,
        initial=Audience.ALL,
    )  # fmt: skip
    epcis = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which EPCI?"), queryset=Epci.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    structures = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which structures?"), queryset=StructurePage.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, page: ProgrammePage | None, **kwargs: Any) -> None:
        """Offer the open structures and their EPCI, and those that the item concerns already."""
        super().__init__(*args, **kwargs)
        open_ = StructurePage.objects.filter(space__archived_at=None, space__isnull=False, is_register=False)
        epcis, structures = Q(pk__in=open_.values("commune__epci")), Q(pk__in=open_.values("pk"))
        if page is None:
            del self.fields["is_cancelled"]
        else:
            # By their numbers: what a draft names need not be in the database's own table of the relation.
            epcis |= Q(pk__in=[one.pk for one in page.epcis.all()])
            structures |= Q(pk__in=[one.pk for one in page.structures.all()])
        if page is None or page.document_id is None:
            del self.fields["drop_document"]
        chosen = StructurePage.objects.filter(structures).only("pk", "title", "path").order_by("title", "pk")
        self.fields["epcis"].queryset = Epci.objects.filter(epcis).order_by("name")  # type: ignore[attr-defined]
        self.fields["structures"].queryset = chosen  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the names that the answer to "whom" needs."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("audience") == Audience.EPCI and not data.get("epcis") and "epcis" not in self.errors:
            self.add_error("epcis", _("Tick at least one EPCI."))
        if data.get("audience") == Audience.NAMED and not data.get("structures") and "structures" not in self.errors:
            self.add_error("structures", _("Tick at least one structure."))
        return data


class DateForm(SaidForm, forms.Form):
    """One date: a day with both hours, or a whole day, or several whole days."""

    key = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    day = forms.DateField(label=gettext_lazy("Day"), required=False, widget=DateInput())
    start = forms.TimeField(label=gettext_lazy("From"), required=False, widget=TimeInput())
    end = forms.TimeField(label=gettext_lazy("To"), required=False, widget=TimeInput())
    last_day = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DateInput())

    def clean(self) -> dict[str, Any]:
        """Read the date into `date`; None for an empty row."""
        data: dict[str, Any] = super().clean() or {}
        data["date"] = None
        if not self.errors and any(data.get(name) is not None for name in ("day", "start", "end", "last_day")):
            data["date"] = self._read(data.get("day"), data.get("start"), data.get("end"), data.get("last_day"))
        return data

    def _read(self, day: date | None, start: time | None, end: time | None, last: date | None) -> ItemDate:
        if day is None:
            raise forms.ValidationError({"day": _("Give the day.")})
        if (start is None) != (end is None):
            name = "end" if end is None else "start"
            raise forms.ValidationError({name: _("Give both hours, or none for a whole day.")})
        key = self.cleaned_data.get("key") or ""
        if start is None or end is None:
            return self._days(day, last or day, key)
        if last not in {None, day}:
            raise forms.ValidationError({"last_day": _("With hours, give each day its own row.")})
        try:
            found = ItemDate.of_hours(day, start, end, id_=key)
        except DatesRefused as refusal:
            raise forms.ValidationError({"end": _("The end comes before the start.")}) from refusal
        if to_instant(found.end) <= to_instant(found.start):
            # The night of the spring change has no such hour.
            raise forms.ValidationError({"end": _("On this day these hours do not exist: the clocks change.")})
        return found

    @staticmethod
    def _days(day: date, last: date, key: str) -> ItemDate:
        try:
            return ItemDate.of_days(day, last, id_=key)
        except (DatesRefused, OverflowError) as refusal:
            backwards = _("The last day comes before the first.")
            long = _("That is more than a month: give the first and the last day as two dates.")
            raise forms.ValidationError({"last_day": backwards if last < day else long}) from refusal


class BaseDates(forms.BaseFormSet[DateForm]):
    """The rows of dates."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        **forms.BaseFormSet.default_error_messages,
        "missing_management_form": gettext_lazy("This page was sent incompletely: please reload it."),
    }

    def clean(self) -> None:
        """Ask for one date at least, and take no date twice."""
        if any(self.errors) or not self.management_form.is_valid():
            return
        dates = self.dates()
        if not dates:
            raise forms.ValidationError(_("Give at least one date."))
        if len({(one.start, one.end) for one in dates}) < len(dates):
            raise forms.ValidationError(_("The same date stands here twice."))

    def dates(self) -> list[ItemDate]:
        """Return the dates typed, the earliest first; an id that a row carries stays, twice the same one does not."""
        found: dict[str, ItemDate] = {}
        for form in self.forms:
            one = form.cleaned_data.get("date")
            if one is None:
                continue
            # A key that is none, or stands twice, is nobody's: the date gets one of its own.
            fresh = one.id in found or not is_key(one.id)
            found[uuid4().hex if fresh else one.id] = one
        return sorted(replace(one, id=key) for key, one in found.items())


DateRows = forms.formset_factory(
    DateForm, formset=BaseDates, extra=EMPTY_ROWS, max_num=MOST_DATES, absolute_max=MOST_DATES, validate_max=True
)


def initial_dates(page: ProgrammePage) -> list[dict[str, Any]]:
    """Return what the rows of an item's dates hold; none where its dates cannot be read."""
    try:
        dates = parse_dates(page.dates)
    except DatesRefused:
        return []
    rows = []
    for one in dates:
        row: dict[str, Any] = {"key": one.id, "day": one.start.date()}
        if one.is_all_day:
            last = date.fromisoformat(one.to_json()["end"])
            row |= {"last_day": last} if last != row["day"] else {}
        else:
            row |= {"start": one.start.time(), "end": one.end.time()}
        rows.append(row)
    return rows
