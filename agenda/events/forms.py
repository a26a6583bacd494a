"""The event form: how people type dates, themes and where it happens."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from agenda.events.schedule_field import ScheduleField, here_and_now
from agenda.places.models import PlacePage
from agenda.places.vocabulary import AUDIENCES, SERVICES, SPECIAL_NEEDS
from cms.foundation.choices import capitalise_choices
from cms.foundation.references import GuardedReferences
from cms.territories.fields import CommuneChoiceField


class PlacesOwnFirst(ModelChoiceIterator):
    """The empty answer, the structure's own places, then all others; one query."""

    def __iter__(self) -> Iterator[Any]:
        """Yield what the list shows."""
        yield ("", self.field.empty_label)
        path, places = getattr(self.field, "own_path", ""), list(self.queryset)
        own = [place for place in places if path and place.path.startswith(path)]
        others = [place for place in places if not path or not place.path.startswith(path)]
        if own:
            yield (_("Your structure's places"), [self.choice(place) for place in own])
            if others:
                yield (_("The other places"), [self.choice(place) for place in others])
        else:
            yield from (self.choice(place) for place in others)


class PlaceChoiceField(forms.ModelChoiceField):
    """A plain list of the register's places, town first: quicker than a dialogue, and usable by keyboard."""

    iterator = PlacesOwnFirst
    # The tree path of the structure whose places come first.
    own_path = ""

    def label_from_instance(self, obj: PlacePage) -> str:
        """Return "Decize – Médiathèque"."""
        return f"{obj.commune or '?'} – {obj.title}"


class EventPageForm(GuardedReferences):
    """Wagtail's page form with our fields for dates, place and themes."""

    class Media:
        js: ClassVar[list[str]] = ["agenda/where.js"]

    place = PlaceChoiceField(
        label=_("Place"),
        required=False,
        queryset=PlacePage.objects.none(),
    )

    schedule = ScheduleField(label=_("Dates"))
    address_commune = CommuneChoiceField(label=_("Commune"), required=False)
    themes = forms.MultipleChoiceField(
        label=_("Themes"),
        required=False,
        choices=[(code, words[1]) for code, words in SERVICES.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    audiences = forms.MultipleChoiceField(
        label=_("Especially for"),
        required=False,
        choices=[(code, words.everyday) for code, words in AUDIENCES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    special_needs = forms.MultipleChoiceField(
        label=_("Able to receive"),
        required=False,
        choices=[(code, words.everyday) for code, words in SPECIAL_NEEDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the places that everybody may see, the structure's own first; its only one stands chosen."""
        super().__init__(*args, **kwargs)
        capitalise_choices(self)
        schedule = self.fields.get("schedule")
        if isinstance(schedule, ScheduleField):
            schedule.stand(here_and_now())
        field = self.fields.get("place")
        if not isinstance(field, PlaceChoiceField):
            return
        field.own_path = self.parent_page.path if self.parent_page else ""
        places = PlacePage.objects.published().select_related("commune")
        field.queryset = places.order_by("commune__search_name", "title")
        if self.instance.pk is None and isinstance(self.parent_page, Page):
            own = list(places.child_of(self.parent_page).values_list("pk", flat=True)[:2])
            if len(own) == 1:
                self.initial["place"] = own[0]

    def _post_clean(self) -> None:
        """Keep what was said about the typed dates: the model sees only that they are missing."""
        said = list(self.errors["schedule"].data) if "schedule" in self.errors else []
        super()._post_clean()
        if said:
            self.errors["schedule"].data[:] = said
