"""The light event form: eight questions first, everything else folded; the same page as Wagtail's editor."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.events.clock import to_instant
from agenda.events.models import EventKind, EventPage, Location, Price
from agenda.events.schedule import parse_schedule
from agenda.events.schedule_field import ScheduleField, here_and_now
from agenda.events.schedule_ways import is_blank
from agenda.places.models import PlacePage
from agenda.places.vocabulary import AUDIENCES, SERVICES, SPECIAL_NEEDS, Term
from cms.desk.commune_form import CommuneField
from cms.desk.events.places import PREFIX, own_places, places_named, search_places, where_choices, where_key
from cms.desk.events.words_form import HELPS, LABELS
from cms.desk.said_form import SaidForm
from cms.foundation.richtext import clean_html, from_text, to_text
from cms.structures.forms import PHONE
from cms.structures.models import StructurePage

MOST_TEXT = 8000
# What the page holds under the form's own name.
SAME_NAME = (
    "title", "summary", "kind", "is_cycle", "audience", "bring", "access", "price", "price_details", "themes", "seats",
    "registration_required", "registration_phone", "registration_email", "registration_link", "image_alt",
    "image_credit", "image_rights", "newsletter_proposed", "newsletter_sentence", "audiences", "special_needs",
)  # fmt: skip
# The fields below « Ajouter des précisions »: open when one of them is wrong.
FOLDED = (
    "kind", "is_cycle", "body", "audience", "audiences", "price", "price_details", "registration_link", "seats",
    "bring", "access", "special_needs", "image_credit", "newsletter_sentence",
)  # fmt: skip

NEEDED = ("title", "summary", "schedule", "where", "address_name", "town")


def _text(most: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=most, required=False, **kwargs)


def _tick() -> forms.BooleanField:
    return forms.BooleanField(required=False)


def _ticks(terms: Mapping[str, Term]) -> forms.MultipleChoiceField:
    """Return a question that is answered by ticking values of a national list."""
    choices = [(code, term.everyday) for code, term in terms.items()]
    return forms.MultipleChoiceField(required=False, choices=choices, widget=forms.CheckboxSelectMultiple)


class EventForm(SaidForm, forms.Form):
    """What is asked of an event. `strict` is for sending: a draft may lack anything but its title."""

    use_required_attribute = False
    labels, helps = LABELS, HELPS
    of_picture = ("image_alt",)

    title = _text(255)
    summary = _text(280, widget=forms.Textarea(attrs={"rows": 3}))
    schedule = ScheduleField(required=False)
    where = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    place_search = _text(80)
    address_name = _text(120)
    address_street = _text(200)
    town = CommuneField(choice="commune", required=False)
    remote_link = forms.URLField(max_length=200, required=False, assume_scheme="https")
    remote_phone = _text(20, validators=[PHONE])
    themes = _ticks(SERVICES)
    registration_required = _tick()
    registration_phone = _text(20, validators=[PHONE])
    registration_email = forms.EmailField(max_length=254, required=False)
    upload = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"})
    )
    upload_is = forms.ChoiceField(
        choices=[("picture", gettext_lazy("a photo or a drawing")), ("poster", gettext_lazy("our poster"))],
        required=False,
        widget=forms.RadioSelect,
    )
    image_alt = _text(200)
    image_rights = _tick()
    remove_image = _tick()
    remove_poster = _tick()
    newsletter_proposed = _tick()

    newsletter_sentence = _text(200)
    kind = forms.ChoiceField(choices=(), required=False)
    is_cycle = _tick()
    body = _text(MOST_TEXT, widget=forms.Textarea(attrs={"rows": 6}))
    audience = _text(120)
    audiences = _ticks(AUDIENCES)
    price = forms.ChoiceField(choices=(), required=False)
    price_details = _text(120)
    registration_link = forms.URLField(max_length=200, required=False, assume_scheme="https")
    seats = forms.IntegerField(min_value=1, max_value=9999, required=False)
    bring = _text(200)
    access = _text(200)
    special_needs = _ticks(SPECIAL_NEEDS)
    image_credit = _text(120)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        page: EventPage,
        structure: StructurePage,
        strict: bool = False,
        has_picture: bool = False,
        now: datetime | None = None,
    ) -> None:
        """Show `page`, or what was typed; `has_picture` when a picture was sent with this form or an earlier one."""
        super().__init__(data, initial=initial_of(page), auto_id="id_%s")
        self.page, self.strict, self.has_picture = page, strict, has_picture
        self.now = now or timezone.now()
        self.place: PlacePage | None = None
        self._stand()
        self._choice("kind", EventKind.choices)
        self._choice("price", Price.choices)
        self._offer_places(structure)

    def _stand(self) -> None:
        field = self.fields["schedule"]
        assert isinstance(field, ScheduleField)  # noqa: S101 - for the type checker
        field.stand(here_and_now(), has_button=True)

    def _choice(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(value, capfirst(str(label))) for value, label in choices]

    def _offer_places(self, structure: StructurePage) -> None:
        """Offer own places, the one chosen, those found by the search and those that an earlier search had found."""
        chosen = str(self["where"].value() or "")
        searched = str(self["place_search"].value() or "") if self.is_bound else ""
        self.found = search_places(searched)
        own = own_places(structure)
        self.places = {f"{PREFIX}{place.pk}": place for place in [*own, *self.found]}
        if chosen not in self.places:
            self.places |= {f"{PREFIX}{place.pk}": place for place in places_named([chosen])}
        self.searched_in_vain = bool(searched) and not self.found
        if not own:
            self.fields["place_search"].label = gettext_lazy("Search for a place")
        self._places("where").choices = where_choices(own, [p for p in self.places.values() if p not in own])

    def _places(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        return field

    def quiet(self, *, but: str = "") -> None:
        """Say nothing yet: what is not finished is no mistake; `but` names the field that was asked about."""
        kept = {but: self.errors[but]} if but in self.errors else {}
        self._errors, self.cleaned_data = ErrorDict(kept), {}

    def mark_needed(self) -> None:
        """Let the page say what cannot be left out when sending; asked of a draft only when it is sent."""
        for name in NEEDED:
            self.fields[name].required = True
        if self.has_picture:
            self.fields["image_alt"].required = True

    @property
    def opens_details(self) -> bool:
        """Whether something below the fold must be seen: it is wrong."""
        return any(name in self.errors for name in FOLDED)

    def clean(self) -> dict[str, Any]:
        """Read the commune; when sending, say at the right field what is missing."""
        data = super().clean() or {}
        self._read_dates(data)
        where = data.get("where") or ""
        self.place = self.places.get(where)
        if where != Location.ADDRESS:
            # Typed, then another answer given: it is not asked any more.
            self.errors.pop("town", None)
        data["address_commune"] = data.get("town") if where == Location.ADDRESS else None
        if not data.get("title") and "title" not in self.errors:
            self.add_error("title", _("Give it a title: it is what people read first."))
        if self.strict:
            self._ask(data, where)
        return data

    def _read_dates(self, data: dict[str, Any]) -> None:
        """A draft may have no date at all; one that was begun must be readable, or it would be lost."""
        typed = self["schedule"].value()
        nothing = typed is None or ("way" in typed and is_blank(typed))
        if not self.strict and nothing and "schedule" in self.errors:
            del self._errors["schedule"]
            data["schedule"] = {}

    def _ask(self, data: dict[str, Any], where: str) -> None:
        if not data.get("summary"):
            self._missing("summary", _("Say in one or two sentences what people will do."))
        # An instance that was never saved says that it is live: that is the column's default.
        is_public = bool(self.page.pk) and self.page.live
        if data.get("schedule") and not is_public and self._is_over(data["schedule"]):
            self._missing("schedule", _("All these dates are over: give a date to come."))
        self._ask_where(data, where)
        if self.has_picture and not data.get("remove_image"):
            if not data.get("image_alt"):
                self._missing("image_alt", _("Say in a few words what the picture shows."))
            if not data.get("image_rights"):
                self._missing("image_rights", _("Tick if you may publish this picture, or take it away."))

    def _ask_where(self, data: dict[str, Any], where: str) -> None:
        if not where:
            self._missing("where", _("Say where it is: choose a place, or “at another address”."))
        if where == Location.ADDRESS and not data.get("address_name"):
            self._missing("address_name", _("Give the name of the place, so that people find it."))
        if where == Location.ADDRESS and not data.get("town"):
            self._missing("town", _("Give the commune."))
        if where == Location.REMOTE and not (data.get("remote_link") or data.get("remote_phone")):
            self._missing("remote_phone", _("Give a phone number or a link."))

    def _missing(self, name: str, sentence: str) -> None:
        if name not in self.errors:
            self.add_error(name, sentence)

    def _is_over(self, schedule: Any) -> bool:
        return all(to_instant(slot.end) < self.now for slot in parse_schedule(schedule).occurrences())

    def values(self) -> dict[str, Any]:
        """Return what the page is to hold, by the names of its columns; what is wrong keeps what stood there."""
        data = self.cleaned_data
        values = {name: data[name] for name in SAME_NAME if name in data}
        values["kind"] = values.get("kind") or EventKind.WORKSHOP
        values["price"] = values.get("price") or Price.FREE
        if "schedule" in data:
            values["schedule"] = data["schedule"] or {}
        if "body" in data:
            values["body"] = body_html(self.page.body, data["body"])
        return values | self._where_values(data)

    def _where_values(self, data: dict[str, Any]) -> dict[str, Any]:
        where = data.get("where") or ""
        is_address, is_remote = where == Location.ADDRESS, where == Location.REMOTE
        commune = data.get("address_commune")
        return {
            "location": where if is_address or is_remote else str(Location.PLACE),
            "place_id": self.place.pk if self.place else None,
            "address_name": data.get("address_name", "") if is_address else "",
            "address_street": data.get("address_street", "") if is_address else "",
            "address_commune_id": commune.pk if commune else None,
            "remote_link": data.get("remote_link", "") if is_remote else "",
            "remote_phone": data.get("remote_phone", "") if is_remote else "",
        }


def initial_of(page: EventPage) -> dict[str, Any]:
    """Return what the form shows of a page."""
    return {
        **{name: getattr(page, name) for name in SAME_NAME},
        "schedule": page.schedule,
        "where": where_key(page),
        "address_name": page.address_name,
        "address_street": page.address_street,
        "town": page.address_commune,
        "remote_link": page.remote_link,
        "remote_phone": page.remote_phone,
        "body": to_text(clean_html(page.body)) if page.body else "",
        "upload_is": "picture",
    }


def body_html(before: str, typed: str) -> str:
    """Return the text as paragraphs and lists; a text that nobody touched keeps what Wagtail's editor made of it."""
    typed = typed.replace("\r\n", "\n").strip()
    if before and typed == to_text(clean_html(before)).strip():
        return before
    return from_text(typed)
